"""Held-out phantom subjects, their clips, and what is asked of the model for each.

Whoever chooses by figures fits the subjects that they are about, so there are two splits: `dev` to choose on, `test` to
report. Subject i of a cohort is a pure function of (name, i), whatever the device and however many are drawn; only the
receiver's noise in its frames is drawn a chunk, on the device. Shapes: B subjects, T frames, H x W pixels.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal, TypeVar

import torch
from jaxtyping import Float, Int, Shaped
from torch import Tensor

from echocohort_lab.data.pool import without_seeds
from echocohort_lab.data.stream import CHUNK, mapped
from echocohort_lab.draws.seeds import seeded
from echocohort_lab.phantom.render import Clips, render
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.scanners import on_any_scanner
from echocohort_lab.phantom.subject import Subject, sample_subjects

TARGET_RANGE = (0.10, 0.75)
CPU = torch.device("cpu")
SCANNERS = "scanners"  # the purpose of a cohort that scanners of every kind look at

Change = Callable[[Subject], Subject]

Split = Literal["dev", "test"]
# Until 1.3.1 figures were reported on the cohort "test", and experiments chose on its first subjects: it is dev's now.
NAMES: dict[Split, str] = {"dev": "test", "test": "reported"}

Batch = TypeVar("Batch")


@dataclass(frozen=True)
class Cohort:
    """Some subjects, from number `first` of the cohort called `name` on."""

    name: str
    first: int
    clips: Clips
    position: Int[Tensor, "B"]  # the frame that the model sees
    target: Float[Tensor, "B"]  # another EF, as a fraction

    @property
    def count(self) -> int:
        return len(self.target)

    @property
    def observed(self) -> Float[Tensor, "B T"]:
        frames = self.clips.valid.shape[1]
        return torch.nn.functional.one_hot(self.position, frames).to(self.clips.valid.dtype)

    @property
    def unobserved(self) -> Float[Tensor, "B T"]:
        """1 on the valid frames that the model has to make."""
        return self.clips.valid * (1.0 - self.observed)

    def at_reference(self, values: Shaped[Tensor, "B T *rest"]) -> Shaped[Tensor, "B *rest"]:
        """What belongs to the observed frame."""
        return values[torch.arange(self.count, device=values.device), self.position]


def joined(parts: Sequence[Batch]) -> Batch:
    """The same dataclass, nested ones included, with every tensor of all parts, one part after the other."""
    first = parts[0]
    assert is_dataclass(first)
    assert not isinstance(first, type)
    made: dict[str, Any] = {}
    for field in fields(first):
        values = [getattr(part, field.name) for part in parts]
        made[field.name] = torch.cat(values) if isinstance(values[0], Tensor) else joined(values)
    return type(first)(**made)


def cohort_name(split: Split, purpose: str = "") -> str:
    """Cohorts of two splits, or of two purposes, have no subject in common."""
    return f"{NAMES[split]} {purpose}".strip()


def draw_subject(name: str, number: int) -> tuple[Subject, int, float]:
    """One subject, the position of its observed frame, and another EF for it."""
    generator = seeded(CPU, "held out", name, number)
    subject = sample_subjects(1, generator)
    if SCANNERS in name.split():
        subject = on_any_scanner(subject, Sampler(1, generator))
    position = int(torch.randint(int(subject.beat.frames[0]), (), generator=generator))
    low, high = TARGET_RANGE
    return subject, position, low + (high - low) * float(torch.rand((), generator=generator))


def as_drawn(subject: Subject) -> Subject:
    return subject


def draw_cohort(name: str, first: int, count: int, device: torch.device, change: Change = as_drawn) -> Cohort:
    """Subjects `first` to `first + count` with their clips, on the device; each changed, if one wants that."""
    subjects, positions, targets = zip(*(draw_subject(name, first + at) for at in range(count)), strict=True)
    subject = change(mapped(joined(subjects), lambda values: values.to(device)))
    clips = render(subject, seeded(device, "held out", name, "noise", first))
    clips = replace(clips, subject=without_seeds(clips.subject))
    return Cohort(name, first, clips, torch.tensor(positions, device=device), torch.tensor(targets, device=device))


def cohorts(name: str, count: int, device: torch.device, change: Change = as_drawn) -> Iterator[Cohort]:
    """`count` subjects in chunks."""
    chunk = min(count, CHUNK[device.type])
    for first in range(0, count, chunk):
        yield draw_cohort(name, first, min(chunk, count - first), device, change)
