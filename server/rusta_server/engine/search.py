"""Verified search: candidates for the root errors, best first, judged by the compiler in batches.

A node is a text of the tree with the errors that remain. One green candidate ends a search for one
error; for several errors the best step of each root is joined with the others' and the search goes
on from there (beam), up to `search.max_steps` steps.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from rusta_server.candidates import candidates_for, candidates_of
from rusta_server.candidates.spread import alike, spread
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, Overlay
from rusta_server.contracts.phases import Needs, progress, roots
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence, Probe
from rusta_server.contracts.tools import (
    ClockResult,
    Gate,
    JudgeCandidate,
    JudgeParams,
    JudgeResult,
    Verdict,
)
from rusta_server.contracts.tools_deps import DepsResult
from rusta_server.engine import upgrades
from rusta_server.engine.confidence import order
from rusta_server.engine.expansion import Expansion, Helped, closest
from rusta_server.engine.job import Ask, Decide, Plan, Step, UnansweredError
from rusta_server.engine.node import (
    Node,
    Texts,
    apply_to,
    first_suggestions,
    interleaved,
    shared_first,
)
from rusta_server.patches.build import patch_between
from rusta_server.patches.guards import check as guard

Steps = Generator[Step, tuple[Evidence, ...], None]

ROOTS_AT_ONCE = 4
BEAM = 3
BEYOND = 2
"""Nodes looked at after the first green, see `Search._settled`."""
FEW = 32
"""Errors of a node up to which the order of its steps is worth a question."""

Prefer = Callable[[Node, list[Node]], Generator[Step, tuple[Evidence, ...], list[Node]]]


@dataclass
class Search:
    """One search over `base` (all readable sources by token path); read `greens`, `partial` and
    `counts` when `run` is through. `unsaved`: overlays of the request, part of `base`. `wanted`:
    those of `errors` to look for; empty for all. The search is over where they are gone. `needs`:
    which package waits for which. `deps`: what the dependencies offer. `prefer`: puts the steps
    from a node in order, where several help. `origin`: the node that `greens` are a step from."""

    base: Texts
    errors: tuple[Diagnostic, ...]
    gate: Gate
    selectors: tuple[str, ...]
    policy: Policy
    unsaved: tuple[Overlay, ...] = ()
    wanted: tuple[Diagnostic, ...] = ()
    needs: Needs = field(default_factory=dict)
    deps: DepsResult | None = None
    prefer: Prefer | None = None
    greens: list[Node] = field(default_factory=list)
    origin: Node = field(init=False)
    partial: Node | None = None
    stopped: str = "every candidate was judged"
    paused: bool = False
    counts: dict[str, int] = field(
        default_factory=lambda: {"generated": 0, "guarded": 0, "judged": 0, "green": 0}
    )
    _beyond: int = 0
    _has_paused: bool = False
    _began: int | None = None
    _spent: int = 0
    _open: Expansion | None = None
    _frontier: list[Node] = field(default_factory=list)
    _left_off: list[Expansion] = field(default_factory=list)
    _seen: set[tuple[tuple[str, str], ...]] = field(default_factory=set)
    _judged: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.origin = Node({}, (), self.errors)
        self._frontier.append(self.origin)

    def run(self) -> Steps:
        """Search until something is green; called again, go on from there for others.

        Nothing is `exhausted` before every candidate was judged or a limit was reached. Once, with
        half of what the policy allows spent in vain, it is `paused`: others can be asked while
        there is room to judge what they say, and the search goes on from what helped so far."""
        self.greens.clear()
        self._beyond = 0
        self.paused = False
        while self._ahead and not self._settled and not self._limited():
            if self.repaired:
                self.stopped = "a step repairs it; other errors remain"
                break
            if self._tires:
                self.paused = self._has_paused = True
                return
            if self._open is None and self._frontier:
                self._open = self._begin(self._take())
            elif self._open is None:
                self._open = self._left_off.pop()
            expansion = self._open
            if expansion is None:
                continue
            yield from self._expand(expansion)
            if not self._settled:
                yield from self._close(expansion)
        if not self.greens and self.partial is not None and self.gate == "clippy":
            # Lints are independent: what remains was there before and stays listed in the proof.
            self.greens.append(self.partial)
            self.partial = None

    @property
    def _ahead(self) -> bool:
        return bool(self._open or self._frontier or self._left_off)

    @property
    def _settled(self) -> bool:
        """Whether to look no further. What the compiler suggests first for each of several errors
        is green mostly, and right where nothing else is: for that the search goes on a little."""
        if not self.greens or self.gate == "clippy" or self._beyond >= BEYOND:
            return bool(self.greens)
        return any(green.steps[-1].source != "rustc:together" for green in self.greens)

    @property
    def exhausted(self) -> bool:
        return not self._ahead or self._limited()

    @property
    def repaired(self) -> bool:
        """Whether a step was found that takes away all that is `wanted`."""
        return bool(self.wanted) and self.partial is not None and not self._left(self.partial)

    @property
    def seconds_left(self) -> int:
        return 0 if self._limited() else self.policy.search.deadline_s - self._spent

    def root(self, node: Node) -> Diagnostic:
        """The error of `node` to repair first."""
        return node.errors[self._roots(node)[0]]

    def files(self, node: Node) -> dict[str, str]:
        """All sources as they are at `node`."""
        return {**self.base, **node.texts}

    def further(self, node: Node, candidates: Iterable[Candidate]) -> Steps:
        """Judge candidates for the root of `node` that are none of the search's own; texts that
        were judged before are left out. What helps is gone on from when `run` is called again."""
        nodes = self._nodes(node, ((0, candidate) for candidate in candidates))
        at = Expansion(node, 1, [n for n in nodes if _digest(n[1].texts) not in self._judged])
        self.greens.clear()
        yield from self._expand(at)
        if not self.greens:
            yield from self._close(at)

    def _take(self) -> Node:
        self._frontier.sort(key=lambda node: (len(node.errors), len(node.steps)))
        node, self._frontier = self._frontier[0], self._frontier[1 : BEAM + 1]
        return node

    def _begin(self, node: Node) -> Expansion | None:
        if len(node.steps) >= self.policy.search.max_steps:
            return None
        chosen = self._roots(node)
        return Expansion(node, len(chosen), list(self._candidates(node, chosen)))

    def _roots(self, node: Node) -> tuple[int, ...]:
        """Indices of the node's errors to look for repairs of now."""
        left = self._left(node)
        return tuple(left[i] for i in roots([node.errors[at] for at in left])[:ROOTS_AT_ONCE])

    def _left(self, node: Node) -> tuple[int, ...]:
        """Indices of the node's errors that are to be repaired."""
        if not self.wanted:
            return tuple(range(len(node.errors)))
        wanted = {error.fingerprint for error in self.wanted}
        return tuple(i for i, e in enumerate(node.errors) if e.fingerprint in wanted)

    def _close(self, expansion: Expansion) -> Steps:
        self._open = None
        node, children = expansion.node, expansion.children
        if self.prefer is not None and len(children) > 1 and len(node.errors) <= FEW:
            children = yield from self.prefer(node, children)
        for child in children:
            key = tuple(sorted(child.texts.items()))
            if key not in self._seen:
                self._seen.add(key)
                self._frontier.append(child)

    def _expand(self, at: Expansion) -> Steps:
        node = at.node
        self._beyond += bool(self.greens)
        yield Plan(
            goal=f"a green candidate for {len(node.errors)} errors after {len(node.steps)} steps",
            probes=("rustc.judge",),
        )
        while at.pending and not self._limited():
            batch = at.batch(lambda after: self._is_refused(after, node))
            if not batch:
                break
            yield from self._judge(node, batch, at.helped, at.children)
            if any(len(green.steps[-1].edits) == 1 for green in self.greens):
                break
            yield from self._join(at)
            if self._settled or (len(node.errors) > 1 and len(at.helped) == at.roots):
                break
            if self.greens or at.leaps or self._tires:
                self._leave(at)
                break
        yield Decide(
            what="green" if self.greens else "step" if at.children else "nothing",
            because=f"{len(self.greens)} green, {len(at.children)} candidates help",
            data={"green": [step.source for n in self.greens for step in n.steps]},
        )

    def _join(self, at: Expansion) -> Steps:
        """Judge the best step of each root together; where that is green, also with another step
        for one of the roots: each of the mistakes has its rivals."""
        found = len(self.greens)
        yield from self._judge_joins(at, [at.first])
        if len(self.greens) > found:
            yield from self._judge_joins(at, at.rivals())

    def _judge_joins(self, at: Expansion, chosen: list[dict[int, Node]]) -> Steps:
        joins = at.joins(chosen, self.base)
        if joins:
            yield from self._judge(at.node, [(-1, join) for join in joins], {}, at.children)

    def _leave(self, at: Expansion) -> None:
        """What is not judged yet of a node, for when nothing else is left to go on from."""
        if at.pending:
            self._left_off.append(replace(at, children=[], helped={}, joined=set(at.joined)))

    def first(self) -> Iterator[Node]:
        """What is judged of the errors as they are, in the order to try (for measures)."""
        node = Node({}, (), self.errors)
        found = self._candidates(node, self._roots(node))
        return (after for _, after in found if not self._is_refused(after, node))

    def _candidates(self, node: Node, chosen: tuple[int, ...]) -> Iterator[tuple[int, Node]]:
        """(root, node after the candidate) in the order to try, without repeats."""
        files = self.files(node)
        per_root = [[(index, c) for c in self._of_root(index, node, files)] for index in chosen]
        ordered: Iterable[tuple[int, Candidate]] = shared_first(interleaved(per_root))
        left = tuple(node.errors[i] for i in self._left(node))
        together = first_suggestions(left, files)
        steps = chain(upgrades.together(left, files, self.deps), [together] if together else [])
        return self._nodes(node, chain(((-1, step) for step in steps), ordered))

    def _nodes(
        self, node: Node, ordered: Iterable[tuple[int, Candidate]]
    ) -> Iterator[tuple[int, Node]]:
        files = self.files(node)
        made: list[tuple[int, Node, list[str]]] = []
        sources: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for index, candidate in ordered:
            after = apply_to(candidate.edits, files)
            if after is None:
                continue
            texts = {**node.texts, **after}
            key = tuple(sorted(texts.items()))
            if key in sources:
                sources[key].append(candidate.source)
                continue
            sources[key] = [candidate.source]
            self.counts["generated"] += 1
            child = Node(texts, (*node.steps, candidate), (), order=len(sources) - 1)
            made.append((index, child, sources[key]))
        for index, child, named in made:
            yield index, replace(child, agreeing=tuple(sorted({*named} - {named[0]})))

    def _sources(self, error: Diagnostic, node: Node, files: Texts) -> Iterator[Candidate]:
        """The candidates for one error, those most likely right first."""
        scene = Scene(diagnostic=error, errors=node.errors, files=dict(files))
        ordered = sorted(candidates_for(scene, self.deps), key=lambda c: -order(c.source))
        return filter(self.wants, ordered)

    def _of_root(self, index: int, node: Node, files: Texts) -> list[Candidate]:
        """The candidates for one error, with those that mend the errors like it as well."""
        error = node.errors[index]
        own = list(self._sources(error, node, files))
        others = alike(error, (node.errors[at] for at in self._left(node)))
        if not others:
            return own

        def of_source(other: Diagnostic, source: str) -> Iterable[Candidate]:
            key = (id(other), source)
            if key not in known:
                scene = Scene(diagnostic=other, errors=node.errors, files=dict(files))
                known[key] = list(candidates_of(scene, source))
            return known[key]

        known: dict[tuple[int, str], list[Candidate]] = {}
        return list(spread(own, error, others, files, of_source))

    def wants(self, candidate: Candidate) -> bool:
        """Whether the policy has switched its source on."""
        sources = self.policy.sources
        return sources.rustc if candidate.source.startswith("rustc") else sources.templates

    def refuses(self, texts: Texts, errors: tuple[Diagnostic, ...] = ()) -> bool:
        """Whether the guards refuse these texts; `errors` were met on the way beside the first."""
        before = {path: self.base.get(path, "") for path in texts}
        patch = patch_between(before, dict(texts))
        met, guards = self.met(errors), self.policy.guards
        return bool(guard(patch, before, dict(texts), met, guards, self.base))

    def _is_refused(self, after: Node, node: Node) -> bool:
        refused = self.refuses(after.texts, node.errors)
        self.counts["guarded"] += refused
        return refused

    def met(self, errors: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        """What the guards judge by: the errors of the job, and those met on the way, each once."""
        return tuple(dict.fromkeys((*self.errors, *errors)))

    def _judge(
        self,
        node: Node,
        batch: list[tuple[int, Node]],
        helped: Helped,
        children: list[Node],
    ) -> Steps:
        batch = batch[: max(1, self.policy.search.max_candidates - self.counts["judged"])]
        verdicts = yield from self.ask([after for _, after in batch])
        for (index, after), verdict in zip(batch, verdicts, strict=True):
            if verdict.verdict in ("invalid", "skipped"):
                continue
            self.counts["judged"] += 1
            self._judged.add(_digest(after.texts))
            child = replace(after, errors=verdict.errors)
            if verdict.verdict == "green":
                self.counts["green"] += 1
                self.greens.append(replace(child, warnings=verdict.warnings))
                self.origin = node
            elif progress(node.errors, verdict.errors, self.needs) or upgrades.turned(
                after.steps[-1], node.errors, verdict.errors
            ):
                children.append(child)
                helped[index] = closest([*helped.get(index, ()), child])
                if self.partial is None or len(child.errors) < len(self.partial.errors):
                    self.partial = child

    def ask(self, nodes: list[Node]) -> Generator[Step, tuple[Evidence, ...], tuple[Verdict, ...]]:
        """Judge the texts of `nodes`, in order.

        Raises:
            UnansweredError: the judge could not run.
        """
        params = JudgeParams(
            selectors=self.selectors,
            gate=self.gate,
            overlays=self.unsaved,
            candidates=tuple(
                JudgeCandidate(id=f"c{number}", edits=self.edits_of(after.texts))
                for number, after in enumerate(nodes)
            ),
            deadline_s=max(1, self.policy.search.deadline_s - self._spent),
        )
        judge, clock = yield Ask(
            probes=(
                Probe(method="rustc.judge", params=params.model_dump(mode="json")),
                Probe(method="clock.now"),
            )
        )
        if judge.error is not None:
            raise UnansweredError(judge)
        self.took(clock)
        return JudgeResult.model_validate(judge.result).verdicts

    def took(self, clock: Evidence) -> None:
        """Note what `clock.now` says: `search.deadline_s` bounds all that is asked.

        Raises:
            UnansweredError: it could not say.
        """
        if clock.error is not None:
            raise UnansweredError(clock)
        now = ClockResult.model_validate(clock.result).unix_s
        self._began = now if self._began is None else self._began
        self._spent = now - self._began

    def edits_of(self, texts: Texts) -> tuple[Edit, ...]:
        """`texts` as edits of the base."""
        before = {path: self.base.get(path, "") for path in texts}
        return tuple(e for f in patch_between(before, dict(texts)).files for e in f.edits)

    @property
    def _tires(self) -> bool:
        """Whether it is time for the pause: with something green nothing was in vain."""
        limits, judged = self.policy.search, self.counts["judged"]
        half = 2 * judged >= limits.max_candidates or 2 * self._spent >= limits.deadline_s
        return half and not self.greens and not self._has_paused

    def _limited(self) -> bool:
        limits = self.policy.search
        if self.counts["judged"] >= limits.max_candidates:
            self.stopped = f"search.max_candidates = {limits.max_candidates} was reached"
        elif self._spent >= limits.deadline_s:
            self.stopped = f"search.deadline_s = {limits.deadline_s} was reached"
        else:
            return False
        return True


def _digest(texts: Texts) -> str:
    return sha256_hex(canonical_bytes(sorted(texts.items())))
