"""What is nowhere in the product, told by its syntax trees."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3]
MODULES = sorted([*(ROOT / "server").rglob("*.py"), *(ROOT / "indexer").rglob("*.py")])


def programs(tree: ast.AST) -> set[str]:
    """First words of list and tuple literals of text: what could be started as a process."""
    return {
        node.elts[0].value.rsplit("/")[-1]
        for node in ast.walk(tree)
        if isinstance(node, ast.List | ast.Tuple)
        and node.elts
        and isinstance(node.elts[0], ast.Constant)
        and isinstance(node.elts[0].value, str)
    }


def test_git_is_never_started() -> None:
    assert [str(m) for m in MODULES if "git" in programs(ast.parse(m.read_text()))] == []


def test_a_call_of_git_would_be_seen() -> None:
    assert "git" in programs(ast.parse("run(['/usr/bin/git', 'stash'])"))


def test_nothing_is_run_through_a_shell_or_evaluated() -> None:
    found = []
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                shell = any(keyword.arg == "shell" for keyword in node.keywords)
                if shell or (isinstance(node.func, ast.Name) and name in ("eval", "exec")):
                    found.append(f"{module}:{node.lineno}")
    assert found == []
