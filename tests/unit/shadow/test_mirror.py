"""A shadow builds what the user builds: same paths, same configuration, same neighbours."""

import hashlib
import json
import os
import re
import subprocess
import sys
import time

import pytest

from rusta_server.contracts.probe import NO_SPACE, UNREADABLE, ProbeFailure
from rusta_server.contracts.tools import ListParams, NoParams, ReadParams
from rusta_server.patches.shadow_store import store_of
from rusta_server.probes import fs, snapshot
from rusta_server.probes.context import ProbeContext

PACKAGE = '[package]\nname = "{0}"\nversion = "0.1.0"\nedition = "2021"\n'
ERROR = "pub fn f() -> u32 { true }\n"


def check(shadow, *args):
    return shadow.cargo(["check", "--frozen", *args], timeout_s=120)


def test_in_the_sandbox_every_path_is_the_users_own(crate, context):
    root = crate(
        {
            "build.rs": "fn main() {}",
            "src/lib.rs": 'pub const HERE: &str = env!("CARGO_MANIFEST_DIR");\n' + ERROR,
        }
    )
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        said = check(shadow, "--message-format=json").stdout.decode()
    messages = [json.loads(line) for line in said.splitlines()]
    places = {m["out_dir"] for m in messages if m["reason"] == "build-script-executed"}
    assert all(place.startswith(f"{root}/target/debug/build/") for place in places)
    assert places
    assert "shadow" not in said


def test_tokens_are_the_same_with_and_without_a_sandbox(crate, context, tmp_path):
    crate(name="dep")
    root = crate(
        {
            "Cargo.toml": PACKAGE.format("demo") + '[dependencies]\ndep = { path = "../dep" }\n',
            "src/lib.rs": ERROR,
        }
    )
    said = []
    for mode in ("bwrap", "none"):
        opened = context(root, mode)
        with opened.shadows.lease() as shadow:
            shadow.sync()
            done = check(shadow, "--message-format=json")
            # A path dependency's artefact is named after its absolute path.
            unnamed = re.sub(r"-[0-9a-f]{16}\.", ".", done.stdout.decode())
            said.append(sorted(opened.tokens.scrub(unnamed).splitlines()))
    assert said[0] == said[1]
    assert not any(str(tmp_path) in line for line in said[0])


def test_path_dependencies_outside_of_the_root(crate, context, mode):
    deep = crate({"src/lib.rs": "pub const N: u32 = 7;\n"}, name="deep")
    manifest = PACKAGE.format("near") + '[dependencies]\ndeep = { path = "../deep" }\n'
    crate({"Cargo.toml": manifest, "src/lib.rs": "pub use deep::N;\n"}, name="near")
    root = crate(
        {
            "Cargo.toml": PACKAGE.format("demo") + '[dependencies]\nnear = { path = "../near" }\n',
            "src/lib.rs": "pub const M: u32 = near::N;\n",
        }
    )
    opened = context(root, mode)
    with opened.shadows.lease() as shadow:
        before = shadow.sync()
        assert check(shadow).returncode == 0
        (deep / "src/lib.rs").write_text('pub const N: &str = "";\n')
        assert shadow.sync() != before
        assert check(shadow).returncode == 101


def test_a_member_is_checked_alone(crate, context, mode):
    root = crate(
        {
            "Cargo.toml": '[workspace]\nmembers = ["good", "bad"]\nresolver = "2"\n',
            "good/Cargo.toml": PACKAGE.format("good"),
            "good/src/lib.rs": "",
            "bad/Cargo.toml": PACKAGE.format("bad"),
            "bad/src/lib.rs": ERROR,
        }
    )
    for directory, code in ((root / "good", 0), (root, 101)):
        with context(directory, mode).shadows.lease() as shadow:
            shadow.sync()
            assert check(shadow).returncode == code


def test_cargo_configuration_and_the_environment_hold(crate, context, mode, monkeypatch):
    monkeypatch.setenv("PROTOC", "/usr/bin/protoc-of-the-user")
    monkeypatch.setenv("MY_TOKEN", "s3cret")
    source = (
        '#[cfg(not(flagged))] compile_error!("no flag");\n'
        'pub const P: &str = env!("PROTOC");\n'
        'pub const T: Option<&str> = option_env!("MY_TOKEN");\n'
        "const _: () = assert!(T.is_none());\n"
    )
    config = '[build]\nrustflags = ["--cfg", "flagged", "--check-cfg", "cfg(flagged)"]\n'
    root = crate({"src/lib.rs": source, ".cargo/config.toml": config})
    with context(root, mode).shadows.lease() as shadow:
        shadow.sync()
        done = check(shadow)
        assert done.returncode == 0, done.stderr


