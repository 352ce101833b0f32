"""The mistakes that measure the engine, one file per family.

They were written down before the first repair template and are frozen: a rule may be added, none
is bent towards what an engine can do. `load()` gives every rule by name, `wide/` holds
those of the held-out suite."""

import importlib
import pkgutil

from .base import RULES, Edit, Rule, Source

__all__ = ["Edit", "Rule", "Source", "load"]


def load() -> dict[str, Rule]:
    """Every rule by its name, sorted, after importing each family in this folder."""
    for module in pkgutil.iter_modules(__path__):
        if not module.ispkg:
            importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(RULES.items()))
