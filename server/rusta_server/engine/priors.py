"""Share of green candidates that are right, per source, in basis points.

Written by `python -m rusta_eval.priors` from the development half of the mutants: right = the
original tests pass. (successes + 2·family share) / (cases + 2), so that rare sources lean on
their family.
"""

DEFAULT_BP = 5_000

PRIORS_BP: dict[str, int] = {
    "rustc": 6_000,
    "rustc:machine-applicable": 7_000,
    "rustc:has-placeholders": 2_000,
    "rustc:unspecified": 3_000,
    "rustc:in-expansion": 1_500,
    "template": 6_500,
    "operator": 2_500,
}
