"""The project graph kept current: brought up to date in the background, before a job needs it.

Only changed files are parsed again, unsaved buffers in place of their files.
"""

import logging
from collections.abc import Callable

from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import ProbeFailure
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.process import Cancel
from rusta_server.runner.queue import Priority

log = logging.getLogger(__name__)


def register(server: RustaServer) -> None:
    def due(project: Project, overlays: tuple[Overlay, ...]) -> None:
        server.queue.submit(f"{project.id}:graph", Priority.INDEX, _update(project, overlays))

    server.refreshers.append(due)


def _update(project: Project, overlays: tuple[Overlay, ...]) -> Callable[[Cancel], None]:
    def work(cancel: Cancel) -> None:
        from rusta_server.contracts.tools import UpdateParams
        from rusta_server.probes.graph import update

        try:
            with ProbeContext(project.workspace, named=False, cancel=cancel) as context:
                stats = update(UpdateParams(overlays=overlays), context)
        except (OSError, ProbeFailure) as error:
            # Whatever needs the graph updates it by itself, and tells what is wrong.
            log.info("the graph of %s is not up to date: %s", project.workspace.root, error)
        else:
            log.debug("%s: %d files parsed", project.workspace.root, stats.reparsed)

    return work
