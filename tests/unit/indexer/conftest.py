"""Projects that are closed when their test ends."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from .projects import Project

Make = Callable[..., Project]


@pytest.fixture
def project() -> Iterator[Make]:
    """Make a project and index it once."""
    with ExitStack() as stack:

        def make(*args: object, **options: object) -> Project:
            made = stack.enter_context(Project(*args, **options))
            made.index()
            return made

        yield make