def test_configuration_above_the_root_holds(crate, context, tmp_path):
    (tmp_path / ".cargo").mkdir()
    (tmp_path / ".cargo/config.toml").write_text('[build]\nrustflags = ["-Dwarnings"]\n')
    root = crate({"src/lib.rs": "fn unused() {}\n"})
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        assert check(shadow).returncode == 101


def vendored(crate, tmp_path):
    """A crate with one dependency from a registry, replaced by a folder beside the workspace."""
    manifest = '[package]\nname = "leaf"\nversion = "1.0.0"\nedition = "2021"\n'
    leaf = tmp_path / "vendor" / "leaf"
    (leaf / "src").mkdir(parents=True)
    files = {"Cargo.toml": manifest, "src/lib.rs": "pub const LEAF: u32 = 1;\n"}
    for name, text in files.items():
        (leaf / name).write_text(text)
    sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    (leaf / ".cargo-checksum.json").write_text(json.dumps({"files": sums, "package": "0" * 64}))
    config = (
        '[source.crates-io]\nreplace-with = "here"\n'
        f'[source.here]\ndirectory = "{tmp_path}/vendor"\n'
    )
    return crate(
        {
            "Cargo.toml": PACKAGE.format("demo") + '[dependencies]\nleaf = "1"\n',
            "src/lib.rs": "pub use leaf::LEAF;\n",
            ".cargo/config.toml": config,
        }
    )


def test_what_the_user_built_of_dependencies_is_not_built_again(crate, context, mode, tmp_path):
    root = vendored(crate, tmp_path)
    subprocess.run(["cargo", "check", "--offline"], cwd=root, check=True, capture_output=True)
    with context(root, mode).shadows.lease() as shadow:
        shadow.sync()
        said = check(shadow).stderr.decode()
    assert "Checking demo" in said
    assert "Checking leaf" not in said


def test_a_second_shadow_starts_warm_from_the_first(crate, context, tmp_path):
    root = vendored(crate, tmp_path)
    pool = context(root).shadows
    with pool.lease() as first:
        first.sync()
        assert "Checking leaf" in check(first).stderr.decode()
        with pool.lease() as second:
            assert second.target_dir != first.target_dir
            second.sync()
            said = check(second).stderr.decode()
    assert "Checking demo" in said
    assert "Checking leaf" not in said


def test_two_processes_get_a_shadow_each(crate, context, tmp_path):
    root = crate({"src/lib.rs": ERROR})
    script = (
        "import sys, time, pathlib\n"
        "from rusta_server.probes.context import ProbeContext\n"
        f"with ProbeContext.open(pathlib.Path({str(root)!r})).shadows.lease() as shadow:\n"
        "    shadow.sync()\n"
        "    code = shadow.cargo(['check', '--frozen'], timeout_s=120).returncode\n"
        f"    pathlib.Path({str(tmp_path)!r}, 'held').touch()\n"
        "    time.sleep(1)\n"
        "    print(shadow.layout.folder.name, code)\n"
    )
    others = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(other.communicate(timeout=120)[0].strip() for other in others)
    assert said == ["shadow-0 101", "shadow-1 101"]


def test_waiting_for_a_shadow_can_be_cancelled(crate, context):
    opened = context(crate())
    pool = opened.shadows
    with pool.lease(), pool.lease():
        opened.cancel.set()
        with pytest.raises(ProbeFailure, match="cancelled"), pool.lease():
            pytest.fail("a third shadow was leased")


def test_links_inside_are_copied_and_lead_into_the_shadow(crate, context, mode):
    root = crate({"src/lib.rs": "mod real;\nmod alias;\n", "src/real.rs": ""})
    (root / "src/alias.rs").symlink_to("real.rs")
    (root / "absolute.rs").symlink_to(root / "src/real.rs")
    (root / "README.md").symlink_to("../README.md")
    with context(root, mode).shadows.lease() as shadow:
        shadow.sync()
        assert check(shadow).returncode == 0
        mirror = shadow.tree_dir / "demo"
        assert (mirror / "src/alias.rs").readlink().name == "real.rs"
        seen = shadow.run(["/bin/cat", "absolute.rs"], timeout_s=20)
        assert seen.returncode == 0
        shadow.run(["/bin/sh", "-c", "echo x >> absolute.rs"], timeout_s=20)
    assert (root / "src/real.rs").read_text() == ""


