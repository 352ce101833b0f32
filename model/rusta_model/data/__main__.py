"""`python -m rusta_model.data`, which is also `rusta data`."""

import sys

try:
    from rusta_model.data.cli import main
except ModuleNotFoundError as missing:
    if (missing.name or "rusta").startswith("rusta"):
        raise
    # The room imports training's libraries all over; here is the one place to tell.
    print(
        f"error: {missing.name} is not installed\n  nothing was changed\n"
        "  help: in a checkout: pip install -e '.[train]'",
        file=sys.stderr,
    )
    raise SystemExit(2) from None

if __name__ == "__main__":
    main(prog_name="rusta data")
