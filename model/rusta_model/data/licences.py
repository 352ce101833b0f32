"""Which SPDX expressions allow training and shipping what was learned."""

from typing import Any

from license_expression import ExpressionError, LicenseWithExceptionSymbol, get_spdx_licensing

from rusta_model.data.errors import DataError

PERMISSIVE = frozenset(
    """
    0BSD Apache-2.0 BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause BSD-3-Clause BSL-1.0 CC0-1.0 ISC MIT
    MIT-0 NCSA Unicode-3.0 Unicode-DFS-2016 Unlicense Zlib
    """.split()
)
_SPDX = get_spdx_licensing()


def permissive(expression: str) -> str:
    """`expression` in SPDX's present form, where it allows a permissive licence.

    Raises:
        DataError: it does not parse, names an unknown licence, or allows none that is permissive.
    """
    try:
        # Older crates write `MIT/Apache-2.0` for a choice.
        tree: Any = _SPDX.parse(expression.replace("/", " OR "), validate=True, strict=True)
    except ExpressionError as error:
        raise DataError(f"{expression!r} is no SPDX expression: {error}") from error
    if tree is None or not _allows(tree):
        raise DataError(f"{expression!r} is not permissive")
    return str(tree)


def _allows(tree: Any) -> bool:
    if isinstance(tree, LicenseWithExceptionSymbol):
        return tree.license_symbol.key in PERMISSIVE
    if isinstance(tree, _SPDX.AND):
        return all(map(_allows, tree.args))
    if isinstance(tree, _SPDX.OR):
        return any(map(_allows, tree.args))
    return tree.key in PERMISSIVE
