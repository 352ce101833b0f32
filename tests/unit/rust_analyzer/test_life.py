"""Its life: it starts once, ends with us, is started again after a crash, and may be absent.

Whatever happens to it is evidence, and never an exception in a job."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from rusta_server.contracts.probe import (
    KILLED,
    NOT_TRUSTED,
    REFUSED,
    TIMEOUT,
    TOOL_MISSING,
    UNREADABLE,
)
from rusta_server.probes.rust_analyzer import running

from .conftest import LIB, Make, World

LOCK = 'version = 4\n\n[[package]]\nname = "demo"\nversion = "0.1.0"\n'
FINE = "pub fn f() -> u8 { 1 }\n"
AT = {"start": FINE.index("1 }"), "end": FINE.index("1 }") + 1}


def type_of(world: World, **params: object) -> str | None:
    return world.ask("type_of", **{**AT, **params})["type"]


def test_a_program_that_is_none_is_told_of(world: Make, tmp_path: Path):
    demo = world({"src/lib.rs": FINE, "Cargo.lock": LOCK}, sandbox=False)
    fake = tmp_path / "sysroot" / "bin" / "rust-analyzer"
    fake.parent.mkdir(parents=True)
    fake.write_text("#!/bin/sh\necho 'cannot begin' >&2\nexit 3\n")
    fake.chmod(0o755)
    demo.ctx.workspace = replace(demo.ctx.workspace, sysroot=tmp_path / "sysroot")
    error = demo.evidence("type_of", **AT).error
    assert error is not None
    assert error.code == KILLED
    assert "cannot begin" in error.message


def test_absent_it_is_named_with_the_command_that_gets_it(world: Make, tmp_path: Path):
    demo = world({"src/lib.rs": FINE})
    demo.ctx.workspace = replace(demo.ctx.workspace, sysroot=tmp_path)
    error = demo.evidence("type_of", **AT).error
    assert error is not None
    assert (error.code, error.remedy) == (
        TOOL_MISSING,
        "rustup component add rust-analyzer rust-src",
    )


def test_where_none_may_be_started_none_is(world: Make):
    demo = world({"src/lib.rs": FINE})
    demo.ctx.spawns_analyzer = False
    error = demo.evidence("type_of", **AT).error
    assert error is not None
    assert error.code == REFUSED
    assert "sources.rust_analyzer" in (error.remedy or "")
    assert running.pids() == []


def test_in_an_untrusted_workspace_none_is_started(world: Make):
    demo = world({"src/lib.rs": FINE})
    demo.ctx.denied = True
    error = demo.evidence("type_of", **AT).error
    assert error is not None
    assert error.code == NOT_TRUSTED
    assert running.pids() == []


def test_too_little_time_is_a_timeout_and_the_next_may_find_it_ready(world: Make):
    demo = world({"src/lib.rs": FINE})
    error = demo.evidence("type_of", **AT, deadline_ms=1).error
    assert error is not None
    assert error.code == TIMEOUT
    assert type_of(demo) == "u8"


def test_another_manifest_is_another_project(world: Make):
    demo = world({"src/lib.rs": '#[cfg(feature = "wide")]\npub fn f() -> u64 { 1 }\n'})
    at = {"start": 44, "end": 45}
    assert demo.ask("goto_def", offset=0)["locations"] == []
    (first,) = demo.analyzers()
    manifest = (demo.root / "Cargo.toml").read_text()
    demo.write({"Cargo.toml": f'{manifest}[features]\ndefault = ["wide"]\nwide = []\n'})
    assert demo.ask("type_of", **at)["type"] == "u64"
    assert demo.analyzers()[0].pid != first.pid


def test_a_file_that_goes_is_gone(world: Make):
    demo = world({"src/lib.rs": "mod a;\npub fn f() { a::g() }\n", "src/a.rs": "pub fn g() {}\n"})
    asked = {"path": LIB, "offset": 23}
    assert len(demo.ask("goto_def", **asked)["locations"]) == 1
    (demo.root / "src/a.rs").unlink()
    assert demo.ask("goto_def", **asked)["locations"] == []


def test_a_project_it_cannot_load_is_told_of(world: Make):
    demo = world({"src/lib.rs": FINE})
    demo.write({"Cargo.toml": "[package]\nname = 1\n"})
    error = demo.evidence("type_of", **AT).error
    assert error is not None
    assert error.code in (UNREADABLE, -32001)


def test_without_a_sandbox_it_answers_the_same(world: Make):
    demo = world({"src/lib.rs": FINE}, sandbox=False)
    found = demo.ask("goto_def", offset=FINE.index("f()"))
    assert found["sandbox"] == "none"
    assert [place["path"] for place in found["locations"]] == [LIB]


def test_procedural_macros_and_build_scripts_run_in_the_sandbox(world: Make, tmp_path: Path):
    """The build script writes where it is let to, and not beside the project."""
    outside = tmp_path / "escaped"
    script = f"""fn main() {{
        let _ = std::fs::write("{outside}", "x");
        let out = std::env::var("OUT_DIR").unwrap();
        std::fs::write(format!("{{out}}/made.rs"), "pub fn made() -> u8 {{ 1 }}").unwrap();
    }}"""
    text = (
        'include!(concat!(env!("OUT_DIR"), "/made.rs"));\npub fn f() { let a = made(); drop(a) }\n'
    )
    demo = world({"build.rs": script, "src/lib.rs": text})
    at = text.index("a = made")
    assert demo.ask("type_of", start=at, end=at)["type"] == "u8"
    assert not outside.exists()
    assert not (demo.root / "target" / "debug").exists()


def test_it_ends_with_the_process_that_started_it(world: Make):
    demo = world({"src/lib.rs": FINE})
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from rusta_server.contracts.tools_ra import RaRangeParams\n"
        "from rusta_server.probes.context import ProbeContext\n"
        "from rusta_server.probes.rust_analyzer import running, type_of\n"
        f"ctx = ProbeContext.open(Path({str(demo.root)!r}))\n"
        f"type_of.run(RaRangeParams(path={LIB!r}, start=0, end=0, deadline_ms=60_000), ctx)\n"
        "print(*running.pids(), flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL
    (pid,) = map(int, done.stdout.split())
    until = time.monotonic() + 5
    while psutil.pid_exists(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert os.getpid() != pid


def test_of_several_workspaces_only_the_latest_are_kept(
    world: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(running, "AT_ONCE", 1)
    first = world({"src/lib.rs": FINE})
    type_of(first)
    (old,) = running.pids()
    other = World(tmp_path / "other", {"src/lib.rs": FINE})
    assert type_of(other) == "u8"
    assert old not in running.pids()
    assert len(running.pids()) == 1


def test_unsaved_text_may_come_with_the_first_question(world: Make):
    """A document before the greeting is over would be its end."""
    demo = world({"src/lib.rs": FINE})
    unsaved = {"path": LIB, "text": FINE.replace("u8", "u16")}
    assert type_of(demo, overlays=[unsaved]) == "u16"
    assert len(demo.analyzers()) == 1
