"""`rusta doctor --lsp`: what a client and the server agreed on."""

from rusta_server.lsp.client import Client
from rusta_server.lsp.negotiated import CAPABILITIES


def test_every_capability_that_rusta_asks_for_is_told() -> None:
    asked = {
        name
        for name, value in vars(Client).items()
        if isinstance(value, property) and not name.startswith("_") and name != "encodings"
    }
    assert set(CAPABILITIES) == asked
