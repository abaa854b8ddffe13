"""Held-out subjects as silhouettes, and generators and readers whose figures are known beforehand.

Subjects are the phantom's, with its exact masks and motion, but drawn as bright cavities: rendering would take most of
the time and nothing that is tested on them looks at speckle.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor

from echocohort_lab.bundles.generate import Inputs, Made
from echocohort_lab.data.pool import without_seeds
from echocohort_lab.draws.beat import TimingPrior
from echocohort_lab.networks.timing_flow import anchor_position, decode, timed_curve
from echocohort_lab.phantom.geometry import beats, solve_motion, ventricle_mask
from echocohort_lab.phantom.render import Clips, curve_of
from echocohort_lab.picture.move import identity_grid, places, sampled, warp
from echocohort_lab.readers.outline import dice
from echocohort_lab.readers.readings import Readings, readings_of
from echocohort_lab.trials.bench import Bench
from echocohort_lab.trials.cohort import Cohort, draw_subject, joined

SUBJECTS = 6
SIDE = 56  # half the phantom's: a quarter of the time
GRID = 28
NOISE = (4, 1, 1)


def silhouettes(name: str, count: int, device: torch.device) -> Iterator[Cohort]:
    """Held-out subjects as bright cavities on a grained ground, seen at their fullest frame."""
    drawn = [draw_subject(name, number) for number in range(count)]
    subject = joined([subject for subject, _, _ in drawn])
    b = beats(subject.beat)
    motion = solve_motion(subject.ventricle, b.volume, b.contraction)
    mask = ventricle_mask(subject.ventricle, motion, SIDE) * b.valid[:, :, None, None]
    grain = torch.rand(mask.shape, generator=torch.Generator().manual_seed(len(name) + count))
    video = ((0.1 * grain + 0.9 * mask) * b.valid[:, :, None, None] * 255.0).round().to(torch.uint8)
    clips = Clips(video, mask, curve_of(b), b.valid, subject.beat.ef, without_seeds(subject), b, motion)
    target = torch.tensor([target for _, _, target in drawn])
    position = torch.where(b.valid > 0, b.contraction, 2.0).argmin(1)
    yield Cohort(name, 0, clips, position.to(device), target.to(device))


def still(batch: int, frames: int) -> Tensor:
    return torch.zeros(batch, frames, 2, GRID, GRID)


def drawn_curve(x: Inputs, reads_phase: bool) -> Tensor:
    """A beat of the prior, or the one that was given. The phase to read is always end-diastole."""
    beat = decode(x.timing_noise, x.valid.sum(1), TimingPrior())
    if reads_phase:
        beat = beat._replace(anchor_phase=torch.zeros_like(beat.anchor_phase))
    drawn = timed_curve(beat, x.ef, x.valid, anchor_position(x.observed))
    return torch.where(x.curve_known[:, None, None] > 0, x.curve, drawn)


@dataclass
class Readers:
    """Two readers that are never wrong: the cavity is what is bright. `smaller` is what the second one misses of it."""

    smaller: float = 0.0

    def masks(self, grey: Tensor) -> Tensor:
        own = torch.sigmoid(200.0 * (grey - 0.5))
        return torch.stack([own, own * (1.0 - self.smaller)], 1)

    def read(self, frames: Tensor) -> Readings:
        masks = self.masks(frames.float() / 255.0)
        return readings_of(masks, dice(*masks.unbind(1)))

    def made_of(self, x: Inputs, frames: Tensor, curve: Tensor, displacement: Tensor) -> Made:
        """With what the readers' masks of the reference are after the displacement."""
        grey = x.references.float() / 255.0
        masks = self.masks(grey[:, 0])
        look = places(displacement, x.nearest, 1, grey.shape[-1])
        moved = sampled(masks[:, None], look, 1).transpose(1, 2).flatten(0, 1)
        carried = readings_of(moved, dice(*masks.unbind(1))[:, None]).clips(len(grey))
        return Made(frames, curve, carried, displacement)


class Copier(Readers):
    """Repeats the observed frame."""

    def make(self, inputs: Inputs, steps: int = 1) -> Made:
        copied = inputs.references[:, :1].expand(-1, inputs.valid.shape[1], -1, -1)
        frames = (copied * inputs.valid[:, :, None, None]).to(torch.uint8)
        return self.made_of(inputs, frames, drawn_curve(inputs, reads_phase=False), still(*inputs.valid.shape))


@dataclass
class Shrinker(Readers):
    """Scales the observed frame about its cavity so that the volume is exactly the curve's; `factor` spoils the EF."""

    factor: float = 1.0
    asked: list[Tensor] = field(default_factory=list)

    def make(self, inputs: Inputs, steps: int = 1) -> Made:
        self.asked.append(inputs.ef)
        curve = drawn_curve(inputs, reads_phase=True)
        picture = inputs.references[:, 0].float() / 255.0
        side = picture.shape[-1]
        weight = torch.sigmoid(200.0 * (picture - 0.5))
        grid = identity_grid(side, picture)
        centre = (weight[:, None] * grid).sum((2, 3)) / weight.sum((1, 2))[:, None]
        volume = 1.0 - self.factor * (1.0 - curve[:, :, 5])
        scale = torch.where(inputs.valid > 0, volume, 1.0).clamp(min=0.02) ** (1.0 / 3.0)
        coarse = identity_grid(GRID, picture)[:, None] - centre[:, None, :, None, None]
        displacement = coarse * (1.0 / scale - 1.0)[:, :, None, None, None]
        displacement = displacement * (1.0 - inputs.observed)[:, :, None, None, None]
        source = picture[:, None, None].expand(-1, scale.shape[1], -1, -1, -1)
        moved = warp(source.flatten(0, 1), displacement.flatten(0, 1)).view(*scale.shape, side, side)
        frames = (moved * inputs.valid[:, :, None, None] * 255.0).round().to(torch.uint8)
        return self.made_of(inputs, frames, curve, displacement)


class Hider(Shrinker):
    """Moves as it was asked to, and shows the observed frame all the same."""

    def make(self, inputs: Inputs, steps: int = 1) -> Made:
        return super().make(inputs)._replace(frames=Copier().make(inputs).frames)


class Starter(Copier):
    """Begins every beat at end-diastole, whatever it sees."""

    def make(self, inputs: Inputs, steps: int = 1) -> Made:
        beat = decode(inputs.timing_noise, inputs.valid.sum(1), TimingPrior())
        start = torch.zeros_like(inputs.ef)
        curve = timed_curve(beat._replace(anchor_phase=start), inputs.ef, inputs.valid, start)
        return super().make(inputs)._replace(curve=curve)


class Seer(Readers):
    """Knows every subject's own clip."""

    def __init__(self, cohorts: list[Cohort]) -> None:
        super().__init__()
        self.clips = cohorts[0].clips

    def make(self, inputs: Inputs, steps: int = 1) -> Made:
        return self.made_of(inputs, self.clips.video, self.clips.curve, still(*inputs.valid.shape))


def bench_of(generator: Copier | Shrinker | Seer) -> Bench:
    return Bench(generator, NOISE, draw=silhouettes)
