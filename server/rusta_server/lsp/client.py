"""What the client can do, asked by name: a missing capability is False, never an error."""

from lsprotocol import types

from rusta_server.lsp.positions import Encoding


class Client:
    """`name` and `version` are what it says of itself."""

    def __init__(
        self, capabilities: types.ClientCapabilities, info: types.ClientInfo | None = None
    ) -> None:
        self.capabilities = capabilities
        self.name = info.name if info else None
        self.version = info.version if info else None

    @property
    def encodings(self) -> list[str]:
        general = self.capabilities.general
        return [str(getattr(e, "value", e)) for e in (general and general.position_encodings) or []]

    def encoding(self) -> Encoding:
        """UTF-8 where the client takes it (offsets then need no counting), else what every client
        has to take."""
        return "utf-8" if "utf-8" in self.encodings else "utf-16"

    @property
    def progress(self) -> bool:
        window = self.capabilities.window
        return bool(window and window.work_done_progress)

    @property
    def shows_documents(self) -> bool:
        window = self.capabilities.window
        return bool(window and window.show_document and window.show_document.support)

    @property
    def versioned_edits(self) -> bool:
        edit = self._workspace_edit
        return bool(edit and edit.document_changes)

    @property
    def annotations(self) -> bool:
        edit = self._workspace_edit
        return bool(edit and edit.change_annotation_support)

    @property
    def applies_edits(self) -> bool:
        workspace = self.capabilities.workspace
        return bool(workspace and workspace.apply_edit)

    @property
    def configuration(self) -> bool:
        workspace = self.capabilities.workspace
        return bool(workspace and workspace.configuration)

    @property
    def resolves_edits(self) -> bool:
        """Whether a code action may leave its edit to `codeAction/resolve`."""
        action = self._code_action
        support = action.resolve_support if action else None
        return bool(action and action.data_support and support and "edit" in support.properties)

    @property
    def disabled_actions(self) -> bool:
        action = self._code_action
        return bool(action and action.disabled_support)

    @property
    def action_literals(self) -> bool:
        action = self._code_action
        return bool(action and action.code_action_literal_support)

    @property
    def pulls_diagnostics(self) -> bool:
        document = self.capabilities.text_document
        return bool(document and document.diagnostic)

    @property
    def refreshes_diagnostics(self) -> bool:
        workspace = self.capabilities.workspace
        found = workspace.diagnostics if workspace else None
        return bool(found and found.refresh_support)

    @property
    def refreshes_lenses(self) -> bool:
        workspace = self.capabilities.workspace
        found = workspace.code_lens if workspace else None
        return bool(found and found.refresh_support)

    @property
    def markdown_hover(self) -> bool:
        document = self.capabilities.text_document
        hover = document.hover if document else None
        return bool(hover and types.MarkupKind.Markdown in (hover.content_format or ()))

    @property
    def watches_files(self) -> bool:
        workspace = self.capabilities.workspace
        found = workspace.did_change_watched_files if workspace else None
        return bool(found and found.dynamic_registration)

    @property
    def text_document_content(self) -> bool:
        workspace = self.capabilities.workspace
        return bool(workspace and getattr(workspace, "text_document_content", None))

    @property
    def _workspace_edit(self) -> types.WorkspaceEditClientCapabilities | None:
        workspace = self.capabilities.workspace
        return workspace.workspace_edit if workspace else None

    @property
    def _code_action(self) -> types.CodeActionClientCapabilities | None:
        document = self.capabilities.text_document
        return document.code_action if document else None
