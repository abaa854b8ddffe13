"""Clips of a data set, decoded once: the stages of a run are processes of their own, and each asks for them."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import torch

from echocohort_lab.data.labelled import Found, LabelledClip


def listing(folder: Path) -> str:
    """A hash of the folder's files, their sizes and when they were written."""
    digest = hashlib.sha256(str(folder.resolve()).encode())
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        seen = path.stat()
        digest.update(f"{path.relative_to(folder)} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def decoded(kind: str, folder: Path, cache: Path | None, read: Callable[[Path], Found]) -> Found:
    """What `read` makes of the folder, kept in `cache` for as long as the folder stays as it is."""
    if cache is None or not folder.is_dir():
        return read(folder)
    path = cache / f"{kind}-{listing(folder)[:16]}.clips"
    if path.exists():
        kept = torch.load(path, weights_only=True)
        return Found([LabelledClip(**clip) for clip in kept["clips"]], kept["left_out"])
    found = read(folder)
    cache.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save({"clips": [vars(clip) for clip in found.clips], "left_out": list(found.left_out)}, part)
    part.replace(path)
    return found
