"""Shapes are executed: every annotated tensor of the package is checked at run time."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from jaxtyping import install_import_hook

install_import_hook("echocohort_lab", "beartype.beartype")

ROOT = Path(__file__).resolve().parents[2]
torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """After each test again: a command that ran in it has set its own number. Two threads in each of two processes wait
    for one another at full load, and a training takes ten times the processor time.
    """
    yield
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of the committed bundles."""
    return ROOT / "models"
