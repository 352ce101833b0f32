"""Loads the rules of `tests/measure/mutants/rules`, which lie outside of every package."""

import importlib
import importlib.util
import sys
import threading
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parents[2] / "tests" / "measure" / "mutants"
_NAME = "rusta_measure_rules"
_LOADING = threading.RLock()


def rulebook() -> ModuleType:
    """The rules' package; `load()` in it gives the rules, `Source` a parsed file.

    Raises FileNotFoundError outside of a checkout: an installed rusta has no tests."""
    # Measures run in several threads: nobody may see a half-imported package.
    with _LOADING:
        return sys.modules.get(_NAME) or _load()


def wide() -> ModuleType:
    """The rules of the held-out suite; `load()` in it gives the rules, `Crate` what they change."""
    rulebook()
    return importlib.import_module(f"{_NAME}.wide")


def _load() -> ModuleType:
    folder = HERE / "rules"
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    spec = importlib.util.spec_from_file_location(
        _NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(_NAME)
    module = importlib.util.module_from_spec(spec)
    sys.modules[_NAME] = module
    spec.loader.exec_module(module)
    return module
