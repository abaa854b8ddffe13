"""Which code made the weights: told by git, or by the archive that it came in."""

import subprocess
from pathlib import Path

import pytest

from echocohort_lab.bundles.trained import recipe_of
from echocohort_lab.networks.checkpoint import save_atomically, weights_file
from echocohort_lab.training import commit as module
from echocohort_lab.training.commit import commit


def git(folder: Path, *arguments: str) -> str:
    named = ("-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *named, "-C", str(folder), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_commit_is_that_of_the_checkout_and_says_when_the_code_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PACKAGE", tmp_path)
    assert commit() == "unknown"
    git(tmp_path, "init", "-q")
    (tmp_path / "a.py").write_text("A = 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "a")
    head = git(tmp_path, "rev-parse", "HEAD")
    assert commit() == head
    (tmp_path / "a.py").write_text("A = 2\n")
    assert commit() == f"{head}+"


def test_an_archive_names_its_commit() -> None:
    """`git archive` writes the commit into the file, as .gitattributes asks."""
    root = Path(module.__file__).parents[4]
    path = Path(module.__file__).relative_to(root)
    assert git(root, "check-attr", "export-subst", "--", str(path)).endswith(": set")
    assert commit("0123abc") == "0123abc"


def test_a_recipe_says_what_made_each_network(tmp_path: Path) -> None:
    config = {"seed": 7, "data": "phantom", "batch": 2, "pool": 4, "renew": 1, "steps": 9}
    kept = {"stage": "flow", "config": config, "step": 9, "seconds": 12.4, "commit": "0123abc", "average": {}}
    save_atomically(kept, weights_file(tmp_path / "flow.pt"))
    told = {"stage": "flow", "steps": 9, "seconds": 12, "commit": "0123abc"}
    assert recipe_of(tmp_path) == [told | {name: config[name] for name in ("seed", "data", "batch", "pool", "renew")}]
