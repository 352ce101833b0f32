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
    """`state` of the proof in few words. `marked`: the client shows Markdown.

    The compiler's words, on which nearly all rests, are cited once, in the first line."""
    mark = _Mark() if marked else _Plain()
    words = [a for claim in given.claims if claim.role == "diagnosis" for a in claim.anchors]
    name = given.code or ("syntax" if given.about == "diagnostic" else "")
    title = f"{mark.strong(name)} — {mark.text(given.message)}" if name else given.message
    cited = " ".join(_link(anchor, "rustc", link, mark) for anchor in words)
    parts = [f"{title} {cited}".rstrip()]
    for role, heading in _HEADINGS.items():
        found = [claim for claim in given.claims if claim.role == role]
        if role != "diagnosis" and found:
            lines = (f"- {_claim(claim, words, link, mark)}" for claim in found)
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
        """What stands between backticks is code, and shown as it is."""
        parts = text.split("`")
        told = [_escaped(part) if at % 2 == 0 else part for at, part in enumerate(parts)]
        return "`".join(told) if len(parts) % 2 else _escaped(text)

    def link(self, title: str, uri: str) -> str:
        return f"[{self.text(title)}]({uri})"


class _Plain(_Mark):
    def strong(self, text: str) -> str:
        return text

    heading = code = text = strong

    def link(self, title: str, uri: str) -> str:
        return f"({title}: {uri})"


def _escaped(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]").replace("<", "&lt;")


def _claim(claim: Claim, words: Sequence[Anchor], link: Link, mark: _Mark) -> str:
    """Places that the sentence names are links where they stand; what else it rests on follows."""
    told = mark.text(claim.text)
    following = []
    for anchor in [a for a in claim.anchors if a not in words] or claim.anchors:
        shown = _link(anchor, anchor.title, link, mark)
        if anchor.kind == "file" and shown.startswith("[") and anchor.title in told:
            told = told.replace(anchor.title, shown, 1)
        else:
            following.append(shown)
    return " ".join((told, *following))


def _link(anchor: Anchor, title: str, link: Link, mark: _Mark) -> str:
    uri = link(anchor)
    if uri:
        return mark.link(title, uri)
    command = mark.code(f"rusta show {anchor.record_id[:10]}")
    return f"({mark.text(title)}, {command})"
