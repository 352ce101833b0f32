"""Names spelled like a given one, by the measure rustc suggests names with. Pure."""

from collections.abc import Iterable


def nearest(name: str, names: Iterable[str]) -> list[tuple[int, str]]:
    """(distance, name) of the `names` within a third of `name`'s length, nearest first; the same
    letters in another case, or the same words in another order, count as one step."""
    limit = max(len(name), 3) // 3
    letters, lower, words = set(name), name.lower(), _words(name)
    found: list[tuple[int, str]] = []
    for other in set(names):
        if other == name:
            continue
        if other.lower() == lower or (len(words) > 1 and _words(other) == words):
            found.append((1, other))
        elif (
            abs(len(other) - len(name)) <= limit
            and len(letters.symmetric_difference(other)) <= 2 * limit
        ):
            steps = distance(name, other, limit)
            if steps is not None:
                found.append((steps, other))
    return sorted(found)


def distance(a: str, b: str, limit: int) -> int | None:
    """Optimal string alignment distance (insert, delete, replace, swap neighbours: 1 each); None
    where it is above `limit`."""
    before: list[int] = []
    above = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return None
        before, above = above, row
    return above[-1] if above[-1] <= limit else None


def _words(name: str) -> list[str]:
    return sorted(name.split("_"))
