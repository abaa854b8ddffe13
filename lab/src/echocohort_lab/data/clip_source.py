"""Where the clips of a training come from: `phantom`, `camus:DIR`, `echonet:DIR`, or several joined by `+`."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import torch

from echocohort_lab.data.decoded import decoded, listing
from echocohort_lab.data.labelled import Found, LabelledClip, pool_of
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


def kind_of(folder: Path) -> str | None:
    """The data set whose layout a folder has."""
    if (folder / "FileList.csv").is_file():
        return "echonet"
    patients = any(folder.glob("patient*/Info_*.cfg")) or any(folder.glob("database_nifti/patient*/Info_*.cfg"))
    return "camus" if patients else None


def named(data: str) -> str:
    """A `data` setting as it is, checked; of a mere folder, the phantom and the data sets in it or right below it.

    Raises ValueError for a folder without any.
    """
    folder = Path(data)
    if not folder.is_dir():
        parts_of(data)
        return data
    below = sorted(path for path in folder.iterdir() if path.is_dir())
    sets = [folder] if kind_of(folder) else [path for path in below if kind_of(path)]
    if not sets:
        raise ValueError(f"--data: expected the layout of CAMUS or EchoNet-Dynamic in {folder} or right below it")
    return "+".join([PHANTOM, *(f"{kind_of(path)}:{path}" for path in sets)])


def listings(data: str) -> dict[str, str]:
    """What lies in the folder of each data set, by its part of the setting: changes with every file in it."""
    return {f"{kind}:{folder}": listing(Path(folder)) for kind, folder in parts_of(data) if kind != PHANTOM}


def read_labelled(kind: str, folder: str, cache: Path | None = None) -> Found:
    """Training clips of a data set. Its reader is loaded only now: it needs packages that the phantom does not."""
    try:
        reader = import_module(f"echocohort_lab.data.{kind}")
    except ModuleNotFoundError as error:
        raise ValueError(f"data: {kind} needs the package {error.name}: pip install -e 'lab[data]'") from error
    return decoded(kind, Path(folder), cache, reader.read)


def told(kind: str, found: Found) -> Iterator[str]:
    """What a log says of a data set."""
    yield f"{kind}: {len(found.clips)} clips, {len(found.left_out)} left out"
    yield from (f"  left out: {reason}" for reason in found.left_out)


def repeated(clips: Sequence[LabelledClip], beside: int, share: float) -> list[LabelledClip]:
    """Clips one after the other, again and again, so that they are this share of a pool with `beside` others.

    Raises ValueError for a share that is none.
    """
    if not 0.0 < share < 1.0:
        raise ValueError(f"real: expected a share between 0 and 1, got {share:g}")
    wanted = max(len(clips), round(beside * share / (1.0 - share)))
    return [clips[at % len(clips)] for at in range(wanted)]


def clip_source(
    data: str,
    count: int,
    seed: int,
    device: torch.device,
    renew: int = 0,
    compiled: bool = False,
    real: float = 0.5,
    cache: Path | None = None,
    log: Callable[[str], None] = lambda line: None,
) -> ClipSource:
    """Clips for training: `count` of the phantom where `data` names it, and those of each data set.

    These are repeated until they are the share `real` of the pool. What of a folder cannot be read is left out, and
    the log says so.
    """
    parts = parts_of(data)
    clips: list[LabelledClip] = []
    for kind, folder in parts:
        if kind == PHANTOM:
            continue
        found = read_labelled(kind, folder, cache)
        clips += found.clips
        for line in told(kind, found):
            log(line)
    stream = phantom_stream(count, seed, device, renew, compiled)
    if not clips:
        return stream
    if (PHANTOM, "") not in parts:
        return Held(pool_of(clips, seed, device))
    return Mixture(stream, pool_of(repeated(clips, stream.size * stream.places, real), seed, device))
