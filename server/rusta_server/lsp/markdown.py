"""Explanations as Markdown, or as plain text: every sentence with what it rests on."""

from collections.abc import Callable, Sequence

from rusta_server.contracts.anchor import Anchor, Claim, Explanation

Link = Callable[[Anchor], str | None]
"""The URI that opens an anchor; None where it cannot be opened in the client."""

_HEADINGS = {
    "diagnosis": "What",
    "cause": "Why",
    "span": "Where",
    "chain": "The compiler adds",
    "rule": "Rule",
    "fix": "Fix",
    "proof": "Proof",
    "symbol": "What",
    "type": "Type",
    "doc": "Says",
    "use": "Used",
}


def explanation(given: Explanation, link: Link, state: str = "", marked: bool = True) -> str:
    """`state` of the proof in few words. `marked`: the client shows Markdown."""
    mark = _Mark() if marked else _Plain()
    parts = [f"{mark.strong(given.code or 'syntax')} — {mark.text(given.message)}"]
    for role, heading in _HEADINGS.items():
        found = [claim for claim in given.claims if claim.role == role]
        if role != "diagnosis" and found:
            lines = (f"- {_claim(claim, link, mark)}" for claim in found)
            parts.append("\n".join((mark.heading(heading), *lines)))
    if given.unknown:
        parts.append(f"{mark.heading('Not known')}: {mark.text(given.unknown)}")
    if state:
        parts.append(f"{mark.heading('rusta')}: {mark.text(state)}")
    return "\n\n".join(parts)


class _Mark:
    def strong(self, text: str) -> str:
        return f"**{text}**"

    def heading(self, text: str) -> str:
        return f"*{text}*"

    def code(self, text: str) -> str:
        return f"`{text}`"

    def text(self, text: str) -> str:
        return text.replace("[", "\\[").replace("]", "\\]").replace("<", "&lt;")

    def link(self, title: str, uri: str) -> str:
        return f"[{self.text(title)}]({uri})"


class _Plain(_Mark):
    def strong(self, text: str) -> str:
        return text

    heading = code = text = strong

    def link(self, title: str, uri: str) -> str:
        return f"({title}: {uri})"


def _claim(claim: Claim, link: Link, mark: _Mark) -> str:
    return f"{claim.text} {_links(claim.anchors, link, mark)}".rstrip()


def _links(anchors: Sequence[Anchor], link: Link, mark: _Mark) -> str:
    found = []
    for anchor in anchors:
        uri = link(anchor)
        command = mark.code(f"rusta show {anchor.record_id[:10]}")
        shown = mark.link(anchor.title, uri) if uri else f"({mark.text(anchor.title)}, {command})"
        found.append(shown)
    return " ".join(found)
