"""Nothing rusta does needs the network, and nothing opens a socket to it."""

import json
import shutil
import socket
import subprocess
from pathlib import Path

from rusta_eval.tree_bytes import digest

from .world import TIMEOUT_S, Ran, Rusta, copy_example

FIX = ("fix", "--yes", "--min-confidence", "0")

# Loaded by every Python that starts with it on its path, before any other code of ours.
REFUSE = """
import sys

def refuse(event, args):
    other = event == "socket.__new__" and args[1] != 1  # AF_UNIX
    if other or event in ("socket.getaddrinfo", "socket.connect"):
        with open({log!r}, "a") as log:
            log.write(event + repr(args) + "\\n")
        raise PermissionError("sockets are refused")

sys.addaudithook(refuse)
"""


def test_fix_without_any_network(rusta: Rusta, tmp_path: Path) -> None:
    """The whole process in a network namespace of its own, where only an unused loopback is."""
    bwrap = shutil.which("bwrap")
    assert bwrap is not None, "this test needs bubblewrap"
    crate = copy_example("types-swapped-arguments", tmp_path)
    before = digest(crate)
    cut_off = [bwrap, "--dev-bind", "/", "/", "--unshare-net"]
    probe = "import socket; socket.create_connection(('127.0.0.1', PORT), 2)"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        reached = _run([*cut_off, rusta.argv()[0], "-c", probe.replace("PORT", port)], rusta)
    assert reached.code != 0, "the namespace does not cut off the network"

    ran = _run([*cut_off, *rusta.argv(*FIX, "--json", crate)], rusta)

    assert ran.code == 0, ran.err + ran.out
    assert ran.document.status == "fixed"
    assert digest(crate) != before


def test_no_command_opens_a_socket(rusta: Rusta, tmp_path: Path) -> None:
    crate = copy_example("types-swapped-arguments", tmp_path)
    log = tmp_path / "sockets.log"
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(REFUSE.format(log=str(log)))
    env = {"PYTHONPATH": str(hook)}
    # The hook is in force: a socket of ours would be refused and logged.
    tried = _run([rusta.argv()[0], "-c", "import socket; socket.socket()"], rusta, env)
    assert tried.code == 1
    assert "socket.__new__" in log.read_text()
    log.unlink()

    for words in (("explain", crate), (*FIX, crate), ("revert", "-C", crate), ("doctor",)):
        assert rusta.json(*words, env=env).code == 0
    assert not log.exists(), log.read_text()


def test_the_code_under_repair_cannot_reach_the_network(rusta: Rusta, tmp_path: Path) -> None:
    """A test of the crate that connects to a server out here must fail in the sandbox, so that no
    patch is proven by talking to the world."""
    crate = copy_example("types-swapped-arguments", tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        source = crate / "src/lib.rs"
        source.write_text(source.read_text() + _connecting_test(server.getsockname()[1]))
        before = digest(crate)
        ran = rusta.json(*FIX, crate)
    assert ran.code == 1
    assert "reaches_out" in json.dumps(ran.document.model_dump(mode="json"))
    assert digest(crate) == before


def _connecting_test(port: int) -> str:
    return f"""
#[cfg(test)]
mod net {{
    #[test]
    fn reaches_out() {{
        std::net::TcpStream::connect(("127.0.0.1", {port})).unwrap();
    }}
}}
"""


def _run(argv: list[str], rusta: Rusta, env: dict[str, str] | None = None) -> Ran:
    done = subprocess.run(
        argv,
        env={**rusta.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
