"""A patch that is known from before, as it stood among its rivals then."""

from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.results import KnownPatch
from rusta_server.engine.confidence import Standing
from rusta_server.engine.node import Node


def as_it_stood(patch: KnownPatch, texts: dict[str, str]) -> tuple[Node, Standing]:
    """The same sources, rivals, lead and lints give the same confidence, once it is proven."""
    features = {name: value for name, value in patch.features.items() if isinstance(value, int)}
    steps = tuple(
        Candidate(source=source, title=patch.title, edits=patch.edits) for source in patch.sources
    )
    node = Node(texts, steps, (), warnings=("as before",) * features.get("warnings", 0))
    return node, Standing(
        rivals=features.get("rivals", 0),
        lead_bp=features.get("lead_bp"),
        lead_mlogit=features.get("lm_lead_mlogit"),
        agreeing=features.get("agreeing", 0),
        errors=features.get("errors", 1),
    )
