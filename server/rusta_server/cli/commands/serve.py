"""rusta serve: the language server."""

from pathlib import Path

import click


@click.command("serve")
@click.option("--tcp", type=int, metavar="PORT", help="A loopback port, for debugging (0: any).")
@click.option("--log", type=click.Path(path_type=Path), metavar="FILE", help="Log here.")
@click.option("--log-level", default="warning", show_default=True)
@click.option("--stdio", is_flag=True, help="The default; editors like to say it.")
@click.option(
    "--nice",
    type=click.IntRange(0, 19),
    default=15,
    show_default=True,
    help="How far builds and tests step back behind your own work.",
)
def command(tcp: int | None, log: Path | None, log_level: str, stdio: bool, nice: int) -> None:
    """Serve an editor by the Language Server Protocol, on stdin and stdout."""
    from rusta_server.lsp.main import log_to, serve_stdio, serve_tcp

    log_to(log, log_level)
    raise SystemExit(serve_stdio(nice) if tcp is None else serve_tcp(tcp, nice))
