"""Every variable that the code reads stands in `.env.example` and in the README."""

import ast
import re
from pathlib import Path

import pytest

from local import dotenv, settings

ROOT = Path(__file__).parents[2]
READERS = ("bot/settings.py", "services/settings.py", "local/settings.py", "local/ports.py")
VARIABLE = re.compile(r"[A-Z]+(?:_[A-Z]+)+|OFFICERS")


def read_by_the_code() -> set[str]:
    """The text constants of the modules that read settings, as far as they look like names."""
    trees = [ast.parse((ROOT / reader).read_text(encoding="utf-8")) for reader in READERS]
    constants = [node for tree in trees for node in ast.walk(tree)]
    return {
        node.value
        for node in constants
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and VARIABLE.fullmatch(node.value)
    }


@pytest.mark.parametrize("variable", sorted(read_by_the_code()))
def test_documented(variable: str) -> None:
    """A person finds it without reading code."""
    assert re.search(rf"^#?{variable}=", example(), re.MULTILINE)
    assert f"`{variable}`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_nothing_is_documented_that_nobody_reads() -> None:
    documented = set(re.findall(r"^#?([A-Z_]+)=", example(), re.MULTILINE))
    assert documented <= read_by_the_code()


def test_the_example_is_a_working_env_file(tmp_path: Path) -> None:
    """Copied as it stands it changes nothing."""
    (tmp_path / ".env").write_text(example(), encoding="utf-8")
    assert dotenv.parse(example()) == {}
    assert settings.read({}, root=tmp_path).local_slack


def example() -> str:
    return (ROOT / ".env.example").read_text(encoding="utf-8")
