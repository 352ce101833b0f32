"""rusta fix: propose and apply until green or nothing provable is left."""

from pathlib import Path
from typing import Any

import click

from rusta_server.cli.options import (
    cargo_options,
    directory_argument,
    gather,
    json_option,
    run_options,
    where,
)


@click.command("fix")
@directory_argument
@click.option("--dry-run", is_flag=True, help="Prove and print; apply nothing.")
@click.option("--yes", is_flag=True, help="Apply what reaches the threshold without asking.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="The threshold for applying without asking, instead of the policy's.",
)
@click.option(
    "--lint",
    metavar="NAME",
    help="Every finding of one lint, proven together: needless_return, unused_mut; or rustfmt.",
)
@click.option("--file", metavar="FILE", help="Every lint of one file, proven together.")
@cargo_options
@run_options
@json_option
def command(
    directory: Path,
    dry_run: bool,
    yes: bool,
    min_confidence: float | None,
    lint: str | None,
    file: str | None,
    as_json: bool,
    **values: Any,
) -> None:
    """Repair DIR with proven patches.

    On a terminal each patch is shown with its proof and confidence, and you are asked. Otherwise,
    or with --yes, what reaches the threshold is applied (P, or thresholds.patch of the policy).

    Style comes last: with --lint or --file nothing is done before the code compiles.
    """
    from rusta_server.cli.deciding import Asking, Automatic
    from rusta_server.cli.door import file_token, opened, stop
    from rusta_server.cli.output import ABSTAINED, DONE, err, out, print_json
    from rusta_server.cli.render.fixed import print_fixed
    from rusta_server.contracts.results import LintRequest, ProposeRequest
    from rusta_server.runner.fix import FixLoop, JobFailedError

    common = gather(directory, as_json, values)
    with opened(common) as session:
        thresholds = session.policy.policy.thresholds
        asking = out.is_terminal and err.is_terminal and not (yes or as_json or dry_run)
        threshold = thresholds.patch if min_confidence is None else round(min_confidence * 10_000)
        shown = not as_json
        decide = (
            Asking(session.pause, thresholds)
            if asking
            else Automatic(threshold, thresholds, show=shown)
        )
        loop = FixLoop(
            run_job=session.run,
            decide=decide,
            policy=session.policy.policy,
            accepted="person" if asking else "flag" if min_confidence is not None else "threshold",
            keep=session.remember,
            dry_run=dry_run,
        )
        request: ProposeRequest | LintRequest = ProposeRequest(
            selectors=common.selectors, limit=3 if asking or dry_run else 1
        )
        if lint is not None or file is not None:
            named = file_token(file, session) if file is not None else None
            request = LintRequest(selectors=common.selectors, lint=lint, file=named)
        try:
            document = loop.run(request)
        except JobFailedError as failed:
            stop(failed.finished, as_json=as_json)
        if as_json:
            print_json(document)
        else:
            print_fixed(out, document, thresholds, dry_run=dry_run, where=where(common))
    raise SystemExit(
        DONE if document.status in ("clean", "fixed") or (dry_run and document.steps) else ABSTAINED
    )
