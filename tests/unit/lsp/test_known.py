"""Proven patches moved to where they belong in a text that was edited elsewhere."""

import pytest

from rusta_server.contracts import proof as proofs
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import apply_edits
from rusta_server.contracts.proof import Confidence, Proof, Proposal
from rusta_server.contracts.results import ProposeResult
from rusta_server.contracts.tools import Snapshot
from rusta_server.lsp.known import moved
from rusta_server.patches.build import patch_between

PATH = "$WS/src/lib.rs"
BEFORE = "fn a() {}\nfn f() {\n    wrong();\n}\nfn z() {}\n"
AFTER = BEFORE.replace("wrong", "right")
FEATURES = {"rivals": 2, "lead_bp": 300}


def error(message: str = "cannot find `wrong`") -> Diagnostic:
    return Diagnostic(
        code="E0425", level="error", message=message, spans=(), notes=(), suggestions=(),
        slice="names", rendered="",
    )  # fmt: skip


def result(*errors: Diagnostic) -> ProposeResult:
    proof = Proof(
        level="green", gate="check", tree_before="", tree_after="",
        tests=proofs.TestSummary(baseline="none", run="passed"), sandbox="bwrap", rustc="", probe_keys=(),
    )  # fmt: skip
    proposal = Proposal(
        title="Write right", sources=("template:x",),
        patch=patch_between({PATH: BEFORE}, {PATH: AFTER}), proof=proof,
        confidence=Confidence(bp=9000, calibrated=True, features=FEATURES),
        claims=(), anchors=(), workspace_id="w", resolves=errors,
    )  # fmt: skip
    snapshot = Snapshot(
        workspace_id="w", tree="", packages=(), rustc="", cargo="", toolchain_commit="",
        sandbox="bwrap",
    )  # fmt: skip
    return ProposeResult(
        status="proposed", gate="check", snapshot=snapshot, diagnostics=errors,
        proposals=(proposal,), abstentions=(), partial=(), counts={},
    )  # fmt: skip


def kept(digest: str) -> bytes | None:
    return BEFORE.encode() if digest == sha256_hex(BEFORE.encode()) else None


def now(text: str, before: ProposeResult | None, *errors: Diagnostic) -> list[str]:
    """What the known patches make of the text as it is now."""
    found = moved(before, errors, kept, lambda path: text.encode() if path == PATH else None)
    assert all(patch.title == "Write right" for patch in found)
    assert all(patch.features == FEATURES for patch in found)
    return [apply_edits(text.encode(), patch.edits).decode() for patch in found]


@pytest.mark.parametrize(
    "text",
    [
        BEFORE,
        "// new\n\n" + BEFORE,
        BEFORE + "fn more() {}\n",
        BEFORE.replace("fn a() {}", "fn a() { b() }"),
        BEFORE.replace("fn z", "fn y"),
    ],
)
def test_an_edit_elsewhere_stays(text: str) -> None:
    assert now(text, result(error()), error()) == [text.replace("wrong", "right")]


@pytest.mark.parametrize(
    "text",
    [
        BEFORE.replace("wrong()", "wrong(1)"),
        BEFORE.replace("fn f() {", "fn f(x: u8) {"),
        BEFORE + BEFORE,
        "",
    ],
    ids=["the line itself", "the line before it", "twice", "gone"],
)
def test_where_it_does_not_fit_nothing_is_known(text: str) -> None:
    assert now(text, result(error()), error()) == []


def test_other_errors_make_it_worthless() -> None:
    assert now(BEFORE, result(error()), error("cannot find `other`")) == []
    assert now(BEFORE, result(error()), error(), error()) == []
    assert now(BEFORE, result(error(), error()), error()) == []
    assert now(BEFORE, None, error()) == []


def test_a_text_that_was_not_kept() -> None:
    assert moved(result(error()), (error(),), lambda _: None, lambda _: BEFORE.encode()) == ()
