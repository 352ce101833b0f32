"""What went wrong in the background is told once, and again only after it had gone well between."""

from rusta_server.contracts.probe import ProbeError
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer

_WELL = ("checked", "proving", "done")


def register(server: RustaServer) -> None:
    told: dict[str, ProbeError] = {}

    def changed(project: Project) -> None:
        error = project.findings.error
        if project.findings.phase in _WELL:
            told.pop(project.id, None)
        if project.findings.phase != "failed" or error is None or told.get(project.id) == error:
            return
        told[project.id] = error
        opening = server.troubles.get(project.workspace.manifest)
        # A manifest that cannot be read fails to open first, and every check after that.
        if opening is None or opening.code != error.code:
            server.tell(error)

    def opened(project: Project) -> None:
        if project.trouble is not None:
            server.tell(project.trouble)

    server.listeners.append(changed)
    server.openers.append(opened)
