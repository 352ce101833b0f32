"""Loading the model reports nothing to anybody, and leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

LOAD = """
import time
from importlib.resources import files
from rusta_server.lm.network import silence

silence()
import onnxruntime

model = files("rusta_server.lm").joinpath("weights", "extend.onnx")
onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
time.sleep(1)  # A report is queued by a thread of its own.
"""


def test_the_runtime_leaves_no_trace_of_its_use(tmp_path: Path) -> None:
    places = {name: tmp_path / name for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME")}
    for place in places.values():
        place.mkdir()
    env = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    subprocess.run(
        [sys.executable, "-c", LOAD],
        env=env | {name: str(place) for name, place in places.items()},
        check=True,
        timeout=60,
    )
    assert [path for place in places.values() for path in place.rglob("*")] == []


def test_the_network_is_silenced_before_the_runtime_is_loaded() -> None:
    code = (
        "import os, sys; from rusta_server.lm import network; network._map_library = lambda: 1/0\n"
        "try:\n    network.Network(None, None)\nexcept ZeroDivisionError:\n    pass\n"
        "print(os.environ['ORT_DISABLE_TELEMETRY'], 'onnxruntime' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert said.stdout.split() == ["1", "False"], said.stderr
