"""A bundle on the bench: its modules on one device, and how it is asked.

Shapes: B subjects, T frames, H x W pixels, k noise numbers a frame.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float, UInt8
from numpy.typing import NDArray
from torch import Tensor, nn

from echocohort_lab.evaluation.cohort import CPU, Cohort, cohorts
from echocohort_lab.generate import Inputs, Made
from echocohort_lab.measurer import area_and_length, ejection_fraction
from echocohort_lab.seeds import seeded

TEST, FIT = "test", "fit"  # subjects that figures are about, and those that calibrations are fitted on
TIMING_NUMBERS = 8
VOLUME = 5  # channel of the curve: V / V_ED
FRAMES_A_READING = 1024

Rows = dict[str, NDArray[np.float64]]


@runtime_checkable
class Maker(Protocol):
    """The generator, or what stands in for it."""

    def make(self, inputs: Inputs, steps: int = 1) -> Made: ...


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


@dataclass
class Bench:
    """`audit` gives mask logits of frames [N, 1, H, W] in 0..1; `noise` is the shape of one frame's noise."""

    generator: Maker
    audit: nn.Module
    noise: tuple[int, ...]
    device: torch.device = CPU
    draw: Callable[[str, int, torch.device], Iterator[Cohort]] = cohorts
    _kept: dict[tuple[str, int], list[Cohort]] = field(default_factory=dict, repr=False)

    def cohorts(self, name: str, count: int) -> list[Cohort]:
        """Held-out subjects, rendered once."""
        if (name, count) not in self._kept:
            self._kept[name, count] = list(self.draw(name, count, self.device))
        return self._kept[name, count]

    def each(self, count: int, rows: Callable[[Cohort], dict[str, Tensor]], name: str = TEST) -> Rows:
        """What `rows` says of every subject, one after the other, [count, ...] each."""
        with torch.no_grad(), full_precision():
            parts = [rows(cohort) for cohort in self.cohorts(name, count)]
        return {key: np.concatenate([part[key].double().cpu().numpy() for part in parts]) for key in parts[0]}

    def normals(self, cohort: Cohort, attempt: int, what: str, shape: tuple[int, ...]) -> Float[Tensor, "B *shape"]:
        """Standard normal numbers, the same for a subject and an attempt on every device."""
        rows = [
            torch.randn(shape, generator=seeded(CPU, what, cohort.name, cohort.first + at, attempt))
            for at in range(cohort.count)
        ]
        return torch.stack(rows).to(self.device)

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

    def counterfactual(self, cohort: Cohort, attempt: int = 0, ef: Float[Tensor, "B"] | None = None) -> Made:
        """Another EF, and a beat that the model draws. `ef` replaces the subjects' targets."""
        return self.generator.make(self.ask(cohort, cohort.target if ef is None else ef, attempt))

    def factual(self, cohort: Cohort, attempt: int = 0) -> Made:
        """The subject's own EF and volume curve."""
        return self.generator.make(self.ask(cohort, cohort.clips.ef, attempt, cohort.clips.curve))

    def masks(self, frames: UInt8[Tensor, "B T H W"]) -> Float[Tensor, "B T H W"]:
        """The audit's soft LV masks."""
        flat = frames.flatten(0, 1)[:, None]
        parts = [torch.sigmoid(self.audit(part.float() / 255.0))[:, 0] for part in flat.split(FRAMES_A_READING)]
        return torch.cat(parts).view(frames.shape)

    def audited(self, frames: UInt8[Tensor, "B T H W"], valid: Float[Tensor, "B T"]) -> Float[Tensor, "B"]:
        """EF as a fraction, by the audit."""
        area, length = area_and_length(self.masks(frames).flatten(0, 1))
        return ejection_fraction(area.view(valid.shape), length.view(valid.shape), valid)


def selected(made: Made, valid: Float[Tensor, "B T"]) -> Float[Tensor, "B"]:
    """EF as a fraction, by the generator's own measurer."""
    return ejection_fraction(made.area, made.length, valid)
