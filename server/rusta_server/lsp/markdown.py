"""Explanations as Markdown: every sentence with links that open what it rests on."""

from collections.abc import Callable, Sequence

from rusta_server.contracts.anchor import Anchor, Claim, Explanation

Link = Callable[[Anchor], str | None]
"""The URI that opens an anchor; None where it cannot be opened in the client."""

_HEADINGS = {
    "diagnosis": "What",
    "span": "Where",
    "rule": "Why",
    "fix": "Fix",
    "proof": "Proof",
}


def explanation(given: Explanation, link: Link, passage: str = "") -> str:
    """`passage` is added as it is (chips, proposals)."""
    parts = [f"**{given.code or 'syntax'}** — {_escaped(given.message)}"]
    for role, heading in _HEADINGS.items():
        found = [claim for claim in given.claims if claim.role == role]
        if role != "diagnosis" and found:
            parts.append(f"*{heading}*\n" + "\n".join(f"- {_claim(c, link)}" for c in found))
    if given.unknown:
        parts.append(f"*Not known*: {_escaped(given.unknown)}")
    if passage:
        parts.append(passage)
    return "\n\n".join(parts)


def _claim(claim: Claim, link: Link) -> str:
    return f"{claim.text} {_links(claim.anchors, link)}".rstrip()


def _links(anchors: Sequence[Anchor], link: Link) -> str:
    found = []
    for anchor in anchors:
        uri = link(anchor)
        title = _escaped(anchor.title)
        found.append(
            f"[{title}]({uri})" if uri else f"({title}, `rusta show {anchor.record_id[:10]}`)"
        )
    return " ".join(found)


def _escaped(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]").replace("<", "&lt;")
