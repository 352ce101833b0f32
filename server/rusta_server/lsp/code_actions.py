"""Code actions: proven fixes, explanations, the way back. Answered from what is known already."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import ProbeFailure
from rusta_server.contracts.proof import Proposal
from rusta_server.lsp.announced import DIAGNOSE, EXPLAIN, FIX, FIX_ALL, FIX_LINTS, REVERT
from rusta_server.lsp.beside import Beside
from rusta_server.lsp.chips import abstention_for, name_of, percent, proposals_for, step_for, still
from rusta_server.lsp.documents import Document
from rusta_server.lsp.jsonrpc import CONTENT_MODIFIED
from rusta_server.lsp.locations import errors_at
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer
from rusta_server.lsp.workspace_edits import StaleError, edit_of
from rusta_server.probes.context import ProbeContext

_APPLIED, _APPLY = "rusta.applied", "rusta.applyPatch"
# Asked for by name only: a menu on every cursor move is no place for them.
_ON_REQUEST = (FIX_ALL, FIX_LINTS, DIAGNOSE, REVERT)


class ContentModifiedError(JsonRpcException):
    """LSP 3.17, ErrorCodes.ContentModified."""

    CODE = CONTENT_MODIFIED


def register(server: RustaServer) -> None:
    beside = Beside(server)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION)
    async def asked(params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
        document = server.documents.get(params.text_document.uri)
        server.focused = params.text_document.uri
        project = server.project_of(document) if document is not None else None
        if project is None:
            return []
        revertible = _asks_for(REVERT, params.context) and await asyncio.to_thread(
            _may_revert, project
        )
        # Meanwhile the document may have been edited or closed.
        document = server.documents.get(params.text_document.uri)
        project = server.project_of(document) if document is not None else None
        if document is None or project is None or document.lost:
            return []
        try:
            policy = project.policy()
        except ProbeFailure:
            policy = Policy()
        actions = _Actions(server, project, document, policy, beside)
        found = list(actions.all(params.range, _names_us(params.context)))
        if revertible:
            found.append(actions.revert())
        wanted = [action for action in found if _wanted(action, params.context)]
        if server.client.action_literals:
            return list(wanted)
        return [command for action in wanted if (command := _as_command(action)) is not None]

    @server.feature(types.CODE_ACTION_RESOLVE)
    def resolved(action: types.CodeAction) -> types.CodeAction:
        if action.data is None and action.command is not None:
            return action  # A command has no edit to wait for, but clients ask for one.
        data = action.data if isinstance(action.data, dict) else {}
        project = server.projects.get(str(data.get("project")))
        proposal = _proposal(project, str(data.get("proposal"))) if project is not None else None
        if project is None or proposal is None:
            raise ContentModifiedError("the proof is about an older text; ask for actions again")
        try:
            action.edit = edit_of(server, project, proposal, project.policy())
        except (StaleError, ProbeFailure) as error:
            raise ContentModifiedError(str(error)) from error
        return action


class _Actions:
    def __init__(
        self,
        server: RustaServer,
        project: Project,
        document: Document,
        policy: Policy,
        beside: Beside,
    ) -> None:
        self._server, self._project, self._document = server, project, document
        self._policy, self._beside = policy, beside

    def all(self, where: types.Range, ours_alone: bool) -> Iterator[types.CodeAction]:
        """At `where`; `ours_alone`: what rust-analyzer offers too is asked for as well."""
        current = self._server.is_current(self._project)
        errors = errors_at(self._server, self._project, self._document, where) if current else []
        seen: set[str] = set()
        for error in errors:
            yield from self._fixes(error, seen, None if ours_alone else where)
        yield from self._all_of_lint(errors)
        for error in errors:
            yield self._explain(error)
        if current and (whole := self._whole_file()) is not None:
            yield whole
        if current and (lints := self._lints_of_file()) is not None:
            yield lints
        yield self._command(
            "Diagnose this project", DIAGNOSE, "rusta.diagnose", [{"uri": self._document.uri}]
        )

    def revert(self) -> types.CodeAction:
        arguments = [{"uri": self._document.uri}]
        title = "Revert the last patch of rusta"
        return self._command(title, REVERT, "rusta.revert", arguments)

    def _fixes(
        self, error: Diagnostic, seen: set[str], where: types.Range | None
    ) -> Iterator[types.CodeAction]:
        proposals = proposals_for(self._project.findings, error)
        alone = len(proposals) == 1
        for proposal in proposals:
            if proposal.patch.diff in seen:
                continue
            seen.add(proposal.patch.diff)
            if where is not None and self._beside.offers(
                self._project, self._document, error, proposal, where
            ):
                continue
            action = self._fix(proposal, FIX)
            sure = proposal.confidence.bp >= self._policy.thresholds.patch
            if action.disabled is None:
                action.is_preferred = True if alone and sure else None
            elif not self._server.client.disabled_actions:
                continue
            yield action
        if not proposals and self._server.client.disabled_actions:
            yield types.CodeAction(
                title=f"Fix {name_of(error)} with proof",
                kind=FIX,
                disabled=types.CodeActionDisabled(self._reason(error)),
                diagnostics=self._shown(error),
            )

    def _fix(self, proposal: Proposal, kind: str) -> types.CodeAction:
        many = len(proposal.resolves)
        count = f", fixes {many} errors" if many > 1 else ""
        named = {"project": self._project.id, "proposal": proposal.record_id}
        action = types.CodeAction(
            title=f"{proposal.title} (proven, {percent(proposal)}{count})",
            kind=kind,
            diagnostics=[d for error in proposal.resolves for d in self._shown(error)],
            command=types.Command("Remember the applied patch", _APPLIED, arguments=[named]),
        )
        if any(f.before_sha256 is None or f.after_sha256 is None for f in proposal.patch.files):
            # Files come or go: our command does it, not every client can.
            action.command = types.Command(action.title, _APPLY, arguments=[named])
        elif self._server.client.resolves_edits:
            action.data = {"project": self._project.id, "proposal": proposal.record_id}
        else:
            try:
                action.edit = edit_of(self._server, self._project, proposal, self._policy)
            except StaleError as error:
                action.command, action.disabled = None, types.CodeActionDisabled(str(error))
        return action

    def _whole_file(self) -> types.CodeAction | None:
        """`source.fixAll`: clients run it unasked on save, so only what is sure enough."""
        proposed = self._project.findings.proposed
        if proposed is None or len(proposed.proposals) == 0:
            return None
        best = proposed.proposals[0]
        if best.confidence.bp < self._policy.thresholds.patch or best.proof.remaining:
            return None
        action = self._fix(best, FIX_ALL)
        if action.disabled is not None:
            return None
        action.title = f"Fix all with proof ({percent(best)})"
        return action

    def _all_of_lint(self, errors: list[Diagnostic]) -> Iterator[types.CodeAction]:
        """Where the lint at this place has more findings. Searched and proven once it is chosen."""
        many = Counter(lint.code for lint in self._lints)
        for code in dict.fromkeys(error.code for error in errors):
            if code is not None and many[code] > 1:
                title = f"Fix all {many[code]} of {code} with proof"
                argument = {"uri": self._document.uri, "lint": code}
                yield self._command(title, FIX, "rusta.fixLints", [argument])

    def _lints_of_file(self) -> types.CodeAction | None:
        path = self._document.path
        token = self._project.token(path) if path is not None else None
        if not any(lint.primary and lint.primary.path == token for lint in self._lints):
            return None
        argument = {"uri": self._document.uri, "only": "file"}
        title = "Fix every lint of this file with proof"
        return self._command(title, FIX_LINTS, "rusta.fixLints", [argument])

    @property
    def _lints(self) -> tuple[Diagnostic, ...]:
        """Style comes last: none while there are errors of the language."""
        checked = self._project.findings.checked
        return self._project.findings.errors if checked and checked.gate == "clippy" else ()

    def _reason(self, error: Diagnostic) -> str:
        findings = self._project.findings
        if findings.phase in ("checking", "proving"):
            return "still proving a fix"
        step = step_for(findings, error)
        if step is not None:
            return f"not proven, a step only: {still(step)}"
        abstention = abstention_for(findings, error)
        if abstention is None:
            return findings.error.message if findings.error else "nothing is proven yet"
        probe = abstention.next_probe
        return f"rusta abstains: {abstention.reason}. Next: {probe.method}, {probe.why}"

    def _explain(self, error: Diagnostic) -> types.CodeAction:
        position = self._shown(error)[0].range.start if self._shown(error) else None
        argument: dict[str, Any] = {"uri": self._document.uri}
        if position is not None:
            argument["position"] = {"line": position.line, "character": position.character}
        return self._command(f"Explain {name_of(error)}", EXPLAIN, "rusta.explain", [argument])

    def _shown(self, error: Diagnostic) -> list[types.Diagnostic]:
        from rusta_server.lsp.diagnostics import shown

        found = shown(self._server, self._project, error)
        return [found] if found is not None else []

    @staticmethod
    def _command(title: str, kind: str, command: str, arguments: list[Any]) -> types.CodeAction:
        return types.CodeAction(
            title=title,
            kind=kind,
            command=types.Command(title=title, command=command, arguments=arguments),
        )


def _may_revert(project: Project) -> bool:
    """For worker threads: reads the journal."""
    from rusta_server.probes.journal import can_revert

    try:
        return can_revert(ProbeContext(project.workspace, named=False))
    except (OSError, ProbeFailure):
        return False  # A state folder that cannot be used is told of where something needs it.


def _as_command(action: types.CodeAction) -> types.Command | None:
    """For clients without literals (LSP 3.17, "codeActionLiteralSupport"): what they can do is call
    a command, which makes the edit itself."""
    if action.command is None or action.disabled is not None:
        return None
    name = _APPLY if action.command.command == _APPLIED else action.command.command
    return types.Command(action.title, name, arguments=action.command.arguments)


def _names_us(context: types.CodeActionContext) -> bool:
    wanted = [str(getattr(only, "value", only)) for only in context.only or ()]
    return any(kind == FIX or kind.startswith(f"{FIX}.") for kind in wanted)


def _wanted(action: types.CodeAction, context: types.CodeActionContext) -> bool:
    kind = str(getattr(action.kind, "value", action.kind))
    if context.only:
        return _asks_for(kind, context)
    if context.trigger_kind == types.CodeActionTriggerKind.Automatic and action.disabled:
        return False
    return kind not in _ON_REQUEST


def _asks_for(kind: str, context: types.CodeActionContext) -> bool:
    """Whether `kind`, or one it is a part of, is asked for by name."""
    wanted = [str(getattr(only, "value", only)) for only in context.only or ()]
    return any(not w or kind == w or kind.startswith(f"{w}.") for w in wanted)


def _proposal(project: Project, proposal_id: str) -> Proposal | None:
    findings = project.findings
    results = [findings.proposed, *findings.alone.values()]
    return next(
        (p for r in results if r is not None for p in r.proposals if p.record_id == proposal_id),
        None,
    )
