"""Weights in files: plain state dicts, read on the CPU.

A stage leaves two files: STAGE.pt, with all that it takes to go on training, and STAGE.weights.pt, its averaged weights
in half precision, which is small enough to be sent. Whatever reads trained weights takes either.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor


def copied(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {key: value.detach().clone() for key, value in state.items()}


def weights_file(path: Path) -> Path:
    """The file of averaged weights that belongs to a checkpoint."""
    return path.with_suffix(".weights.pt")


def save_atomically(content: Mapping[str, Any], path: Path) -> None:
    """A stop in the middle leaves the file as it was."""
    part = path.with_suffix(".part")
    torch.save(dict(content), part)
    part.replace(path)


def halved(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Floating-point tensors in half precision, on the CPU."""
    return {key: (value.half() if value.is_floating_point() else value).cpu() for key, value in state.items()}


def averaged(path: Path) -> dict[str, Tensor]:
    """The averaged weights of a stage, in single precision: from its checkpoint, else from the small file beside it."""
    small = weights_file(path)
    found = path if path.exists() else small
    if not found.exists():
        raise FileNotFoundError(f"{path}: expected a checkpoint of `lab train`, or {small.name} beside it")
    state: dict[str, Tensor] = torch.load(found, map_location="cpu", weights_only=True)["average"]
    return {key: value.float() if value.is_floating_point() else value for key, value in state.items()}


def fingerprint(path: Path) -> str:
    """Of the averaged weights that later stages read, in half precision: the same for either file of a stage."""
    digest = hashlib.sha256()
    for name, value in sorted(halved(averaged(path)).items()):
        digest.update(name.encode())
        digest.update(value.contiguous().numpy().tobytes())
    return digest.hexdigest()


def under(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The part of a state dict that lies under a prefix, without it."""
    return {key.removeprefix(prefix): value for key, value in state.items() if key.startswith(prefix)}
