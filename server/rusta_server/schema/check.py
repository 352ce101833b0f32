"""Are the schemas of this checkout those of its models?"""

from rusta_server.schema.generate import text_of
from rusta_server.schema.published import PUBLISHED, file_name, folder


def check() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(stale, missing): contracts whose schema differs from the model, and those without one.

    A schema whose contract is no longer published is stale, by its file's name. In an installation
    without a checkout every contract is missing.
    """
    schemas = folder()
    stale, missing = [], []
    for name in sorted(PUBLISHED):
        path = schemas / file_name(name)
        if not path.is_file():
            missing.append(name)
        elif path.read_text(encoding="utf-8") != text_of(name):
            stale.append(name)
    known = {file_name(name) for name in PUBLISHED}
    stale += sorted(path.name for path in schemas.glob("*.schema.json") if path.name not in known)
    return tuple(stale), tuple(missing)
