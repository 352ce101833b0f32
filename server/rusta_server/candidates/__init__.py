"""Where edits come from. Pure: a `Scene` goes in, candidates come out, nothing is proven here.

* `rustc`: what the compiler suggests, whatever applicability it gives.
* `templates/`: one small file for each repair that takes knowledge, asked for the error codes it
  names.
* `operators/`: generic local edits of the syntax around the spans, one file a family, asked for
  every error.
* `spread`: what mends one error, at all the places of errors like it.
"""

from collections.abc import Iterator

from rusta_server.candidates import operators, rustc, templates, upgrades
from rusta_server.candidates.offer import named
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.tools_deps import DepsResult


def candidates_for(scene: Scene, deps: DepsResult | None = None) -> Iterator[Candidate]:
    """Every candidate for `scene.diagnostic`, in the order of the sources; repeats are left in."""
    yield from rustc.candidates(scene)
    yield from upgrades.candidates_for(scene, deps)
    for name, template in templates.for_code(scene.diagnostic.code):
        yield from named(f"template:{name}", template.candidates(scene))
    for name, operator in operators.every():
        yield from named(f"operator:{name}", operator.candidates(scene))


def candidates_of(scene: Scene, source: str) -> Iterator[Candidate]:
    """Those of one source alone (`template:…`, `operator:…`, `rustc:…`); empty for others."""
    kind, _, name = source.partition(":")
    if kind == "rustc":
        yield from (c for c in rustc.candidates(scene) if c.source == source)
    known = templates.for_code(scene.diagnostic.code) if kind == "template" else operators.every()
    for own, module in known if kind in ("template", "operator") else ():
        if own == name:
            yield from named(source, module.candidates(scene))
