"""Discovery finds what cargo would use, and runs nothing of the repository."""

from pathlib import Path

import pytest

from rusta_server.contracts.probe import NOT_A_PROJECT, NOT_TRUSTED, TOOL_MISSING, ProbeFailure
from rusta_server.workspace.discover import discover

MEMBER = '[package]\nname = "{0}"\nversion = "0.1.0"\nedition = "2021"\n'


def test_a_member_belongs_to_its_workspace(crate):
    root = crate(
        {
            "Cargo.toml": '[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n',
            "a/Cargo.toml": MEMBER.format("a"),
            "a/src/lib.rs": "",
            "b/Cargo.toml": MEMBER.format("b"),
            "b/src/main.rs": "fn main() {}",
        }
    )
    found = discover(root / "a" / "src")
    assert (found.root, found.directory) == (root, root / "a" / "src")
    assert found.target_directory == root / "target"
    assert sorted(p.name for p in found.members) == ["a", "b"]
    assert found.roots == (root,)
    assert found.rustc_verbose.startswith("rustc ")
    assert found.cargo.is_file()


def test_path_dependencies_outside_of_the_root_are_roots_too(crate):
    deep = crate(name="deep")
    near = crate(
        {"Cargo.toml": MEMBER.format("near") + '[dependencies]\ndeep = { path = "../deep" }\n'},
        name="near",
    )
    root = crate(
        {"Cargo.toml": MEMBER.format("demo") + '[dependencies]\nnear = { path = "../near" }\n'}
    )
    found = discover(root)
    assert found.roots == tuple(sorted((root, near, deep)))
    assert sorted(p.name for p in found.local_packages) == ["deep", "demo", "near"]


def test_a_patched_dependency_is_a_root(crate):
    other = crate(name="other")
    patch = '[patch.crates-io]\nother = { path = "../other" }\n'
    root = crate({"Cargo.toml": MEMBER.format("demo") + patch})
    assert discover(root).roots == (root, other)


def test_no_manifest_names_the_remedy(tmp_path):
    with pytest.raises(ProbeFailure) as failure:
        discover(tmp_path)
    assert failure.value.code == NOT_A_PROJECT
    assert failure.value.remedy == f"cargo init {tmp_path}"


@pytest.mark.parametrize("path", ["nowhere", "file"])
def test_a_directory_that_is_none(tmp_path, path):
    (tmp_path / "file").touch()
    with pytest.raises(ProbeFailure) as failure:
        discover(tmp_path / path)
    assert failure.value.code == NOT_A_PROJECT


def test_a_broken_manifest_is_reported_in_cargos_words(crate):
    root = crate({"Cargo.toml": "[package\n"})
    with pytest.raises(ProbeFailure, match="cargo cannot read") as failure:
        discover(root)
    assert failure.value.code == NOT_A_PROJECT
    assert "Cargo.toml" in str(failure.value)


def test_a_toolchain_that_is_not_installed_is_not_downloaded(crate):
    root = crate({"rust-toolchain.toml": '[toolchain]\nchannel = "1.3.0"\n'})
    with pytest.raises(ProbeFailure, match=r"1\.3\.0") as failure:
        discover(root)
    assert failure.value.code == TOOL_MISSING
    assert (failure.value.remedy or "").startswith("rustup toolchain install 1.3.0")


def test_no_toolchain_at_all(crate, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProbeFailure) as failure:
        discover(crate())
    assert failure.value.code == TOOL_MISSING
    assert "sh.rustup.rs" in (failure.value.remedy or "")


def spy(path: Path, witness: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\ntouch {witness}\nexec rustc "$@"\n')
    path.chmod(0o755)
    return path


def test_programs_the_repository_names_are_not_run(crate, tmp_path):
    witness = tmp_path / "witness"
    evil = spy(tmp_path / "evil", witness)
    keys = ("rustc", "rustc-wrapper", "rustc-workspace-wrapper")
    config = "[build]\n" + "".join(f'{key} = "{evil}"\n' for key in keys)
    found = discover(crate({".cargo/config.toml": config}))
    assert found.members[0].name == "demo"
    assert not witness.exists()


def test_a_toolchain_inside_of_the_repository_is_refused(crate, tmp_path):
    root = tmp_path / "demo"
    witness = tmp_path / "witness"
    for tool in ("cargo", "rustc"):
        spy(root / "tc" / "bin" / tool, witness)
    crate({"rust-toolchain.toml": f'[toolchain]\npath = "{root}/tc"\n'})
    with pytest.raises(ProbeFailure) as failure:
        discover(root)
    assert failure.value.code == NOT_TRUSTED
    assert not witness.exists()
