"""Where the clips of a training come from: `phantom`, `camus:DIR`, `echonet:DIR`, or several joined by `+`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import torch

from echocohort_lab.data.labelled import LabelledClip, pool_of
from echocohort_lab.data.pool import ClipBatch, phantom_stream
from echocohort_lab.data.stream import Stream, write_

PHANTOM = "phantom"
KINDS = ("camus", "echonet")
EXPECTED = f"expected {PHANTOM}, {' or '.join(f'{kind}:DIR' for kind in KINDS)}, or several joined by +"


@dataclass(frozen=True)
class Held:
    """Clips that stay."""

    clips: ClipBatch

    def pool(self, step: int) -> ClipBatch:
        return self.clips

    def renew_(self, pool: ClipBatch, step: int) -> None:
        """Nothing is renewed."""


@dataclass(frozen=True)
class Mixture:
    """Phantom clips that are renewed, and behind them clips that stay."""

    stream: Stream[ClipBatch]
    held: ClipBatch

    def pool(self, step: int) -> ClipBatch:
        whole = self.stream.pool(step, spare=self.held.count)
        write_(whole, whole.count - self.held.count, self.held)
        return whole

    def renew_(self, pool: ClipBatch, step: int) -> None:
        self.stream.renew_(pool, step)


ClipSource = Stream[ClipBatch] | Mixture | Held  # each has pool(step) and renew_(pool, step)


def parts_of(data: str) -> list[tuple[str, str]]:
    """Kind and folder of each part of a `data` setting; the phantom's folder is empty."""
    parts = []
    for text in re.split(rf"\+(?={PHANTOM}|{'|'.join(f'{kind}:' for kind in KINDS)})", data):
        kind, _, folder = text.partition(":")
        if text != PHANTOM and not (kind in KINDS and folder):
            raise ValueError(f"data: {EXPECTED}, got {text}")
        parts.append((kind, folder))
    if len(set(parts)) < len(parts):
        raise ValueError(f"data: {EXPECTED}, each once, got {data}")
    return parts


def read_labelled(kind: str, folder: str) -> list[LabelledClip]:
    """Training clips of a data set. Its reader is loaded only now: it needs packages that the phantom does not."""
    try:
        reader = import_module(f"echocohort_lab.data.{kind}")
    except ModuleNotFoundError as error:
        raise ValueError(f"data: {kind} needs the package {error.name}: pip install -e 'lab[data]'") from error
    clips: list[LabelledClip] = reader.read(Path(folder))
    return clips


def clip_source(
    data: str, count: int, seed: int, device: torch.device, renew: int = 0, compiled: bool = False
) -> ClipSource:
    """Clips for training: `count` of the phantom where `data` names it, and all of each data set."""
    parts = parts_of(data)
    clips: Sequence[LabelledClip] = [clip for kind, at in parts if kind != PHANTOM for clip in read_labelled(kind, at)]
    stream = phantom_stream(count, seed, device, renew, compiled)
    if not clips:
        return stream
    held = pool_of(clips, seed, device)
    return Mixture(stream, held) if (PHANTOM, "") in parts else Held(held)
