"""Anatomy and beat of a batch of subjects. Lengths in image heights, angles in radians; every field starts with [B]."""

import math
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor

from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.scene import Scene, sample_scene
from echocohort_lab.timing import TimingPrior

FRAMES = 32  # T: the frames of a rendered clip; shorter ones are padded with black
FRAMES_MIN = 10
EF_RANGE = (0.08, 0.78)
FOUR_CHAMBER_SHARE = 0.65

Batch = TypeVar("Batch")


@dataclass(frozen=True)
class Beat:
    """EF as a fraction, the number of valid frames, and the timing numbers of timing.py."""

    ef: Tensor
    frames: Tensor
    beats: Tensor
    phase_offset: Tensor
    end_systole: Tensor
    isovolumic_relaxation: Tensor
    early_filling_duration: Tensor
    early_filling_share: Tensor
    atrial_start: Tensor


@dataclass(frozen=True)
class Ventricle:
    """The left ventricle at end-diastole, its place in the image, and how it contracts."""

    length: Tensor
    half_width: Tensor  # mean half width over length
    asymmetry: Tensor
    widest: Tensor  # where along the axis, apex 0 to base 1
    apex_power: Tensor
    basal_taper: Tensor
    undulation: Tensor  # [B, 2 sides, 3 sines]
    regional: Tensor  # [B, 2 sides, 2]: regional pattern of the contraction
    longitudinal: Tensor  # exponent of L / L_ED in V / V_ED
    wall: Tensor
    apical_wall: Tensor
    apex_x: Tensor
    apex_y: Tensor
    tilt: Tensor
    bend: Tensor
    rocking: Tensor  # [B, 3]: x, y and angle at full contraction


@dataclass(frozen=True)
class Neighbours:
    """Left atrium, right heart (four-chamber views only) and mitral leaflets."""

    atrium_length: Tensor
    atrium_width: Tensor
    atrium_contraction: Tensor
    atrium_wall: Tensor
    four_chamber: Tensor
    right_width: Tensor
    right_contraction: Tensor
    right_start: Tensor
    leaflet_thickness: Tensor
    leaflet_opening: Tensor  # degrees


@dataclass(frozen=True)
class Subject:
    """A batch of subjects with everything that decides their clips."""

    beat: Beat
    ventricle: Ventricle
    neighbours: Neighbours
    scene: Scene

    @property
    def count(self) -> int:
        return self.beat.ef.shape[0]


def select(batch: Batch, index: Tensor) -> Batch:
    """The same dataclass with every tensor in it indexed along the batch."""
    assert is_dataclass(batch)
    assert not isinstance(batch, type)
    chosen: dict[str, Any] = {}
    for field in fields(batch):
        value = getattr(batch, field.name)
        chosen[field.name] = value[index] if isinstance(value, Tensor) else select(value, index)
    return type(batch)(**chosen)


def sample_beat(sampler: Sampler, ef: Tensor | None, frames: Tensor | None) -> Beat:
    """From the timing prior; EF and frame count are drawn where not given."""
    prior = TimingPrior()
    count = sampler.integers(FRAMES_MIN, FRAMES) if frames is None else frames
    most = (count.float() / prior.frames_per_beat_min).clamp(prior.beats_min + 0.02, prior.beats_max)
    return Beat(
        ef=sampler.uniform(*EF_RANGE) if ef is None else ef,
        frames=count,
        beats=prior.beats_min + (most - prior.beats_min) * sampler.uniform(0.0, 1.0),
        phase_offset=sampler.uniform(0.0, 1.0),
        end_systole=sampler.uniform(*prior.end_systole),
        isovolumic_relaxation=sampler.uniform(*prior.isovolumic_relaxation),
        early_filling_duration=sampler.uniform(*prior.early_filling_duration),
        early_filling_share=sampler.uniform(*prior.early_filling_share),
        atrial_start=sampler.uniform(*prior.atrial_start),
    )


def sample_ventricle(sampler: Sampler, ef: Tensor, probe_x: Tensor) -> Ventricle:
    """Weak hearts are a little longer and rounder, as dilated ones are."""
    weakness = 0.5 - ef
    return Ventricle(
        length=(sampler.normal(0.44, 0.045) + 0.06 * weakness).clamp(0.33, 0.56),
        half_width=(sampler.normal(0.27, 0.03) + 0.05 * weakness).clamp(0.2, 0.36),
        asymmetry=sampler.normal(0.0, 0.08).clamp(-0.2, 0.2),
        widest=sampler.uniform(0.5, 0.75),
        apex_power=sampler.uniform(1.8, 2.5),
        basal_taper=sampler.uniform(0.06, 0.32),
        undulation=sampler.scaled_normal((0.035, 0.025, 0.015), 2),
        regional=sampler.scaled_normal((0.18, 0.12), 2),
        longitudinal=sampler.uniform(0.18, 0.34),
        wall=sampler.uniform(0.036, 0.066),
        apical_wall=sampler.uniform(0.02, 0.04),
        apex_x=probe_x + sampler.normal(0.0, 0.035),
        apex_y=sampler.uniform(0.10, 0.19),
        tilt=sampler.normal(math.radians(3), math.radians(8)).clamp(-0.42, 0.42),
        bend=sampler.normal(0.0, 0.25),
        rocking=sampler.scaled_normal((0.006, 0.006, 0.03)),
    )


def sample_neighbours(sampler: Sampler, ventricle: Ventricle) -> Neighbours:
    return Neighbours(
        atrium_length=ventricle.length * sampler.uniform(0.45, 0.7),
        atrium_width=sampler.uniform(0.85, 1.25),
        atrium_contraction=sampler.uniform(0.1, 0.35),
        atrium_wall=sampler.uniform(0.012, 0.024),
        four_chamber=sampler.chance(FOUR_CHAMBER_SHARE),
        right_width=sampler.uniform(0.07, 0.16),
        right_contraction=sampler.uniform(0.15, 0.45),
        right_start=sampler.uniform(0.12, 0.45),
        leaflet_thickness=sampler.uniform(0.003, 0.006),
        leaflet_opening=sampler.uniform(50.0, 78.0),
    )


def sample_subjects(
    count: int, generator: torch.Generator, ef: Tensor | None = None, frames: Tensor | None = None
) -> Subject:
    """A batch of subjects: the same generator state gives the same subjects."""
    sampler = Sampler(count, generator)
    beat = sample_beat(sampler, ef, frames)
    scene = sample_scene(sampler)
    ventricle = sample_ventricle(sampler, beat.ef, scene.probe.x)
    return Subject(beat, ventricle, sample_neighbours(sampler, ventricle), scene)
