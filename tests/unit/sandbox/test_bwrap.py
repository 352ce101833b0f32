"""What runs in bubblewrap sees nothing of the host but what it was given, and reaches nobody."""

import http.server
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rusta_server.contracts.probe import (
    CANCELLED,
    NO_SANDBOX,
    TOOL_MISSING,
    UNREADABLE,
    ProbeFailure,
)
from rusta_server.probes.process import Cancel
from rusta_server.probes.sandbox import bwrap, ladder
from rusta_server.probes.sandbox.base import Bind, View

PYTHON = "/usr/bin/python3"


@pytest.fixture(scope="module")
def sandbox():
    found = bwrap.find()
    assert not isinstance(found, str), found
    return found


def sh(sandbox, script, *binds, **options):
    options = {"timeout_s": 20, "cwd": Path("/"), "env": {"PATH": "/usr/bin:/bin"}, **options}
    return sandbox.run(["/bin/sh", "-c", script], view=View(tuple(binds)), **options)


def test_it_dies_with_us(sandbox, tmp_path):
    script = (
        "from pathlib import Path\n"
        "from rusta_server.probes.sandbox import bwrap\n"
        "from rusta_server.probes.sandbox.base import Bind, View\n"
        f"at = Path({str(tmp_path)!r})\n"
        "bwrap.find().run(['/bin/sh', '-c', f'touch {at}/begun; sleep 3; touch {at}/survived'],"
        " view=View((Bind(at, at, writable=True),)), cwd=Path('/'), env={'PATH': '/bin'},"
        " timeout_s=20)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script])
    while not (tmp_path / "begun").exists():
        assert parent.poll() is None
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    time.sleep(4)
    assert not (tmp_path / "survived").exists()


def test_no_way_out_to_the_network(sandbox):
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        port = server.server_address[1]
        connect = f"exec 3<>/dev/tcp/127.0.0.1/{port} && echo reached"
        done = sandbox.run(
            ["/bin/bash", "-c", connect], view=View(), cwd=Path("/"), env={}, timeout_s=20
        )
        assert b"reached" not in done.stdout
        assert done.returncode != 0
    finally:
        server.shutdown()
        server.server_close()
    assert sh(sandbox, "cat /proc/net/dev | tail -n +3 | cut -d: -f1").stdout.split() == [b"lo"]


LOOPBACK = """
import socket
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
accepted, _ = server.accept()
client.sendall(b"hi")
print(accepted.recv(2).decode())
"""


@pytest.mark.skipif(not Path(PYTHON).exists(), reason="needs the system's own python3")
def test_loopback_works_for_tests_that_serve_themselves(sandbox):
    done = sandbox.run([PYTHON, "-c", LOOPBACK], view=View(), cwd=Path("/"), env={}, timeout_s=20)
    assert done.stdout == b"hi\n", done.stderr


def test_no_home_no_secrets_no_other_processes(sandbox, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    (tmp_path / "private").touch()
    assert b"s3cret" not in sh(sandbox, "env").stdout
    assert sh(sandbox, f"ls -A {Path.home()} {tmp_path} 2>/dev/null").stdout == b""
    assert sh(sandbox, "ls -d /proc/[0-9]* | wc -l").stdout.strip() in (b"2", b"3", b"4", b"5")
    assert sh(sandbox, "cat /etc/shadow").returncode != 0


def test_writes_stay_in_writable_binds(sandbox, tmp_path):
    for name in ("rw", "ro"):
        (tmp_path / name).mkdir()
    binds = (
        Bind(tmp_path / "ro", tmp_path / "ro"),
        Bind(tmp_path / "rw", Path("/somewhere/else"), writable=True),
        Bind(tmp_path / "missing", tmp_path / "missing", optional=True),
    )
    script = f"touch {tmp_path}/ro/x; touch /somewhere/else/y; touch /usr/z; touch {tmp_path}/w"
    done = sh(sandbox, script, *binds)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ro", "rw"]
    assert list((tmp_path / "ro").iterdir()) == []
    assert [p.name for p in (tmp_path / "rw").iterdir()] == ["y"]
    assert not Path("/usr/z").exists()
    assert done.stderr.count(b"Read-only file system") == 2


def test_inner_binds_lie_over_outer_ones(sandbox, tmp_path):
    for name in ("outer", "inner"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    (tmp_path / "outer" / "sub").mkdir()
    binds = (
        Bind(tmp_path / "inner", Path("/w/sub")),
        Bind(tmp_path / "outer", Path("/w")),
    )
    assert sh(sandbox, "ls /w /w/sub", *binds).stdout.split() == [
        b"/w:", b"outer", b"sub", b"/w/sub:", b"inner",
    ]  # fmt: skip


def test_codes_and_signals_are_the_programs_own(sandbox):
    assert sh(sandbox, "exit 101").returncode == 101
    done = sh(sandbox, "kill -KILL $$")
    assert (done.returncode, done.killed_by, done.argv[0]) == (-9, 9, "/bin/sh")


def test_the_deadline_and_cancelling(sandbox):
    assert sh(sandbox, "sleep 60", timeout_s=0.5).timed_out
    cancel = Cancel()
    threading.Timer(0.3, cancel.set).start()
    with pytest.raises(ProbeFailure) as failure:
        sh(sandbox, "sleep 60", cancel=cancel)
    assert failure.value.code == CANCELLED


@pytest.mark.parametrize(
    ("argv", "bind", "code"),
    [(["/no/such"], None, TOOL_MISSING), (["/bin/true"], Path("/no/such/folder"), UNREADABLE)],
)
def test_its_own_failures_are_not_the_programs(sandbox, argv, bind, code):
    view = View(() if bind is None else (Bind(bind, bind),))
    with pytest.raises(ProbeFailure) as failure:
        sandbox.run(argv, view=view, cwd=Path("/"), env={}, timeout_s=5)
    assert failure.value.code == code


def test_without_a_rung_nothing_runs(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProbeFailure) as failure:
        ladder.choose()
    assert failure.value.code == NO_SANDBOX
    assert "bubblewrap" in (failure.value.remedy or "")
    assert ladder.choose(no_sandbox=True).mode == "none"


def test_a_bubblewrap_that_does_not_work_is_no_rung(monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProbeFailure, match="No permissions to create new namespace") as failure:
        ladder.choose()
    assert failure.value.code == NO_SANDBOX
    assert "namespaces" in (failure.value.remedy or "") or "sysctl" in (failure.value.remedy or "")


def test_the_rungs_are_listed_with_reasons():
    assert [(r.name, r.available) for r in ladder.rungs()] == [
        ("bwrap", True),
        ("landlock", False),
        ("sandbox-exec", False),
    ]
