"""rustc's JSON becomes records: token paths, bytes of the file as it lies on disk."""

from pathlib import Path

from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.probes.diagnostics.messages import RawDiagnostic, RawSpan, read_cargo, read_rustc
from rusta_server.probes.diagnostics.normalise import merged, normalise

from ..conftest import Folder, Rustc


def bytes_of(root: Path, span: Span | None) -> bytes:
    assert span is not None
    return (root / span.path.removeprefix("$WS/")).read_bytes()[span.start : span.end]


def test_offsets_are_bytes_of_the_file_with_bom_crlf_and_wide_characters(
    rustc: Rustc, tmp_path: Path
) -> None:
    text = '// é\r\npub fn f() -> i32 {\r\n    let _ö = "äß"; wrong_ß\r\n}\r\n'
    (error,) = rustc(b"\xef\xbb\xbf" + text.encode())
    assert error.code == "E0425"
    assert bytes_of(tmp_path, error.primary).decode() == "wrong_ß"
    assert error.primary is not None
    assert (error.primary.line, error.primary.column, error.primary.end_column) == (3, 20, 27)


def test_a_span_in_a_dependencys_macro_names_the_call_in_the_workspace(
    rustc: Rustc, tmp_path: Path
) -> None:
    (error,) = rustc('pub struct S;\npub fn f(s: S) { println!("{}", s); }\n')
    assert error.code == "E0277"
    expanded = [s.expansion for s in error.spans if s.expansion is not None]
    assert {e.macro for e in expanded} <= {"println!", "$crate::format_args_nl!", "format_args!"}
    calls = [e.call_site for e in expanded if e.call_site is not None]
    assert all(bytes_of(tmp_path, call).startswith(b"println!") for call in calls)


def test_nested_macros_of_the_workspace_lead_to_the_outermost_call(
    rustc: Rustc, tmp_path: Path
) -> None:
    (error,) = rustc(
        "macro_rules! inner { () => { missing() } }\n"
        "macro_rules! outer { () => { inner!() } }\n"
        "pub fn f() { outer!() }\n"
    )
    assert error.primary is not None and error.primary.expansion is not None
    assert error.primary.expansion.macro == "outer!"
    assert bytes_of(tmp_path, error.primary) == b"missing"
    assert bytes_of(tmp_path, error.primary.expansion.call_site) == b"outer!()"


def test_closing_remarks_are_no_diagnostics(rustc: Rustc) -> None:
    found = rustc('pub fn f() -> i32 { x }\npub fn g() -> i32 { "" }\n')
    assert [d.message for d in found] == [
        "cannot find value `x` in this scope",
        "mismatched types",
    ]


def test_warnings_carry_their_lints_name(rustc: Rustc) -> None:
    (warning,) = rustc("pub fn f() { let mut x = 1; let _ = x; }\n")
    assert (warning.level, warning.code, warning.slice) == ("warning", "unused_mut", "lint")


def test_a_syntax_error_has_no_code(rustc: Rustc) -> None:
    (error,) = rustc("pub fn f() { let x = ; }\n")
    assert (error.code, error.slice) == (None, "syntax")


def test_no_path_of_the_machine_is_left(rustc: Rustc, tmp_path: Path) -> None:
    found = rustc('pub fn f() -> i32 { concat!(file!(), "x") }\nmod gone;\n')
    assert found
    assert all(str(tmp_path) not in d.model_dump_json() for d in found)
    assert all(s.path == "$WS/src/lib.rs" for d in found for s in d.spans)


def test_the_note_about_a_long_type_is_dropped() -> None:
    note = "the full name for the type has been written to '/target/debug/a.long-type-12.txt'"
    child = raw(message=note, level="note")
    found = normalise(raw(children=[child, raw(message="kept", level="note")]), Folder(Path("/w")))
    assert found is not None
    assert [n.message for n in found.notes] == ["kept"]


def test_an_internal_compiler_error_is_one() -> None:
    found = normalise(raw(level="error: internal compiler error"), Folder(Path("/w")))
    assert found is not None and found.level == "ice"


def test_a_file_name_that_is_none_stays_as_it_is() -> None:
    found = normalise(raw(spans=[raw_span(file_name="<anon>")]), Folder(Path("/w")))
    assert found is not None and found.spans[0].path == "<anon>"


def test_the_same_report_of_two_targets_is_kept_once_under_the_library() -> None:
    reports = [report("test:it", 5), report("lib:demo", 5), report("bin:demo", 5)]
    assert [d.target for d in merged(reports)] == ["lib:demo"]


def test_reports_are_sorted_by_place_whatever_order_they_came_in() -> None:
    reports = [report("lib:demo", at) for at in (9, 1, 5)]
    assert [d.spans[0].start for d in merged(reports)] == [1, 5, 9]
    assert merged(reports) == merged(reversed(reports))


def test_lines_that_are_no_messages_are_skipped() -> None:
    noise = b'plain text\n{"reason":\n{"level": 3}\n[1]\n'
    assert list(read_cargo(noise)) == []
    assert list(read_rustc(noise)) == []


def report(target: str, at: int) -> Diagnostic:
    span = Span(path="$WS/a.rs", start=at, end=at + 1, line=1, column=1, end_line=1, end_column=2)
    return Diagnostic(
        level="error", code="E0001", slice="types", message="m", spans=(span,), target=target
    )


def raw(
    message: str = "m",
    level: str = "error",
    spans: list[RawSpan] | None = None,
    children: list[RawDiagnostic] | None = None,
) -> RawDiagnostic:
    return {
        "message": message,
        "code": None,
        "level": level,
        "spans": spans or [],
        "children": children or [],
        "rendered": None,
    }


def raw_span(
    file_name: str = "src/lib.rs", start: int = 0, end: int = 0, text: str | None = None
) -> RawSpan:
    return {
        "file_name": file_name,
        "byte_start": start,
        "byte_end": end,
        "line_start": 1,
        "line_end": 1,
        "column_start": 1,
        "column_end": 1,
        "is_primary": True,
        "label": None,
        "suggested_replacement": text,
        "suggestion_applicability": "MaybeIncorrect" if text is not None else None,
        "expansion": None,
    }
