"""A bundle on the bench: its modules on one device, and how it is asked.

Shapes: B subjects, T frames, N pictures, H x W pixels, k noise numbers a frame.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float, Int, UInt8
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.bundles.generate import Inputs, Made
from echocohort_lab.draws.seeds import seeded
from echocohort_lab.readers.measurer import ejection_fraction
from echocohort_lab.readers.readings import Reading, Readings
from echocohort_lab.trials.cohort import CPU, Cohort, Split, cohort_name, cohorts

TIMING_NUMBERS = 8
VOLUME = 5  # channel of the curve: V / V_ED
FRAMES_A_READING = 1024

Rows = dict[str, NDArray[np.float64]]
Kept = TypeVar("Kept")


@runtime_checkable
class Maker(Protocol):
    """The generator, or what stands in for it."""

    def make(self, inputs: Inputs, steps: int = 1) -> Made: ...

    def read(self, frames: UInt8[Tensor, "N H W"]) -> Readings: ...

    def masks(self, grey: Float[Tensor, "N H W"]) -> Float[Tensor, "N 2 H W"]: ...


@contextmanager
def full_precision() -> Iterator[None]:
    """Single precision as the shipped graph has it: no TF32 in convolutions or matrix products."""
    kept = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("highest")
    try:
        with torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
            yield
    finally:
        torch.set_float32_matmul_precision(kept)


def normal_rows(keys: list[tuple[int | str, ...]], shape: tuple[int, ...]) -> Float[Tensor, "B *shape"]:
    """Standard normal numbers, each row's a function of its key, the same on every device."""
    return torch.stack([torch.randn(shape, generator=seeded(CPU, *key)) for key in keys])


@dataclass
class Bench:
    """`noise` is the shape of one frame's noise; `split` says which subjects figures are about."""

    generator: Maker
    noise: tuple[int, ...]
    device: torch.device = CPU
    split: Split = "dev"
    draw: Callable[[str, int, torch.device], Iterator[Cohort]] = cohorts
    _kept: dict[tuple[object, ...], Any] = field(default_factory=dict, repr=False)

    def once(self, make: Callable[[], Kept], *key: object) -> Kept:
        """What `make` gives, made for the first asker of the key and kept for the others."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: Kept = self._kept[key]
        return kept

    def drawn(self, count: int, purpose: str = "") -> Iterator[Cohort]:
        """Held-out subjects in chunks, not kept."""
        return self.draw(cohort_name(self.split, purpose), count, self.device)

    def cohorts(self, count: int, purpose: str = "") -> list[Cohort]:
        """The subjects that most figures are about, or those of a purpose, rendered once."""
        return self.once(lambda: list(self.drawn(count, purpose)), "cohorts", count, purpose)

    def each(self, count: int, rows: Callable[[Cohort], dict[str, Tensor]], purpose: str = "") -> Rows:
        """What `rows` says of every subject, one after the other, [count, ...] each."""
        with torch.no_grad(), full_precision():
            parts = [rows(cohort) for cohort in self.cohorts(count, purpose)]
        return {key: np.concatenate([part[key].double().cpu().numpy() for part in parts]) for key in parts[0]}

    def normals(self, cohort: Cohort, attempt: int, what: str, shape: tuple[int, ...]) -> Float[Tensor, "B *shape"]:
        """Standard normal numbers, the same for a subject and an attempt on every device."""
        keys: list[tuple[int | str, ...]] = [
            (what, cohort.name, cohort.first + at, attempt) for at in range(cohort.count)
        ]
        return normal_rows(keys, shape).to(self.device)

    def ask(
        self, cohort: Cohort, ef: Float[Tensor, "B"], attempt: int, curve: Float[Tensor, "B T 7"] | None = None
    ) -> Inputs:
        """One observed frame of each subject and an EF; the phase of the frame is for the model to read."""
        count, frames = cohort.clips.valid.shape
        given = torch.zeros(count, device=self.device) if curve is None else torch.ones(count, device=self.device)
        return Inputs(
            references=cohort.at_reference(cohort.clips.video)[:, None],
            nearest=torch.zeros(count, frames, dtype=torch.int64, device=self.device),
            observed=cohort.observed,
            noise=self.normals(cohort, attempt, "noise", (frames, *self.noise)),
            timing_noise=self.normals(cohort, attempt, "timing noise", (TIMING_NUMBERS,)),
            ef=ef,
            phase=torch.zeros(count, 3, device=self.device),
            curve=torch.zeros_like(cohort.clips.curve) if curve is None else curve,
            curve_known=given,
            valid=cohort.clips.valid,
        )

    def ask_frames(
        self,
        frames: UInt8[Tensor, "B H W"],
        position: int,
        lengths: Int[Tensor, "B"],
        ef: Float[Tensor, "B"],
        draws: list[tuple[int | str, ...]],
        most: int,
    ) -> Inputs:
        """One picture each, at `position` of clips of these lengths; equal `draws` mean the same noise and beat."""
        count = len(frames)
        frame = torch.arange(most, device=self.device)
        return Inputs(
            references=frames.to(self.device)[:, None],
            nearest=torch.zeros(count, most, dtype=torch.int64, device=self.device),
            observed=(frame == position).float().expand(count, -1),
            noise=normal_rows([("noise", *draw) for draw in draws], (most, *self.noise)).to(self.device),
            timing_noise=normal_rows([("timing", *draw) for draw in draws], (TIMING_NUMBERS,)).to(self.device),
            ef=ef.to(self.device),
            phase=torch.zeros(count, 3, device=self.device),
            curve=torch.zeros(count, most, 7, device=self.device),
            curve_known=torch.zeros(count, device=self.device),
            valid=(frame < lengths.to(self.device)[:, None]).float(),
        )

    def counterfactual(self, cohort: Cohort, attempt: int = 0, ef: Float[Tensor, "B"] | None = None) -> Made:
        """Another EF, and a beat that the model draws. `ef` replaces the subjects' targets."""
        return self.generator.make(self.ask(cohort, cohort.target if ef is None else ef, attempt))

    def factual(self, cohort: Cohort, attempt: int = 0) -> Made:
        """The subject's own EF and volume curve."""
        return self.generator.make(self.ask(cohort, cohort.clips.ef, attempt, cohort.clips.curve))

    def masks(self, frames: UInt8[Tensor, "N H W"]) -> Float[Tensor, "N 2 H W"]:
        """Both readers' soft LV masks."""
        parts = [self.generator.masks(part.float() / 255.0) for part in frames.split(FRAMES_A_READING)]
        return torch.cat(parts)

    def read(self, frames: UInt8[Tensor, "N H W"]) -> Readings:
        """What both readers see in pictures."""
        parts = [self.generator.read(part) for part in frames.split(FRAMES_A_READING)]
        own, audit, outline, agreement = zip(*parts, strict=True)

        def whole(readings: tuple[Reading, ...]) -> Reading:
            return Reading(*(torch.cat(column) for column in zip(*readings, strict=True)))

        return Readings(whole(own), whole(audit), torch.cat(outline), torch.cat(agreement))

    def audited(self, frames: UInt8[Tensor, "B T H W"], valid: Float[Tensor, "B T"]) -> Float[Tensor, "B"]:
        """EF as a fraction, by the audit, that looks at every frame anew."""
        seen = self.read(frames.flatten(0, 1)).audit
        return ef_of(Reading(*(values.view(valid.shape) for values in seen)), valid)


def ef_of(reading: Reading, valid: Float[Tensor, "B T"]) -> Float[Tensor, "B"]:
    """EF as a fraction of what a reader says of each frame."""
    return ejection_fraction(reading.area, reading.length, valid)
