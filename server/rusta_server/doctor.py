"""What rusta needs or can use on this machine: found or not, and the command that gets it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rusta_server import __about__
from rusta_server.contracts.documents import DoctorDocument, DoctorItem
from rusta_server.contracts.policy import LmUses, Sources
from rusta_server.contracts.probe import ProbeFailure
from rusta_server.policy.load import load_policy
from rusta_server.workspace import toolchain
from rusta_server.workspace.discover import discover
from rusta_server.workspace.state import cache_home, private_dir


def examine(directory: Path, flags: dict[str, dict[str, Any]]) -> DoctorDocument:
    """`ok` is False where something required is missing.

    Raises:
        ProbeFailure: the policy cannot be read.
    """
    root, project = _project(directory)
    in_force = load_policy(root, flags=flags)
    policy = in_force.policy
    tools = _toolchain(root, policy.sources)
    items = (_rusta(), *tools, project, *_sandbox(), _model(policy.lm))
    return DoctorDocument(
        ok=all(item.found or not item.required for item in items),
        items=items,
        policy=in_force.policy,
        origins=in_force.origins,
    )


def _rusta() -> DoctorItem:
    return DoctorItem(name="rusta", found=True, required=True, detail=__about__.__version__)


def _project(directory: Path) -> tuple[Path | None, DoctorItem]:
    try:
        workspace = discover(directory)
    except ProbeFailure as failure:
        item = DoctorItem(
            name="project", found=False, required=False, detail=str(failure), remedy=failure.remedy
        )
        return None, item
    count = len(workspace.members)
    detail = f"{workspace.root} ({count} crate{'' if count == 1 else 's'})"
    return workspace.root, DoctorItem(name="project", found=True, required=False, detail=detail)


def _toolchain(root: Path | None, sources: Sources) -> Iterator[DoctorItem]:
    try:
        tools = toolchain.find(root or private_dir(cache_home() / "nowhere"))
    except ProbeFailure as failure:
        yield DoctorItem(
            name="toolchain", found=False, required=True, detail=str(failure), remedy=failure.remedy
        )
        return
    version = tools.verbose.splitlines()[0]
    yield DoctorItem(name="toolchain", found=True, required=True, detail=version)
    for name, tool, component in (
        ("clippy", "cargo-clippy", "clippy"),
        ("rustfmt", "rustfmt", "rustfmt"),
    ):
        path = tools.sysroot / "bin" / tool
        found = path.exists()
        yield DoctorItem(
            name=name,
            found=found,
            required=False,
            detail="found" if found else "not installed",
            remedy=None if found else f"rustup component add {component}",
        )
    yield _rust_analyzer(tools.sysroot, sources)
    yield _docs(tools.sysroot, tools.commit)


def _rust_analyzer(sysroot: Path, sources: Sources) -> DoctorItem:
    """Without its sources of std it knows no type that std has a part in."""
    program = (sysroot / "bin" / "rust-analyzer").exists()
    library = (sysroot / "lib" / "rustlib" / "src" / "rust" / "library").is_dir()
    detail = {
        (True, True): "found",
        (True, False): "found, but rust-src is not installed: it knows nothing of std",
    }.get((program, library), "not installed: fewer candidates, and types are not quoted")
    used = {
        "off": "; switched off by the policy (sources.rust_analyzer)",
        "on": "; rusta starts one of its own in editors too",
        "auto": "; started on the command line, in editors theirs is asked",
    }[sources.rust_analyzer]
    return DoctorItem(
        name="rust-analyzer",
        found=program and library,
        required=False,
        detail=f"{detail}{used if program else ''}",
        remedy=None if program and library else "rustup component add rust-analyzer rust-src",
    )


def _docs(sysroot: Path, commit: str) -> DoctorItem:
    from rusta_server.docs.navigator import DocNavigator

    root = sysroot / "share" / "doc" / "rust" / "html"
    if not root.is_dir():
        return DoctorItem(
            name="documentation",
            found=False,
            required=False,
            detail="not installed: explanations cite only the compiler and your code",
            remedy="rustup component add rust-docs",
        )
    ready = DocNavigator(root, commit, cache_home() / "docs").ready()
    detail = ", ".join(
        f"{source} {indexed}" if indexed == on_disk else f"{source} {indexed} of {on_disk}"
        for source, (indexed, on_disk, _) in sorted(ready.items())
        if indexed
    )
    return DoctorItem(
        name="documentation",
        found=True,
        required=False,
        detail=f"found; pages indexed: {detail or 'none yet, they are when first asked for'}",
    )


def _sandbox() -> Iterator[DoctorItem]:
    from rusta_server.probes.sandbox.ladder import rungs

    for rung in rungs():
        yield DoctorItem(
            name=f"sandbox {rung.name}",
            found=rung.available,
            required=rung.name == "bwrap",
            detail=rung.detail,
            remedy=rung.remedy,
        )


def _model(uses: LmUses) -> DoctorItem:
    from rusta_server.lm.status import status_of

    status = status_of()
    without = ""
    if not status.usable:
        without = "; candidates are ranked by priors, and nothing else needs it"
    elif not uses.enabled:
        without = "; switched off by the policy (lm.enabled)"
    return DoctorItem(
        name="byte LM",
        found=status.usable,
        required=False,
        detail=f"{status.detail}{without}",
        remedy=status.remedy,
    )
