"""A crate of a few files, as `prepare` would have recorded it, and the real compiler for it."""

import os
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rusta_model.data.triplets.crates import Listed
from rusta_model.data.triplets.prepare import CrateUnit
from rusta_server.probes.judge_units import Unit

# Something of every kind that is broken: free functions, methods, a trait's, a test's, a closure.
LIBRARY = """\
//! A shop.

pub mod goods;

use goods::{Goods, Priced};
use std::collections::HashMap;

/// What is in the basket.
#[derive(Debug, Clone, Default)]
pub struct Basket {
    pub lines: Vec<(Goods, u32)>,
    names: HashMap<String, usize>,
}

impl Basket {
    pub fn add(&mut self, goods: Goods, count: u32) -> &mut Self {
        let name = goods.name().to_string();
        if let Some(&at) = self.names.get(&name) {
            self.lines[at].1 += count;
        } else {
            self.names.insert(name.clone(), self.lines.len());
            self.lines.push((goods, count));
        }
        self
    }

    pub fn total(&self) -> u64 {
        let mut sum = 0u64;
        for (goods, count) in self.lines.iter() {
            sum += goods.price() * u64::from(*count);
        }
        sum
    }

    pub fn cheapest(&self) -> Option<&Goods> {
        let found = self.lines.iter().min_by_key(|(goods, _)| goods.price())?;
        Some(&found.0)
    }
}

pub fn total_of(baskets: &[Basket]) -> u64 {
    let mut totals: Vec<u64> = baskets.iter().map(|basket| basket.total()).collect();
    totals.sort();
    let owner = String::from("all");
    let text = format!("{}: {}", owner, totals.len());
    assert!(!text.is_empty());
    totals.iter().sum()
}

pub fn parsed(line: &str) -> Result<(String, u32), std::num::ParseIntError> {
    let (name, count) = line.split_once(' ').unwrap_or((line, "1"));
    let count: u32 = count.trim().parse()?;
    Ok((name.to_owned(), count))
}

#[cfg(test)]
mod tests {
    #[test]
    fn parses() {
        assert_eq!(super::parsed("tea 2").unwrap().1, 2);
    }
}
"""
GOODS = """\
/// What can be bought.
pub trait Priced {
    fn price(&self) -> u64;

    fn is_free(&self) -> bool {
        let price = self.price();
        price == 0
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Goods {
    Tea { grams: u64 },
    Cup(String),
}

impl Goods {
    pub fn name(&self) -> &str {
        match self {
            Goods::Tea { .. } => "tea",
            Goods::Cup(name) => name.as_str(),
        }
    }
}

impl Priced for Goods {
    fn price(&self) -> u64 {
        match self {
            Goods::Tea { grams } => grams * 3,
            Goods::Cup(name) => name.len() as u64 + 100,
        }
    }
}

pub(crate) fn free(all: &[Goods]) -> Vec<&Goods> {
    let mut found = Vec::new();
    for goods in all {
        if goods.is_free() {
            found.push(goods);
        }
    }
    found
}

pub fn names_of_free(all: &[Goods]) -> Vec<String> {
    let found = free(all);
    found.iter().map(|goods| goods.name().to_string()).collect()
}
"""
FILES = {"src/lib.rs": LIBRARY, "src/goods.rs": GOODS}


def write_crate(folder: Path, name: str, files: Mapping[str, str] = FILES) -> Listed:
    """The files below `folder/sources`, and the command that compiles them."""
    sources, out = folder / "sources" / f"{name}-1.0.0", folder / "target" / "out"
    out.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        at = sources / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(text, "utf-8")
    argv = [
        str(rustc()), "--crate-name", name, "--edition=2021", "src/lib.rs", "--crate-type", "lib",
        "--error-format=json", "--json=diagnostic-rendered-ansi", "--emit=metadata",
        "--out-dir", str(out),
    ]  # fmt: skip
    env = {"CARGO_MANIFEST_DIR": str(sources), "CARGO_PKG_NAME": name, "CARGO_PKG_VERSION": "1.0.0"}
    unit = Unit(key=name, argv=tuple(argv), env=env, cwd=str(sources), package=name)
    return Listed(CrateUnit(name, "1.0.0", unit), "train")


@cache
def rustc() -> Path:
    """The compiler itself, not rustup's stand-in."""
    command = ["rustc", "--print", "sysroot"]
    env = {k: v for k, v in os.environ.items() if k != "RUSTUP_TOOLCHAIN"}
    done = subprocess.run(command, cwd="/", env=env, capture_output=True, text=True, check=True)
    return Path(done.stdout.strip(), "bin", "rustc")
