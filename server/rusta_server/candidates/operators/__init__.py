"""Operators: generic local edits of the syntax nodes at and around a diagnostic's spans.

One file a family, with a docstring and `candidates(scene)`, as a template but for every error.
"""

import sys

from rusta_server.candidates.offer import as_source, modules_of

ALL = [(name, as_source(module)) for name, module in modules_of(sys.modules[__name__])]
