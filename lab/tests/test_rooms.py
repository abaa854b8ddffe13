"""Rooms of the package: small, told in the README, and each below those that import it."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

LAB = Path(__file__).resolve().parents[1]
PACKAGE = LAB / "src" / "echocohort_lab"
MODULES_MAX = 15
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def rooms() -> list[Path]:
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


@pytest.mark.parametrize("room", [PACKAGE, *rooms()], ids=lambda room: str(room.name))
def test_no_room_has_more_modules_than_one_takes_in(room: Path) -> None:
    assert len(list(room.glob("*.py"))) <= MODULES_MAX


def test_each_module_is_named_in_its_room() -> None:
    unnamed = [
        str(module.relative_to(PACKAGE))
        for room in rooms()
        for module in room.glob("[!_]*.py")
        if module.name not in (room / "__init__.py").read_text().split()
    ]
    assert unnamed == []


def test_the_readme_has_the_rooms_from_the_lowest_to_the_highest() -> None:
    settings = tomllib.loads((LAB / "pyproject.toml").read_text())
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    table = [line.split("`")[1] for line in (LAB / "README.md").read_text().splitlines() if line.startswith("| `")]
    assert table[: len(layers) - 1] == [layer for layer in reversed(layers) if layer != "cli"]


def linted(sources: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the package in this folder."""
    paths = [str(sources), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return subprocess.run([sys.executable, "-c", LINT], cwd=LAB, env=env, capture_output=True, text=True, check=False)


def test_rooms_import_downwards_only(tmp_path: Path) -> None:
    assert linted(PACKAGE.parent).returncode == 0
    copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=ignore_patterns("__pycache__"))
    with (tmp_path / PACKAGE.name / "draws" / "seeds.py").open("a") as file:
        file.write("from echocohort_lab.picture import move\n")
    upwards = linted(tmp_path)
    assert upwards.returncode == 1
    assert "echocohort_lab.draws is not allowed to import echocohort_lab.picture" in upwards.stdout
