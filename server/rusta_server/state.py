"""Finding what an id names across all workspaces: traces, and the anchors that were shown."""

from pathlib import Path

from pydantic import ValidationError

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.canonical import Record
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.store import NoSuchTraceError, TraceStore
from rusta_server.workspace.state import StateDirs, state_home


class NoSuchAnchorError(LookupError):
    """No anchor that was shown, or more than one, has an id with that prefix."""


def workspace_ids() -> list[str]:
    """Ids of the workspaces that have state, sorted."""
    home = state_home()
    if not home.is_dir():
        return []
    return sorted(folder.name for folder in home.iterdir() if (folder / "blobs").is_dir())


def find_trace(prefix: str, directory: Path | None) -> tuple[TraceStore, str]:
    """The trace named by `prefix` and the store it lies in. `last` is the last of `directory`'s
    workspace, or of the current folder's.

    Raises:
        NoSuchTraceError: none or several match.
        ProbeFailure: `last` was asked and the directory is no project.
    """
    if prefix == "last":
        from rusta_server.workspace.discover import discover

        store = _traces(discover(directory or Path()).id)
        return store, store.resolve("last")
    found = []
    for workspace_id in workspace_ids():
        store = _traces(workspace_id)
        try:
            found.append((store, store.resolve(prefix)))
        except NoSuchTraceError:
            continue
    if len({trace for _, trace in found}) != 1:
        many = "several traces match" if found else "no trace matches"
        raise NoSuchTraceError(f"{many} {prefix!r} (8 or more digits of an id)")
    return found[0]


def keep_anchors(result: Record, blobs: BlobStore) -> int:
    """Store every anchor of `result` under its id, so that `rusta show ID` finds it."""
    anchors = list(_anchors(result))
    for anchor in anchors:
        blobs.put(anchor.canonical())
    return len(anchors)


def find_anchor(prefix: str) -> tuple[str, Anchor]:
    """(workspace id, anchor) of the anchor whose id starts with `prefix`.

    Raises:
        NoSuchAnchorError: none or several match.
    """
    found: dict[str, tuple[str, Anchor]] = {}
    if len(prefix) >= 8 and prefix.isalnum():
        for workspace_id in workspace_ids():
            blobs = BlobStore(state_home() / workspace_id / "blobs")
            for path in sorted((blobs.folder / prefix[:2]).glob(f"{prefix}*")):
                data = blobs.get(path.name)
                if data is None:
                    continue
                try:
                    found.setdefault(path.name, (workspace_id, Anchor.from_json(data)))
                except ValidationError:
                    continue
    if len(found) != 1:
        many = "several anchors match" if found else "no anchor that was shown matches"
        raise NoSuchAnchorError(f"{many} {prefix!r} (8 or more digits of an id)")
    return next(iter(found.values()))


def _traces(workspace_id: str) -> TraceStore:
    state = StateDirs(workspace_id)
    return TraceStore(state.traces, BlobStore(state.blobs))


def _anchors(value: object) -> list[Anchor]:
    if isinstance(value, Anchor):
        return [value]
    if isinstance(value, Record):
        return [a for name in type(value).model_fields for a in _anchors(getattr(value, name))]
    if isinstance(value, tuple | list):
        return [a for item in value for a in _anchors(item)]
    return []
