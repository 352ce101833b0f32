"""`workspace.snapshot`: what the tree and the toolchain are now. Runs nothing of the repository."""

from rusta_server.contracts.tools import NoParams, Package, Snapshot
from rusta_server.probes.context import ProbeContext


def run(_params: NoParams, ctx: ProbeContext) -> Snapshot:
    """Raises ProbeFailure(UNREADABLE, NO_SANDBOX)."""
    workspace = ctx.workspace
    members = {package.name for package in workspace.members}
    packages = tuple(
        Package(
            name=package.name,
            version=package.version,
            manifest=ctx.tokens.to_token(package.manifest_path),
            edition=package.edition,
            targets=tuple(sorted({f"{t.kind[0]}:{t.name}" for t in package.targets})),
            needs=tuple(sorted({d.name for d in package.dependencies} & members)),
        )
        for package in sorted(workspace.members, key=lambda p: (p.name, p.version))
    )
    return Snapshot(
        workspace_id=workspace.id,
        tree=ctx.tree.read().hash,
        packages=packages,
        rustc=workspace.rustc_verbose,
        cargo=workspace.cargo_version,
        toolchain_commit=workspace.toolchain_commit,
        sandbox=ctx.sandbox.mode,
    )
