"""Proposals kept per workspace, so that `rusta apply ID` finds what `rusta propose` proved."""

from collections.abc import Iterator
from pathlib import Path

from rusta_server.contracts.proof import Proposal

# More than these are not looked at for what was proven of a tree: it was among the last.
_LATEST = 50


class NoSuchProposalError(LookupError):
    """No proposal, or more than one, has an id with that prefix."""


class ProposalStore:
    """One file a proposal, named by its id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, proposal: Proposal) -> str:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{proposal.record_id}.json"
        part = path.with_suffix(".part")
        part.write_bytes(proposal.canonical())
        part.replace(path)
        return proposal.record_id

    def get(self, prefix: str) -> Proposal:
        """The proposal whose id starts with `prefix` (at least 8 digits).

        Raises:
            NoSuchProposalError: none or several match, or the file was altered.
        """
        found = sorted(self.folder.glob(f"{prefix}*.json")) if prefix.isalnum() else []
        if len(prefix) < 8 or len(found) != 1:
            many = "several proposals match" if len(found) > 1 else "no proposal matches"
            raise NoSuchProposalError(f"{many} {prefix!r}")
        try:
            proposal = Proposal.from_json(found[0].read_bytes())
        except ValueError as error:
            raise NoSuchProposalError(f"the proposal {prefix!r} is damaged on disk") from error
        if proposal.record_id != found[0].stem:
            raise NoSuchProposalError(f"the proposal {prefix!r} was altered on disk")
        return proposal

    def latest(self) -> Iterator[Proposal]:
        """The whole ones of those written last, the newest first."""
        times = []
        for path in self.folder.glob("*.json"):
            try:
                times.append((-path.stat().st_mtime_ns, path))
            except OSError:
                continue
        for _, path in sorted(times)[:_LATEST]:
            try:
                proposal = Proposal.from_json(path.read_bytes())
            except (OSError, ValueError):
                continue
            if proposal.record_id == path.stem:
                yield proposal
