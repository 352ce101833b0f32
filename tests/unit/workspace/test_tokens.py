"""Tokens name files without naming the machine, and never lead out of the workspace."""

import pytest

from rusta_server.contracts.probe import REFUSED, ProbeFailure
from rusta_server.workspace.discover import discover
from rusta_server.workspace.tokens import Tokens


@pytest.fixture
def root(crate):
    crate(name="dep")
    manifest = '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\n'
    return crate({"Cargo.toml": manifest + '[dependencies]\ndep = { path = "../dep" }\n'})


@pytest.fixture
def tokens(root):
    workspace = discover(root)
    return Tokens(workspace, workspace.target_directory / "rusta")


@pytest.mark.parametrize(
    ("path", "token"),
    [
        ("src/lib.rs", "$WS/src/lib.rs"),
        ("", "$WS"),
        ("../dep/src/lib.rs", "$WS/../dep/src/lib.rs"),
        ("target/debug/x.d", "$TARGET/debug/x.d"),
        ("target/rusta/shadow-0/tree/{above}/demo/src/lib.rs", "$WS/src/lib.rs"),
        ("target/rusta/shadow-0/tree/{above}/dep/src/lib.rs", "$WS/../dep/src/lib.rs"),
        ("target/rusta/shadow-none-3/target/debug/x.d", "$TARGET/debug/x.d"),
    ],
)
def test_paths_have_one_token_each(tokens, root, path, token):
    # The mirror begins with the folder that holds the workspace and its path dependencies.
    path = path.format(above=root.parent.name)
    assert tokens.to_token(root / path) == token
    assert tokens.to_token(path) == token


def test_a_token_finds_its_file_again(tokens, root):
    for token in ("$WS/src/lib.rs", "$WS/../dep/src/lib.rs", "$WS/new/file.rs", "$SYSROOT/bin"):
        assert tokens.to_token(tokens.from_token(token)) == token
    assert tokens.from_token("$WS/../dep/src/lib.rs") == root.parent / "dep" / "src" / "lib.rs"


@pytest.mark.parametrize(
    "token",
    [
        "/etc/passwd",
        "src/lib.rs",
        "$HOME/x",
        "$WS/../other/x",
        "$WS/../../etc/passwd",
        "$WS//etc/passwd",
        "$WS/src/../src/lib.rs",
        "$WS/./src/lib.rs",
        "$WS/src\\lib.rs",
        "$SYSROOT/../x",
        "$WS/link/file",
        "$WSX/file",
    ],
)
def test_tokens_that_lead_out_are_refused(tokens, root, token):
    (root / "link").symlink_to("/etc")
    with pytest.raises(ProbeFailure) as failure:
        tokens.from_token(token)
    assert failure.value.code == REFUSED


def test_scrubbing_leaves_no_place_of_this_machine(tokens, root):
    store = root / "target/rusta/shadow-0"
    mirror = store / "tree" / root.parent.name
    said = (
        f"{root}/src/lib.rs:1:1 and {root} and {root}-2/x and {mirror}/demo/a.rs, "
        f"{store}/target/debug/b, {root.parent}/dep/src/lib.rs"
    )
    assert tokens.scrub(said) == (
        f"$WS/src/lib.rs:1:1 and $WS and {root}-2/x and $WS/a.rs, "
        "$TARGET/debug/b, $WS/../dep/src/lib.rs"
    )
