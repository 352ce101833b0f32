"""Each decision record has its sections, a status and a date; numbers are given once."""

import datetime
import re
from pathlib import Path

import pytest

ADR = Path(__file__).parents[3] / "docs" / "adr"
RECORDS = sorted(ADR.glob("[0-9]*.md"))
SECTIONS = (
    "## Context and Problem Statement",
    "## Considered Options",
    "## Decision Outcome",
    "### Consequences",
    "### Confirmation",
)
STATUS = re.compile(r"proposed|accepted|rejected|deprecated|superseded by [0-9]{4}")


def flaws(name: str, text: str) -> list[str]:
    """What is wrong with a record."""
    lines = text.splitlines()
    said = []
    if not re.fullmatch(r"[0-9]{4}-[a-z0-9-]+\.md", name):
        said.append("its name")
    if not lines[0].startswith(f"# {name[:4]}. "):
        said.append("its title")
    fields = dict(re.findall(r"^\* (Status|Date): (.+)$", text, re.MULTILINE))
    if not STATUS.fullmatch(fields.get("Status", "")):
        said.append("its status")
    try:
        datetime.date.fromisoformat(fields.get("Date", ""))
    except ValueError:
        said.append("its date")
    if [line for line in lines if line in SECTIONS] != list(SECTIONS):
        said.append("its sections")
    bodies = re.split(r"^##+ .*$", text, flags=re.MULTILINE)[1:]
    said += ["an empty section"] * any(not body.strip() for body in bodies)
    return said


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_is_whole(record: Path) -> None:
    assert flaws(record.name, record.read_text()) == []


def test_numbers_are_given_once_and_without_gaps() -> None:
    numbers = [int(record.name[:4]) for record in RECORDS]
    assert numbers == list(range(1, len(RECORDS) + 1))


def test_the_template_lacks_only_what_its_author_fills_in() -> None:
    text = (ADR / "template.md").read_text()
    assert flaws("0000-a-title.md", text) == ["its title", "its date"]


def test_a_record_without_a_section_is_found() -> None:
    text = RECORDS[0].read_text().replace("### Consequences", "### Thoughts")
    assert flaws(RECORDS[0].name, text) == ["its sections"]
