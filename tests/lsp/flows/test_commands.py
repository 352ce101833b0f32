"""The commands by hand: sensible defaults, and answers that are the documents of `--json`."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.documents import DOCUMENTS
from rusta_server.schema.generate import schema_of

from ...e2e.world import crate
from .crates import GREET, HOPELESS, TWO, greeting, proven, wait_for_proof
from .desk import STILL, Desk, rusta
from .editor import AnsweredError, Editor
from .profiles import Opener

ALL = {
    "rusta.diagnose",
    "rusta.explain",
    "rusta.proposePatch",
    "rusta.applyPatch",
    "rusta.applied",
    "rusta.fixLints",
    "rusta.revert",
    "rusta.preview",
    "rusta.replayTrace",
    "rusta.memoryExport",
    "rusta.showAnchor",
    "rusta.trust",
    "rusta.revokeTrust",
}


def document(one: Editor, name: str, **argument: Any) -> Any:
    """The answer of a command, held against the published schema and the model."""
    answer = one.command(name, **argument)
    jsonschema.validate(answer, schema_of(answer["document"]), cls=jsonschema.Draft202012Validator)
    return DOCUMENTS[answer["document"]].model_validate(answer)


def test_every_command_is_announced(desk: Desk) -> None:
    assert set(desk.editor.server["executeCommandProvider"]["commands"]) >= ALL


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rusta.diagnose", "diagnose/1"),
        ("rusta.explain", "explain/1"),
        ("rusta.proposePatch", "propose/1"),
        ("rusta.memoryExport", "memory/1"),
        ("rusta.replayTrace", "replay/1"),
        ("rusta.trust", "trust/1"),
    ],
)
def test_without_an_argument_the_only_project_is_meant(desk: Desk, name: str, kind: str) -> None:
    assert document(desk.editor, name).document == kind


def test_apply_and_revert_answer_with_their_documents(desk: Desk) -> None:
    applied = document(desk.editor, "rusta.applyPatch", proposal=desk.proposal[:8])
    assert (applied.document, applied.result.proposal) == ("apply/1", desk.proposal)
    assert document(desk.editor, "rusta.revert").document == "revert/1"
    assert document(desk.editor, "rusta.revert").document == "error/1"


def test_what_is_not_known_is_said(desk: Desk) -> None:
    for name, argument in (
        ("rusta.applyPatch", {"proposal": "0123456789"}),
        ("rusta.preview", {"proposal": "0123456789"}),
        ("rusta.replayTrace", {"trace": "0123456789"}),
        ("rusta.showAnchor", {"anchor": "0123456789"}),
        ("rusta.showAnchor", {}),
        ("rusta.diagnose", {"uri": "file:///nowhere/src/lib.rs"}),
    ):
        with pytest.raises(AnsweredError) as raised:
            desk.editor.command(name, **argument)
        assert raised.value.code == -32602, name
    with pytest.raises(AnsweredError):
        desk.editor.request(
            "workspace/executeCommand", {"command": "rusta.diagnose", "arguments": [7]}
        )


def test_the_last_trace_of_the_project_and_one_by_its_id(desk: Desk) -> None:
    trace = desk.editor.command("rusta.diagnose")["trace"]
    last = document(desk.editor, "rusta.replayTrace")
    assert (last.trace, last.job, last.same) == (trace, "diagnose", True)
    applied = desk.apply()
    named = document(desk.editor, "rusta.replayTrace", trace=applied["trace"][:10])
    assert (named.job, named.same) == ("apply", True)


def test_memory_is_honest(desk: Desk) -> None:
    found = document(desk.editor, "rusta.memoryExport")
    assert found.remembered == 0
    assert found.note.startswith("nothing is remembered yet")


# opening things


def anchors(one: Editor) -> dict[str, str]:
    """An id for each kind of anchor that the explanation cites."""
    explained = document(one, "rusta.explain")
    found = [a for e in explained.result.explanations for c in e.claims for a in c.anchors]
    return {anchor.kind: anchor.record_id for anchor in found}


def test_the_span_of_a_source_opens_itself(desk: Desk) -> None:
    desk.editor.shown.clear()
    shown = document(desk.editor, "rusta.showAnchor", anchor=anchors(desk.editor)["file"])
    assert shown.ok
    (request,) = desk.editor.shown
    assert request["uri"] == desk.buffer.uri
    start, end = request["selection"]["start"], request["selection"]["end"]
    assert start["line"] == end["line"]
    line = GREET.splitlines()[start["line"]]
    cited = line[start["character"] : end["character"]]
    assert sha256_hex(cited.encode()) == shown.anchor.span_sha256


def test_an_anchor_may_be_named_by_itself(desk: Desk) -> None:
    explained = desk.editor.command("rusta.explain")["result"]
    anchor = explained["explanations"][0]["claims"][0]["anchors"][0]
    assert desk.editor.command("rusta.showAnchor", anchor=anchor)["anchor"] == anchor
    with pytest.raises(AnsweredError, match="this is no anchor"):
        desk.editor.command("rusta.showAnchor", anchor={**anchor, "start": "here"})


def test_a_passage_opens_as_a_file(desk: Desk) -> None:
    desk.editor.shown.clear()
    shown = document(desk.editor, "rusta.showAnchor", anchor=anchors(desk.editor)["doc"])
    (request,) = desk.editor.shown
    assert request["uri"].startswith("file://") and request["uri"].endswith(".md")
    file = Path(request["uri"].removeprefix("file://"))
    assert shown.text.strip() in file.read_text()
    written = file.stat().st_mtime_ns
    document(desk.editor, "rusta.showAnchor", anchor=anchors(desk.editor)["doc"])
    assert file.stat().st_mtime_ns == written, "an editor would ask whether to read it again"


def test_a_preview_is_the_file_as_the_proposal_makes_it(desk: Desk) -> None:
    desk.editor.shown.clear()
    preview = document(desk.editor, "rusta.preview", proposal=desk.proposal)
    (request,) = desk.editor.shown
    (file,) = preview.files
    assert file.uri == request["uri"]
    text = Path(request["uri"].removeprefix("file://")).read_text()
    assert desk.buffer.text == GREET
    desk.apply()
    assert text == desk.buffer.text


def test_a_client_with_text_document_content_gets_documents_of_ours(
    desk: Desk,
) -> None:
    able = {"workspace": {"textDocumentContent": {"dynamicRegistration": False}}}
    one = desk.beside(able)
    try:
        preview = document(one, "rusta.preview", proposal=desk.proposal)
        (file,) = preview.files
        assert file.uri.startswith("rusta:/preview/")
        content = one.request("workspace/textDocumentContent", {"uri": file.uri})["text"]
        desk.apply()
        assert content == desk.buffer.text
    finally:
        one.kill()


# trust


def test_trust_is_given_and_revoked(desk: Desk) -> None:
    assert not document(desk.editor, "rusta.revokeTrust").trusted
    refused = document(desk.editor, "rusta.diagnose")
    assert refused.document == "error/1"
    assert "is not trusted" in refused.error.message
    # What is only documentation is still explained.
    by_code = document(desk.editor, "rusta.explain", code="E0382")
    assert by_code.document == "explain/1" and by_code.result.explanations[0].claims
    assert document(desk.editor, "rusta.trust").trusted
    assert document(desk.editor, "rusta.diagnose").document == "diagnose/1"


# several projects, several errors


def test_with_two_projects_the_document_in_focus_decides(editor: Opener, tmp_path: Path) -> None:
    crate(tmp_path / "ws/one", {"src/lib.rs": GREET}, name="one")
    crate(tmp_path / "ws/two", {"src/lib.rs": TWO, "src/other.rs": ""}, name="two")
    one = editor(tmp_path / "ws", settings=STILL)
    with pytest.raises(AnsweredError):
        one.command("rusta.diagnose")
    first = one.open(tmp_path / "ws/one/src/lib.rs")
    one.command("rusta.diagnose", uri=first.uri)
    second = one.open(tmp_path / "ws/two/src/lib.rs")
    assert codes(document(one, "rusta.diagnose")) == ["E0308"]
    one.type(first, GREET + "\n")
    assert codes(document(one, "rusta.diagnose")) == ["E0382"]
    assert codes(document(one, "rusta.diagnose", uri=second.uri)) == ["E0308"]


def codes(diagnosed: Any) -> list[str]:
    return [d.code for d in diagnosed.result.diagnostics if d.level == "error"]


def test_what_the_background_proved_is_found_in_the_terminal(
    editor: Opener, environ: dict[str, str], tmp_path: Path
) -> None:
    root = greeting(tmp_path)
    one = editor(root)
    buffer = one.open(root / "src/lib.rs")
    uri, diagnostic = wait_for_proof(one)
    (action, *_) = one.actions(uri, diagnostic["range"])
    applied = rusta(environ, "apply", action["data"]["proposal"], "-C", root)
    assert applied["document"] == "apply/1", applied
    assert buffer.path.read_text() != GREET


def test_one_of_several_errors_is_proven_alone_and_shown(editor: Opener, tmp_path: Path) -> None:
    """Nothing repairs both: what repairs one alone is a step, shown but not offered."""
    root = crate(tmp_path / "three", {"src/lib.rs": f"{HOPELESS}\n{GREET}"})
    one = editor(root)
    buffer = one.open(root / "src/lib.rs")
    one.wait(
        lambda e: any("still 1 error" in d["message"] for d in e.published.get(buffer.uri, ()))
    )
    assert proven(one) == []
    step = next(d for d in one.published[buffer.uri] if "still 1 error" in d["message"])
    assert step["code"] == "E0382"
    (fix, *_) = one.actions(buffer.uri, step["range"])
    assert "edit" not in fix and "isPreferred" not in fix
    assert "still 1 error" in fix["disabled"]["reason"]


def test_what_is_asked_for_one_place_is_kept_for_its_actions(
    editor: Opener, tmp_path: Path
) -> None:
    root = crate(tmp_path / "asked", {"src/lib.rs": f"{HOPELESS}\n{GREET}"})
    one = editor(root, settings={**STILL, "check_on": "save"})
    buffer = one.open(root / "src/lib.rs")
    one.wait(lambda e: any("abstains" in d["message"] for d in e.published.get(buffer.uri, ())))
    line = buffer.text.splitlines().index('    format!("{shout} {name}")')
    position = {"line": line, "character": 23}
    proposed = document(one, "rusta.proposePatch", uri=buffer.uri, position=position)
    assert [d.code for s in proposed.result.partial for d in s.resolves] == ["E0382"]
    (fix, *_) = one.actions(buffer.uri, {"start": position, "end": position})
    assert "still 1 error" in fix["disabled"]["reason"]
