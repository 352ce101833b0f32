"""Policy v1: the knobs of policy.toml. Defaults here; precedence is defaults < user < workspace <
LSP settings < flags (resolved by `rusta_server.policy`)."""

from typing import Literal

from pydantic import Field

from rusta_server.contracts.canonical import Record


class Thresholds(Record):
    """Basis points. Explain needs `answer`, applying without asking needs `patch`; below `abstain`
    nothing is offered but the next probe."""

    answer: int = Field(default=7_000, ge=0, le=10_000)
    patch: int = Field(default=8_500, ge=0, le=10_000)
    abstain: int = Field(default=1_500, ge=0, le=10_000)


class SearchLimits(Record):
    """Bounds of one search. `max_proofs` counts full check+test proofs, `max_steps` the edits
    joined for several errors."""

    max_candidates: int = Field(default=400, ge=1)
    max_proofs: int = Field(default=8, ge=1)
    max_steps: int = Field(default=12, ge=1)
    deadline_s: int = Field(default=120, ge=1)


class Guards(Record):
    """`max_lines` is K: max(added, removed) lines of a patch. A net removal of
    `max_net_removed` lines or more is refused."""

    max_lines: int = Field(default=20, ge=1)
    max_net_removed: int = Field(default=6, ge=1)
    allow_tests: bool = False
    allow_build_files: bool = False


class TestLimits(Record):
    run: bool = True
    doc: bool = True
    timeout_s: int = Field(default=300, ge=1)
    retries: int = Field(default=1, ge=0)


class ExploreLimits(Record):
    """B: experiments per issue in Explore Mode."""

    max_experiments: int = Field(default=3, ge=0)


class ProbeLimits(Record):
    """`cheap_s` is T_probe_max: the time a cheap probe may take before it is escalated."""

    cheap_s: int = Field(default=2, ge=1)


class ShadowLimits(Record):
    """`max_mib` bounds what shadows and caches may hold on disk, oldest removed first."""

    max_mib: int = Field(default=4_096, ge=64)


class Sources(Record):
    """Where candidate edits may come from.

    `rust_analyzer`: `auto` asks one of our own on the command line, and in an editor only the
    editor's; `on` starts one of our own in an editor too, `off` asks none."""

    rustc: bool = True
    templates: bool = True
    rust_analyzer: Literal["auto", "on", "off"] = "auto"


class LmUses(Record):
    """What the byte model is asked for; `enabled` False switches all of it off. Without a usable
    model every answer is what it would be with `enabled` False.

    `rank`: which of several green candidates is meant. `propose`: edits where no other source has a
    green one. `fill`: what the compiler leaves a placeholder for. `cite`: which of equal hits of a
    search an explanation cites. `rank_ms`: how long an offer waits for the ranking, in
    milliseconds; then it is ranked without."""

    enabled: bool = True
    rank: bool = True
    propose: bool = True
    fill: bool = True
    cite: bool = True
    rank_ms: int = Field(default=1_500, ge=1)


class Policy(Record):
    version: int = 1
    thresholds: Thresholds = Thresholds()
    search: SearchLimits = SearchLimits()
    guards: Guards = Guards()
    tests: TestLimits = TestLimits()
    explore: ExploreLimits = ExploreLimits()
    probes: ProbeLimits = ProbeLimits()
    shadow: ShadowLimits = ShadowLimits()
    sources: Sources = Sources()
    lm: LmUses = LmUses()
