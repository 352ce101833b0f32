"""Where a file stands in its crate's module tree, and what a path written there means. By the usual
layout: `src/a/b.rs` is `crate::a::b`; `#[path]` is not followed."""

from rusta_indexer.scope import module_path
from rusta_server.candidates.site import Site

_ROOTS = ("lib.rs", "main.rs")


def module_of(file: Site, offset: int | None = None) -> tuple[str, ...]:
    """The modules from the crate's root down to the file and the inline ones around `offset`."""
    _, _, below = file.path.rpartition("/src/")
    parts = below.split("/") if below else [file.path.rpartition("/")[2]]
    if parts[-1] == "mod.rs" or (len(parts) == 1 and parts[0] in _ROOTS):
        parts = parts[:-1]
    else:
        parts[-1] = parts[-1].removesuffix(".rs")
    inline = () if offset is None else module_path(file.source, offset)
    return (*parts, *inline)


def absolute(path: str, module: tuple[str, ...]) -> str:
    """`path` written in `module` with `self` and `super` replaced: `crate::a::B` of `super::B`."""
    parts = path.split("::")
    if parts[0] not in ("self", "super"):
        return path
    at = list(module)
    while parts and parts[0] in ("self", "super"):
        if parts.pop(0) == "super":
            del at[-1:]
    return "::".join(("crate", *at, *parts))


def crate_of(file: Site) -> str:
    """The name that other crates know the file's crate by, taken from its folder; empty for the
    package at the workspace's root, whose folder says nothing."""
    package = file.path.rpartition("/src/")[0].rpartition("/")[2]
    return "" if package.startswith("$") else package.replace("-", "_")


def in_workspace(path: str, file: Site, offset: int) -> str:
    """`path` as every crate of the workspace can say it: `base::a::B` for `crate::a::B` of the
    crate `base`, and for `super::B` in its module `a::b`."""
    whole = absolute(path.removeprefix("::"), module_of(file, offset))
    head, _, rest = whole.partition("::")
    return f"{crate_of(file)}::{rest}" if head == "crate" else whole


def as_seen_from(path: str, file: Site) -> str:
    """A path of the workspace as `file` has to write it: `crate::…` within its own crate."""
    head, _, rest = path.partition("::")
    return f"crate::{rest}" if head == crate_of(file) else path
