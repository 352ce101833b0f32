"""A process ends when it should, and takes all it started with it."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from rusta_server.contracts.probe import CANCELLED, TOOL_MISSING, UNREADABLE, ProbeFailure
from rusta_server.probes import process
from rusta_server.probes.process import Cancel, run_process

ENV = {"PATH": "/usr/bin:/bin"}


def sh(script, **options):
    options = {"timeout_s": 20, **options}
    return run_process(["/bin/sh", "-c", script], cwd="/", env=ENV, **options)


def test_both_streams_and_the_code():
    done = sh("echo out; echo err >&2; exit 3")
    assert (done.returncode, done.stdout, done.stderr) == (3, b"out\n", b"err\n")
    assert (done.timed_out, done.killed_by, done.truncated) == (False, None, False)


def test_input_larger_than_a_pipe():
    data = b"x" * 1_000_000
    assert sh("cat", stdin=data).stdout == data


def test_input_nobody_reads():
    assert sh("exec true", stdin=b"x" * 1_000_000).returncode == 0


def test_the_environment_is_only_what_was_given(monkeypatch):
    monkeypatch.setenv("SECRET", "s3cret")
    done = run_process(["/usr/bin/env"], cwd="/", env={"A": "1"}, timeout_s=20)
    assert done.stdout == b"A=1\n"


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until(condition, seconds=5.0):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


def test_the_deadline_kills_grandchildren_too():
    done = sh("sleep 60 & echo $!; wait", timeout_s=0.5)
    assert done.timed_out
    assert done.killed_by == 9
    assert wait_until(lambda: is_gone(int(done.stdout)))


def test_a_child_left_behind_neither_holds_us_up_nor_lives_on():
    began = time.monotonic()
    done = sh("sleep 60 & echo $!")
    assert time.monotonic() - began < 5
    assert done.returncode == 0
    assert wait_until(lambda: is_gone(int(done.stdout)))


def test_cancelling_from_another_thread():
    cancel = Cancel()
    threading.Timer(0.3, cancel.set).start()
    began = time.monotonic()
    with pytest.raises(ProbeFailure) as failure:
        sh("sleep 60", cancel=cancel)
    assert failure.value.code == CANCELLED
    assert time.monotonic() - began < 5


def test_cancelled_before_it_began(tmp_path):
    cancel = Cancel()
    cancel.set()
    with pytest.raises(ProbeFailure):
        sh(f"touch {tmp_path}/ran", cancel=cancel)
    assert not (tmp_path / "ran").exists()


def test_callbacks_of_a_cancellation():
    cancel, called = Cancel(), []
    forget = cancel.on_set(lambda: called.append("forgotten"))
    forget()
    cancel.on_set(lambda: called.append("kept"))
    cancel.set()
    cancel.set()
    cancel.on_set(lambda: called.append("late"))
    assert called == ["kept", "late"]


def test_endless_output_is_cut_off():
    done = sh("exec cat /dev/zero", timeout_s=1, max_output=1_000)
    assert (len(done.stdout), done.truncated, done.timed_out) == (1_000, True, True)


def test_killed_by_a_signal():
    done = sh("kill -TERM $$")
    assert (done.returncode, done.killed_by) == (-15, 15)


def test_a_program_or_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ProbeFailure) as failure:
        run_process(["/no/such/program"], cwd="/", env={}, timeout_s=1)
    assert failure.value.code == TOOL_MISSING
    with pytest.raises(ProbeFailure) as failure:
        run_process(["/bin/true"], cwd=tmp_path / "gone", env={}, timeout_s=1)
    assert failure.value.code == UNREADABLE


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_it_dies_with_us(tmp_path):
    script = (
        "from rusta_server.probes.process import run_process\n"
        f"run_process(['/bin/sh', '-c', 'echo $$ > {tmp_path}/pid; exec sleep 60'],"
        " cwd='/', env={}, timeout_s=60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script])
    assert wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text(), 20)
    pid = int((tmp_path / "pid").read_text())
    parent.kill()
    parent.wait()
    assert wait_until(lambda: is_gone(pid))


@pytest.mark.skipif(sys.platform != "linux", reason="the score is Linux's")
@pytest.mark.parametrize("ends_with_us", [False, True])
def test_it_goes_before_the_editor_when_memory_runs_out(ends_with_us):
    done = sh("cat /proc/self/oom_score_adj; cat", stdin=b"in", ends_with_us=ends_with_us)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"500\nin", b"")


def test_background_work_steps_back_behind_what_runs_beside_it(monkeypatch):
    monkeypatch.setattr(process, "_niceness", 0)
    usual = int(sh("nice").stdout)
    process.yield_to_others(7)
    assert int(sh("nice").stdout) == min(usual + 7, 19)


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="no scheduling by session")
def test_it_steps_back_as_a_session_too(monkeypatch):
    monkeypatch.setattr(process, "_niceness", 7)
    until = time.monotonic() + 20
    while time.monotonic() < until:  # ten changes a second, of all users together
        if sh("cat /proc/self/autogroup").stdout.endswith(b"nice 7\n"):
            return
        time.sleep(0.2)
    pytest.fail("the session's niceness was never taken")


def test_no_descriptor_is_left_open():
    sh("true")
    before = psutil.Process().num_fds()
    for _ in range(5):
        sh("true", stdin=b"x")
    assert psutil.Process().num_fds() == before
