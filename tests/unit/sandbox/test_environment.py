"""Builds get what they need from the environment, and no secret."""

import pytest

from rusta_server.probes.sandbox.environment import allowed, fixed, without_caches

NEEDED = [
    "OPENSSL_DIR",
    "OPENSSL_LIB_DIR",
    "X86_64_UNKNOWN_LINUX_GNU_OPENSSL_DIR",
    "PROTOC",
    "PKG_CONFIG_PATH",
    "RUSTC_WRAPPER",
    "RUSTFLAGS",
    "CC",
    "CXX",
    "AR",
    "LIBCLANG_PATH",
    "CC_x86_64-unknown-linux-gnu",
    "CFLAGS_aarch64_apple_darwin",
    "CARGO_PROFILE_DEV_DEBUG",
    "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER",
    "SQLITE3_LIB_DIR",
]
KEPT_OUT = [
    "AWS_SECRET_ACCESS_KEY",
    "CARGO_REGISTRY_TOKEN",
    "CARGO_REGISTRIES_MINE_TOKEN",
    "GITHUB_TOKEN",
    "DATABASE_URL",
    "SSH_AUTH_SOCK",
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_TARGET_DIR",
    "HOME",
    "PATH",
    "LD_PRELOAD",
    "HTTPS_PROXY",
    "CC_API_TOKEN",
    "OPENSSL_PRIVATE_KEY_LIB_DIR",
    "CARGO_PROFILE_SECRET",
    "BROWSER",
]


@pytest.mark.parametrize("name", NEEDED)
def test_what_builds_need_passes(name):
    assert allowed({name: "x"}) == {name: "x"}


@pytest.mark.parametrize("name", KEPT_OUT)
def test_all_else_is_kept_out(name):
    assert allowed({name: "x"}) == {}


def test_every_run_is_offline_and_plain():
    env = fixed()
    assert (env["CARGO_NET_OFFLINE"], env["CARGO_TERM_COLOR"]) == ("true", "never")


@pytest.mark.parametrize(
    ("env", "configured", "wrapper"),
    [
        ({"RUSTC_WRAPPER": "/usr/bin/sccache"}, "", ""),
        ({}, "sccache", ""),
        ({"RUSTC_WRAPPER": "/opt/my-wrapper"}, "sccache", "/opt/my-wrapper"),
        ({}, "/opt/my-wrapper", None),
    ],
)
def test_compiler_caches_are_left_out(env, configured, wrapper):
    assert without_caches(env, configured).get("RUSTC_WRAPPER") == wrapper
