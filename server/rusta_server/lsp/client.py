"""What the client can do, asked by name: a missing capability is False, never an error."""

from typing import Any


class Client:
    """`capabilities` and `info` are the JSON of `initialize`; one of another shape than LSP says is
    a capability that is missing. `name` and `version` are what the client says of itself."""

    def __init__(self, capabilities: Any = None, info: Any = None) -> None:
        self._capabilities = capabilities
        self.name = _text(info, "name")
        self.version = _text(info, "version")

    @property
    def encodings(self) -> list[str]:
        """Best first; LSP's names, and perhaps others."""
        return self._list("general.positionEncodings")

    @property
    def progress(self) -> bool:
        return self._says("window.workDoneProgress")

    @property
    def shows_documents(self) -> bool:
        return self._says("window.showDocument.support")

    @property
    def versioned_edits(self) -> bool:
        return self._says("workspace.workspaceEdit.documentChanges")

    @property
    def annotations(self) -> bool:
        return self._has("workspace.workspaceEdit.changeAnnotationSupport")

    @property
    def applies_edits(self) -> bool:
        return self._says("workspace.applyEdit")

    @property
    def configuration(self) -> bool:
        return self._says("workspace.configuration")

    @property
    def resolves_edits(self) -> bool:
        """Whether a code action may leave its edit to `codeAction/resolve`."""
        keeps_data = self._says("textDocument.codeAction.dataSupport")
        return keeps_data and "edit" in self._list(
            "textDocument.codeAction.resolveSupport.properties"
        )

    @property
    def disabled_actions(self) -> bool:
        return self._says("textDocument.codeAction.disabledSupport")

    @property
    def action_literals(self) -> bool:
        return self._has("textDocument.codeAction.codeActionLiteralSupport")

    @property
    def pulls_diagnostics(self) -> bool:
        return self._has("textDocument.diagnostic")

    @property
    def refreshes_diagnostics(self) -> bool:
        return self._says("workspace.diagnostics.refreshSupport")

    @property
    def diagnostic_data(self) -> bool:
        return self._says("textDocument.publishDiagnostics.dataSupport")

    @property
    def refreshes_lenses(self) -> bool:
        return self._says("workspace.codeLens.refreshSupport")

    @property
    def markdown_hover(self) -> bool:
        return "markdown" in self._list("textDocument.hover.contentFormat")

    @property
    def watches_files(self) -> bool:
        return self._says("workspace.didChangeWatchedFiles.dynamicRegistration")

    @property
    def text_document_content(self) -> bool:
        return self._has("workspace.textDocumentContent")

    @property
    def rust_analyzer(self) -> bool:
        """Whether it passes requests on to the rust-analyzer beside us; see `rust_analyzer`."""
        return self._says("experimental.rustAnalyzer")

    def _says(self, name: str) -> bool:
        return self._at(name) is True

    def _has(self, name: str) -> bool:
        return isinstance(self._at(name), dict)

    def _list(self, name: str) -> list[str]:
        found = self._at(name)
        return [v for v in found if isinstance(v, str)] if isinstance(found, list) else []

    def _at(self, name: str) -> Any:
        """The capability by its path, as LSP's documentation writes it."""
        found = self._capabilities
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return found


def _text(info: Any, name: str) -> str | None:
    found = info.get(name) if isinstance(info, dict) else None
    return found if isinstance(found, str) else None
