"""docs.code, docs.search and docs.show as a job asks them."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.probe import INVALID_PARAMS, Evidence, Probe
from rusta_server.contracts.tools import PassagesResult, ShowResult
from rusta_server.docs.layout import REMEDY
from rusta_server.docs.quote import first_sentences
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.executor import LiveExecutor
from rusta_server.traces.blobs import BlobStore

SOURCE = "fn main() {\n\tlet x = String::new();\n\tlet y = x;\n\tdrop(x);\n}\n"


@pytest.fixture
def ctx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, doc_root: Path) -> ProbeContext:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    crate = tmp_path / "crate"
    (crate / "src").mkdir(parents=True)
    (crate / "Cargo.toml").write_text('[package]\nname = "c"\nversion = "0.1.0"\n')
    (crate / "src/main.rs").write_text(SOURCE)
    return ProbeContext.open(crate)


def ask(ctx: ProbeContext, method: str, **params: object) -> Evidence:
    return LiveExecutor(ctx).execute(Probe(method=method, params=params))


def passages(evidence: Evidence) -> PassagesResult:
    assert evidence.error is None, evidence.error
    return PassagesResult.model_validate(evidence.result)


def shown(ctx: ProbeContext, anchor: Anchor) -> ShowResult:
    evidence = ask(ctx, "docs.show", anchor=anchor.model_dump())
    assert evidence.error is None, evidence.error
    return ShowResult.model_validate(evidence.result)


def test_a_code_is_answered_with_passages_of_this_toolchain_that_open(ctx: ProbeContext):
    found = passages(ask(ctx, "docs.code", code="E0382", message="use of moved value"))
    assert found.missing is None
    assert found.passages[0].anchor.source.startswith(ctx.workspace.toolchain_commit)
    for passage in found.passages:
        result = shown(ctx, passage.anchor)
        assert (result.ok, result.text) == (True, passage.text)


def test_a_clippy_lint_is_explained_by_clippy_and_kept_as_a_blob(ctx: ProbeContext):
    if not (ctx.workspace.sysroot / "bin/cargo-clippy").exists():
        pytest.skip("rustup component add clippy")
    asked = {"code": "clippy::needless_return", "message": "unneeded `return` statement"}
    (passage,) = passages(ask(ctx, "docs.code", **asked)).passages
    assert passage.anchor.kind == "blob"
    assert first_sentences(passage, 1) == ("Checks for return statements at the end of a block.")
    assert shown(ctx, passage.anchor).text == passage.text
    assert passages(ask(ctx, "docs.code", code="clippy::no_such_lint")) == PassagesResult(
        passages=()
    )


def test_without_clippy_the_command_is_named(ctx: ProbeContext, tmp_path: Path):
    ctx.workspace = replace(ctx.workspace, sysroot=tmp_path / "empty")
    found = passages(ask(ctx, "docs.code", code="clippy::needless_return"))
    assert found == PassagesResult(passages=(), missing="rustup component add clippy")


def test_without_documentation_the_command_is_named(ctx: ProbeContext, tmp_path: Path):
    anchor = passages(ask(ctx, "docs.code", code="E0499")).passages[0].anchor
    ctx.workspace = replace(ctx.workspace, sysroot=tmp_path / "empty")
    nothing = PassagesResult(passages=(), missing=REMEDY)
    assert passages(ask(ctx, "docs.code", code="E0499")) == nothing
    assert passages(ask(ctx, "docs.code", code=None, message="expected `;`")) == nothing
    assert passages(ask(ctx, "docs.search", query="borrow")) == nothing
    gone = shown(ctx, anchor)
    assert not gone.ok
    assert REMEDY in (gone.reason or "")


def test_an_anchor_of_another_toolchain_opens_where_that_is_still_installed(
    ctx: ProbeContext, tmp_path: Path
):
    anchor = passages(ask(ctx, "docs.code", code="E0499")).passages[0].anchor
    page = Path("share/doc/rust/html") / anchor.source.partition("/")[2]
    old = tmp_path / "toolchains/1.90/" / page
    old.parent.mkdir(parents=True)
    shutil.copy(ctx.workspace.sysroot / page, old)
    (tmp_path / "toolchains/stable").mkdir()
    ctx.workspace = replace(ctx.workspace, sysroot=tmp_path / "toolchains/stable")
    assert shown(ctx, anchor).uri.startswith(old.as_uri())


def test_search_names_the_sources_there_are(ctx: ProbeContext):
    said: list[str] = []
    ctx.progress = lambda message, done, of: said.append(message)
    (first, *_) = passages(
        ask(ctx, "docs.search", query="lifetime elision", sources=["reference"])
    ).passages
    assert first.anchor.title.endswith("· The Rust Reference")
    assert said[-1] == "documentation indexed"
    error = ask(ctx, "docs.search", query="x", sources=["wiki"]).error
    assert error is not None
    assert error.code == INVALID_PARAMS
    assert "std" in error.message


def file_anchor(text: str, what: str) -> Anchor:
    start = text.index(what)
    return Anchor(
        kind="file",
        source="$WS/src/main.rs",
        start=start,
        end=start + len(what),
        span_sha256=sha256_hex(what.encode()),
        title="src/main.rs",
    )


def test_a_source_span_is_shown_underlined_between_its_neighbours(ctx: ProbeContext):
    result = shown(ctx, file_anchor(SOURCE, "y = x"))
    assert result.ok
    assert result.uri == (ctx.workspace.root / "src/main.rs").as_uri() + "#L3"
    assert result.text == (
        "1 | fn main() {\n"
        "2 | \tlet x = String::new();\n"
        "3 | \tlet y = x;\n"
        "  | \t    ^^^^^\n"
        "4 | \tdrop(x);\n"
        "5 | }\n"
    )


def test_a_source_that_changed_vanished_or_lies_outside_is_not_shown(ctx: ProbeContext):
    anchor = file_anchor(SOURCE, "y = x")
    path = ctx.workspace.root / "src/main.rs"
    path.write_text(SOURCE.replace("y = x", "z = x"))
    assert "has changed" in (shown(ctx, anchor).reason or "")
    path.unlink()
    assert os.strerror(2) in (shown(ctx, anchor).reason or "")
    outside = anchor.model_copy(update={"source": "$WS/../../etc/passwd"})
    assert not shown(ctx, outside).ok


def test_a_blob_is_shown_as_long_as_it_is_what_it_was(ctx: ProbeContext):
    blobs = BlobStore(ctx.state.blobs)
    data = b"error[E0382]: use of moved value"
    digest = blobs.put(data)
    anchor = Anchor(
        kind="blob",
        source=digest,
        start=6,
        end=11,
        span_sha256=sha256_hex(b"E0382"),
        title="diagnostic",
    )
    assert shown(ctx, anchor).text == "E0382"
    blobs.path(digest).write_bytes(b"something else")
    assert not shown(ctx, anchor).ok