def test_a_target_folder_that_is_a_link(crate, context, tmp_path):
    root = crate({"src/lib.rs": ERROR})
    (tmp_path / "elsewhere").mkdir()
    (root / "target").symlink_to(tmp_path / "elsewhere")
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        assert check(shadow).returncode == 101


def test_odd_files_are_mirrored_byte_for_byte(crate, context):
    root = crate(
        {
            "src/lib.rs": b"// \xff\xfe not UTF-8\n",
            "src/big.rs": "// padding\n" * 500_000,
            "data/empty": "",
            "run.sh": "#!/bin/sh\n",
        }
    )
    (root / "run.sh").chmod(0o755)
    os.mkfifo(root / "pipe")
    opened = context(root)
    with opened.shadows.lease() as shadow:
        shadow.sync()
        mirror = shadow.tree_dir / "demo"
        for name in ("src/lib.rs", "src/big.rs", "data/empty", "run.sh"):
            assert (mirror / name).read_bytes() == (root / name).read_bytes()
        assert os.access(mirror / "run.sh", os.X_OK)
        assert not (mirror / "pipe").exists()
        assert check(shadow).returncode == 101
    tokens = ("$WS/src/lib.rs", "$WS/gone.rs", "$WS/../x", "$WS/run.sh")
    read = fs.read(ReadParams(paths=tokens), opened)
    assert [f.text for f in read.files] == [None, None, None, "#!/bin/sh\n"]
    assert all(f.error for f in read.files[:3])


def test_the_snapshot_and_the_list_of_files(crate, context):
    opened = context(crate({"src/a.rs": "", "src/main.rs": "fn main() {}"}))
    now = snapshot.run(NoParams(), opened)
    assert (now.sandbox, now.tree) == ("bwrap", opened.tree.read().hash)
    assert [(p.name, p.manifest, p.targets) for p in now.packages] == [
        ("demo", "$WS/Cargo.toml", ("bin:demo", "lib:demo"))
    ]
    listed = fs.list_files(ListParams(suffix=".rs"), opened)
    assert [f.path for f in listed.files] == ["$WS/src/a.rs", "$WS/src/lib.rs", "$WS/src/main.rs"]


def test_a_read_only_target_moves_the_shadows_to_the_cache(crate, context, monkeypatch, tmp_path):
    root = crate({"src/lib.rs": ERROR})
    monkeypatch.setattr(os, "access", lambda path, _mode: not str(path).startswith(str(root)))
    opened = context(root)
    assert store_of(opened.workspace).is_relative_to(tmp_path / "xdg-cache")
    with opened.shadows.lease() as shadow:
        shadow.sync()
        assert check(shadow).returncode == 101
    assert not (root / "target").exists()


def test_the_disk_cap_removes_the_least_recently_used(crate, context):
    opened = context(crate())
    with opened.shadows.lease() as first, opened.shadows.lease() as second:
        for shadow in (first, second):
            shadow.sync()
            (shadow.target_dir / "ballast").write_bytes(b"x" * (1 << 20))
        time.sleep(0.05)
        first.run(["/bin/true"], timeout_s=20)
        folders = (first.layout.folder, second.layout.folder)
    again = ProbeContext.open(opened.workspace.root)
    again.shadow_limit_mib = 2
    with again.shadows.lease():
        assert [folder.exists() for folder in folders] == [True, False]


def test_a_tree_larger_than_the_cap_is_not_copied(crate, context):
    opened = context(crate({"data.bin": b"x" * (2 << 20)}))
    opened.shadow_limit_mib = 1
    with opened.shadows.lease() as shadow, pytest.raises(ProbeFailure) as failure:
        shadow.sync()
    assert failure.value.code == NO_SPACE
    assert "shadow.max_mib" in (failure.value.remedy or "")


def test_clean_leaves_what_is_in_use(crate, context):
    opened = context(crate())
    pool = opened.shadows
    with pool.lease() as shadow:
        shadow.sync()
        assert pool.clean() == 0
        assert shadow.tree_dir.exists()
    assert pool.clean() > 0
    assert not shadow.tree_dir.exists()


def test_a_workspace_deleted_meanwhile(crate, context):
    root = crate()
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        root.rename(root.with_name("gone"))
        with pytest.raises(ProbeFailure) as failure:
            shadow.sync()
        assert failure.value.code == UNREADABLE
