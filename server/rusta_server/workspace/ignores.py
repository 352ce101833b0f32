"""What git would not see: nested .gitignore files, read as git reads them (gitignore(5))."""

import os
from pathlib import Path

from pathspec import GitIgnoreSpec


class Ignores:
    """The .gitignore files that hold in one folder, outermost first. `base` of each is the folder
    it lies in; its patterns are relative to that. Immutable: `within` makes the folder below."""

    def __init__(self, specs: tuple[tuple[str, GitIgnoreSpec], ...] = ()) -> None:
        self._specs = specs

    @classmethod
    def above(cls, root: Path) -> "Ignores":
        """Those of the folders between the repository's top and `root` (exclusive)."""
        tops = [root, *root.parents]
        top = next((f for f in tops if (f / ".git").exists()), None)
        if top is None or top == root:
            return cls()
        ignores = cls()
        for folder in reversed(tops[1 : tops.index(top) + 1]):
            ignores = ignores.within(str(folder))
        return ignores

    def within(self, folder: str) -> "Ignores":
        """With the .gitignore of `folder`, if there is one."""
        try:
            text = Path(folder, ".gitignore").read_text("utf-8", errors="replace")
        except OSError:
            return self
        spec = GitIgnoreSpec.from_lines(text.splitlines())
        return Ignores((*self._specs, (folder, spec)))

    def ignores(self, path: str, *, is_dir: bool) -> bool:
        """Does the nearest pattern that speaks of the absolute `path` exclude it? The caller has to
        keep everything below an ignored folder ignored."""
        for base, spec in reversed(self._specs):
            relative = os.path.relpath(path, base) + ("/" if is_dir else "")
            include = spec.check_file(relative).include
            if include is not None:
                return include
        return False
