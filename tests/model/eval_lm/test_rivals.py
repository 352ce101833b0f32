"""Rivals: the engine's candidates that compile beside the author's edit, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from rusta_indexer.syntax import parse_uncached
from rusta_model.data.triplets import store
from rusta_model.data.triplets.bench import Bench, on_bench
from rusta_model.data.triplets.build import Options as BuildOptions
from rusta_model.data.triplets.build import build_crate
from rusta_model.data.triplets.cli import main
from rusta_model.data.triplets.crates import Listed
from rusta_model.data.triplets.rivals import FOLDER, Rivals, likenesses, stored, texts_of
from rusta_model.data.triplets.rivals_build import Options, build_shard
from rusta_model.data.triplets.rivals_judge import GreenJudge, Part
from rusta_model.data.triplets.trials import Function, functions_of

from ..triplets.crate import GOODS, LIBRARY, write_crate

LIB = "$WS/src/lib.rs"
OPTIONS = Options(each=5, bare=2, alone=1.0)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's triplets, and one shard of rivals."""
    folder = tmp_path_factory.mktemp("rivals")
    shop = crate_of(folder)
    build_crate(shop, folder / "shards", BuildOptions(priority=0))
    report = build_shard(shop, folder, 0, OPTIONS)
    assert report.looked_at >= report.triplets >= 6
    assert report.candidates > 50
    assert report.alone > 50
    assert report.false_greens == report.false_reds == 0
    return folder


def crate_of(folder: Path) -> Listed:
    return replace(write_crate(folder, "shop"), split="heldout")


@pytest.fixture
def bench(home: Path) -> Iterator[Bench]:
    with on_bench(crate_of(home).unit) as bench:
        assert bench is not None
        yield bench


def test_the_authors_edit_comes_first_and_the_others_in_the_engines_order(home: Path) -> None:
    found = list(stored(home))
    assert any(rivals.contested for rivals in found)
    for rivals in found:
        reference, *others = rivals.greens
        assert reference.reference
        assert not any(green.reference or green.refused for green in others)
        orders = [green.order for green in others if green.order is not None]
        assert len(orders) == len(others)
        assert orders == sorted(orders)


def test_every_rival_compiles_alone_on_the_true_text(home: Path, bench: Bench) -> None:
    checked = 0
    for rivals in stored(home):
        triplet = rivals.triplet
        broken = {**bench.clean, triplet.path: triplet.break_(bench.clean[triplet.path])}
        assert bench.compile({triplet.path: broken[triplet.path]})
        for green in rivals.greens[:3]:
            after = texts_of(rivals, green, broken)
            assert bench.compile({triplet.path: broken[triplet.path], **after}) == ()
            assert not green.reference or after[triplet.path] == bench.clean[triplet.path]
            checked += 1
    assert checked > 6


def test_no_two_rivals_differ_in_blanks_alone(home: Path, bench: Bench) -> None:
    for rivals in stored(home):
        path = rivals.triplet.path
        broken = {**bench.clean, path: rivals.triplet.break_(bench.clean[path])}
        texts = [texts_of(rivals, g, broken).get(path, b"").decode() for g in rivals.greens]
        alike = likenesses(bench.clean[path].decode(), texts)
        assert len(set(alike)) == len(alike)


def test_the_next_shard_holds_other_triplets(home: Path) -> None:
    before = {rivals.triplet.id for rivals in stored(home)}
    build_shard(crate_of(home), home, 1, Options(each=3, bare=0, apart=0))
    after = [r.triplet.id for r in store.read(home / FOLDER / "shop-1.0.0" / "1.jsonl.zst", Rivals)]
    assert len(after) == 3
    assert not before & set(after)


def test_what_only_deletes_is_no_rival(home: Path, bench: Bench) -> None:
    for rivals in stored(home):
        path = rivals.triplet.path
        broken = rivals.triplet.break_(bench.clean[path])
        for green in rivals.greens[1:]:
            after = texts_of(rivals, green, {**bench.clean, path: broken})
            assert len(after.get(path, b"").split()) > len(broken.split()) - 6


def test_candidates_of_one_function_are_told_apart_in_one_run(bench: Bench) -> None:
    total = function("total")
    at = LIBRARY.index("u64::from(*count)")

    def instead(text: str) -> tuple[Part, ...]:
        return (Part(LIB, at, at + len("u64::from(*count)"), text.encode(), total),)

    candidates = {
        "(*count).into()": False,
        "u64::from(count.to_owned())": True,
        "*count": False,
        "*count as u64": True,
        "u64::from(*nothing)": False,
        "u64::from(*&*count)": True,
    }
    judge = GreenJudge(bench.clean, bench.compile)
    before = bench.runs
    assert judge.judge([instead(text) for text in candidates]) == list(candidates.values())
    assert bench.runs - before < len(candidates)


def test_an_import_goes_along_and_a_signature_is_judged_by_what_it_does_elsewhere(
    bench: Bench,
) -> None:
    add = function("add")
    body = LIBRARY.index("goods.name().to_string()")
    name = Part(LIB, body, body + len("goods.name()"), b"Cow::from(goods.name())", add)
    top = LIBRARY.index("use std::collections")
    brought = Part(LIB, top, top, b"use std::borrow::Cow;\n")
    price = GOODS.index("-> u64;")
    signature = Part("$WS/src/goods.rs", price, price + len("-> u64"), b"-> u32")
    judge = GreenJudge(bench.clean, bench.compile)
    assert judge.judge([(name,), (name, brought), (signature,), ()]) == [False, True, False, True]


def test_texts_are_alike_that_differ_in_blanks_and_comments() -> None:
    clean = "fn a() {\n    b(1);\n}\nfn c() {}\n"
    texts = [
        clean,
        "fn a() {\n    b( 1 ); // so\n}\nfn c() {}\n",
        "fn a() {\n    b(2);\n}\nfn c() {}\n",
    ]
    first, second, third = likenesses(clean, texts)
    assert first == second != third


def function(name: str) -> Function:
    root = parse_uncached(LIBRARY.encode()).root_node
    return next(f for f in functions_of(root) if f.name == name)


def test_the_command_goes_through_what_is_built_and_says_how_far(tmp_path: Path) -> None:
    (tmp_path / "units").mkdir()
    done = CliRunner().invoke(main, ["--home", str(tmp_path), "rivals", "--side", "train"])
    assert done.exit_code == 0, done.output
    assert done.output == "0 triplets of 0 train crates leave a choice\n"
