"""Shapes are executed: every annotated tensor of the package is checked at run time."""

from pathlib import Path

import pytest
import torch
from jaxtyping import install_import_hook

install_import_hook("echocohort_lab", "beartype.beartype")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of the committed bundles."""
    return ROOT / "models"
