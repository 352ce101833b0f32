"""The scaling table: what it reads out of runs, and a fit that finds the law it was made from."""

import json
from pathlib import Path

import pytest

from rusta_model.scaling import Fit, Point, fit, grid, parameters_of, points, table, told
from rusta_model.train import trainer

from .small import CONFIG, options

LAW = Fit(floor=0.6, a=0.25, p=0.4, b=0.3, q=0.5, error=0.0)


def made_up() -> list[Point]:
    return [
        Point(f"run-{size}", size * 1_000_000, seen, LAW.bits(size * 1e6, seen))
        for size in (1, 3, 7)
        for seen in (1_000_000, 2_000_000, 4_000_000, 16_000_000)
    ]


def test_the_fit_finds_the_law_of_its_points() -> None:
    found = fit(made_up())
    assert found is not None and found.error < 0.002
    for size, seen in ((3e6, 8e6), (7e6, 64e6)):
        assert found.bits(size, seen) == pytest.approx(LAW.bits(size, seen), abs=0.02)


def test_bytes_for_a_goal_are_those_at_which_the_law_reaches_it() -> None:
    needed = LAW.bytes_for(7e6, 0.80)
    assert needed is not None and LAW.bits(7e6, needed) == pytest.approx(0.80)
    assert LAW.bytes_for(1e6, 0.80) is None
    assert "no number of bytes" in told(made_up(), LAW)


def test_one_size_alone_gives_no_fit() -> None:
    assert fit([p for p in made_up() if p.parameters == 1_000_000]) is None


def test_the_table_has_a_row_a_run_and_leaves_out_what_was_not_measured() -> None:
    rows = table([*made_up(), Point("late", 5_000_000, 16_100_000, 0.9)]).splitlines()
    assert rows[0].split()[2:] == ["1", "MB", "2", "MB", "4", "MB", "16", "MB"]
    assert rows[-1].split() == ["late", "5,000,000", "0.900"]


def test_points_are_the_gates_of_stage_0(home: Path, tmp_path: Path) -> None:
    trainer(options(tmp_path, steps=1), CONFIG, home=home).train()
    [found] = points(tmp_path / "runs")
    metrics = (tmp_path / "runs" / "test" / "metrics.jsonl").read_text().splitlines()
    assert found.bits == json.loads(metrics[-1])["gate_bits_per_byte"]
    assert found.parameters == parameters_of(CONFIG)


def test_the_grid_has_the_sizes_it_is_named_after() -> None:
    for name, config in grid().items():
        millions = float(name.removeprefix("grid-").removesuffix("m"))
        assert parameters_of(config) / 1e6 == pytest.approx(millions, rel=0.2)
