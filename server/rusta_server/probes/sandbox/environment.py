"""The environment a build sees: an allow-list of what builds need, and nothing secret."""

import re
from collections.abc import Mapping

_EXACT = frozenset(
    re.findall(
        r"\S+",
        """
    AR ARFLAGS AS CC CFLAGS CPATH CPPFLAGS CXX CXXFLAGS CXXSTDLIB LD LDFLAGS LIBRARY_PATH NM RANLIB
    STRIP C_INCLUDE_PATH CPLUS_INCLUDE_PATH LD_LIBRARY_PATH
    CMAKE CMAKE_GENERATOR CMAKE_PREFIX_PATH CMAKE_TOOLCHAIN_FILE MAKE NASM PERL PYTHON
    CLANG_PATH LIBCLANG_PATH LIBCLANG_STATIC_PATH LLVM_CONFIG_PATH
    PKG_CONFIG PKG_CONFIG_ALLOW_CROSS PKG_CONFIG_ALLOW_SYSTEM_CFLAGS PKG_CONFIG_ALLOW_SYSTEM_LIBS
    PKG_CONFIG_LIBDIR PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
    PROTOC PROTOC_INCLUDE PYO3_PYTHON PYTHON_SYS_EXECUTABLE JAVA_HOME SDKROOT
    MACOSX_DEPLOYMENT_TARGET SOURCE_DATE_EPOCH SQLX_OFFLINE
    RUSTC RUSTDOC RUSTFLAGS RUSTDOCFLAGS RUSTC_BOOTSTRAP RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER
    RUST_MIN_STACK RUST_TEST_THREADS
    CARGO_ENCODED_RUSTFLAGS CARGO_INCREMENTAL
    CARGO_BUILD_JOBS CARGO_BUILD_TARGET CARGO_BUILD_RUSTC CARGO_BUILD_RUSTFLAGS
    CARGO_BUILD_RUSTC_WRAPPER CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER
    CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS
    LANG LC_ALL LC_CTYPE TZ
    """,
    )
)
_PATTERNS = re.compile(
    r"""
      OPENSSL_(DIR|LIB_DIR|INCLUDE_DIR|LIBS|STATIC|NO_VENDOR)
    | \w+_(LIB_DIR|INCLUDE_DIR|NO_PKG_CONFIG|NO_VENDOR|STATIC)
    | (CC|CXX|AR|CFLAGS|CXXFLAGS|RANLIB)_[\w-]+ | (HOST|TARGET)_(CC|CXX|AR|CFLAGS|CXXFLAGS|RANLIB)
    | [\w-]+_OPENSSL_(DIR|LIB_DIR|INCLUDE_DIR)
    | PKG_CONFIG_\w+_[\w-]+ | BINDGEN_EXTRA_CLANG_ARGS(_[\w-]+)?
    | CARGO_PROFILE_\w+ | CARGO_TARGET_\w+_(LINKER|RUSTFLAGS|RUNNER)
    | NIX_(CFLAGS_COMPILE|LDFLAGS|CC|BINTOOLS)\w*
    """,
    re.VERBOSE,
)
_SECRET = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|PRIVATE|AUTH|API_?KEY|_KEY\b", re.IGNORECASE)
# Pure caches of rustc's output: inside a sandbox their server and store are out of reach, and
# leaving them out changes no result (they are not part of cargo's fingerprints).
_CACHES = frozenset({"sccache", "cachepot", "ccache", "kache"})

PATH_VARIABLES = re.compile(
    r"\w*_(DIR|PATH|INCLUDE|HOME)|PATH|PROTOC|CC|CXX|AR|LD|CMAKE|CPATH|SDKROOT|PYO3_PYTHON"
    r"|RUSTC(_WORKSPACE)?_WRAPPER|RUSTC"
)
"""Allowed variables whose values may name files that the sandbox has to show."""


def allowed(environ: Mapping[str, str]) -> dict[str, str]:
    """What of `environ` a build may see, sorted by name. PATH, HOME and cargo's own places are set
    by the sandbox and are not among it."""
    return {
        name: value
        for name, value in sorted(environ.items())
        if (name in _EXACT or _PATTERNS.fullmatch(name)) and not _SECRET.search(name)
    }


def fixed() -> dict[str, str]:
    """What every run sets: offline, plain output, the same locale everywhere."""
    return {
        "CARGO_NET_OFFLINE": "true",
        "CARGO_TERM_COLOR": "never",
        "CARGO_TERM_PROGRESS_WHEN": "never",
        "CARGO_TERM_QUIET": "false",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "RUST_BACKTRACE": "0",
        "RUSTUP_AUTO_INSTALL": "0",
    }


def without_caches(env: Mapping[str, str], configured_wrapper: str = "") -> dict[str, str]:
    """`env` with a compiler cache (sccache) switched off, be it set there or in cargo's config
    (an empty variable overrides the config)."""
    out = dict(env)
    for name in ("RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER"):
        wrapper = out.get(name, configured_wrapper if name == "RUSTC_WRAPPER" else "")
        if wrapper.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".exe") in _CACHES:
            out[name] = ""
    return out
