"""Crates whose builds and tests wait for as long as a file is there: no test needs to be quick.

What runs in the sandbox sees the crate's copy; once it was made, the file may go in the crate.
"""

from pathlib import Path

from ..crates import Crate

_WAIT = 'while std::path::Path::new("slow").exists() {\n%s}\n'
_SLEEP = "std::thread::sleep(std::time::Duration::from_millis(20));\n"
WAIT = _WAIT % _SLEEP


def slow_build(root: Path, lib: str) -> Crate:
    """Its build script waits: `build-script-build` runs."""
    crate = Crate(root, lib=lib)
    (root / "build.rs").write_text(f"fn main() {{\n{WAIT}}}\n")
    return set_slow(crate)


def slow_compiler(root: Path, lib: str) -> Crate:
    """rustc itself waits, for a pipe that nobody writes to."""
    reads = 'include_str!(concat!(env!("OUT_DIR"), "/pipe"))'
    crate = Crate(root, lib=f"{lib}pub const PIPE: &str = {reads};\n")
    (root / "build.rs").write_text(
        "fn main() {\n"
        '    let pipe = std::env::var("OUT_DIR").unwrap() + "/pipe";\n'
        "    let _ = std::fs::remove_file(&pipe);\n"
        '    if std::path::Path::new("slow").exists() {\n'
        '        std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();\n'
        "    } else {\n"
        '        std::fs::write(&pipe, "").unwrap();\n'
        "    }\n"
        '    println!("cargo:rerun-if-changed=src");\n'
        '    println!("cargo:rerun-if-changed=slow");\n'
        "}\n"
    )
    return set_slow(crate)


def slow_tests(root: Path, lib: str) -> Crate:
    """A test waits: a proof has begun once it runs."""
    crate = Crate(root, lib=lib)
    (root / "tests").mkdir()
    (root / "tests" / "waiting.rs").write_text(f"#[test]\nfn waits() {{\n{WAIT}}}\n")
    return set_slow(crate)


def set_slow(crate: Crate, slow: bool = True) -> Crate:
    marker = crate.root / "slow"
    marker.touch() if slow else marker.unlink()
    return crate


def late_watcher(folder: Path, until: Path) -> dict[str, str]:
    """The environment of a server that watches no file before the file `until` is there."""
    package = folder / "late" / "watchfiles"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(
        "import importlib, pathlib, sys, time\n"
        f"while not pathlib.Path({str(until)!r}).exists():\n"
        "    time.sleep(0.02)\n"
        f"sys.path.remove({str(package.parent)!r})\n"
        "del sys.modules[__name__]\n"
        "importlib.import_module(__name__)\n"
    )
    return {"PYTHONPATH": str(package.parent)}
