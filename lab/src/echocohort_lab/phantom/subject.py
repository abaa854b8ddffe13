"""Anatomy and beat of a batch of subjects. Lengths in image heights, angles in radians; every field starts with [B]."""

import math
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor

from echocohort_lab.draws.beat import TimingPrior
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.scene import Scene, sample_scene

FRAMES = 32  # T: the frames of a rendered clip; shorter ones are padded with black
FRAMES_MIN = 10
EF_RANGE = (0.08, 0.78)
FOUR_CHAMBER_SHARE = 0.65

Batch = TypeVar("Batch")


@dataclass(frozen=True)
class Beat:
    """EF as a fraction, the number of valid frames, and the timing numbers of draws/beat.py."""

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
    """Left atrium, and the right heart (four-chamber views only)."""

    atrium_length: Tensor
    atrium_width: Tensor  # widest over the annulus' width
    atrium_contraction: Tensor
    atrium_wall: Tensor
    atrium_septum: Tensor  # thickness between the atria
    fossa: Tensor  # dB that the middle of that septum is darker
    atrium_edge: Tensor  # how blurred its outline is
    atrium_bulge: Tensor  # [B, 3] shares of the radius: unevenness of the atrium's outline
    four_chamber: Tensor
    right_width: Tensor
    right_contraction: Tensor
    right_start: Tensor
    right_atrium_width: Tensor


@dataclass(frozen=True)
class Valve:
    """Mitral annulus and leaflets; [B, 2] holds the septal (anterior) and the lateral (posterior) one."""

    annulus: Tensor  # [B, 2] dB
    annulus_size: Tensor  # [B, 2]
    span: Tensor  # [B, 2] leaflet length over the annulus' width
    closed: Tensor  # [B, 2] radians from the annulus' plane
    opened: Tensor  # [B, 2] radians more at full flow
    bow: Tensor  # [B, 2] bow over length
    curl: Tensor  # [B, 2] how much of the bow is S-shaped
    thickness: Tensor  # [B, 2] sigma
    tip: Tensor  # thickening towards the tip
    level: Tensor  # [B, 2] dB
    diastasis: Tensor  # opening between early filling and the atrial kick
    tricuspid: Tensor  # dB


@dataclass(frozen=True)
class Subject:
    """A batch of subjects with everything that decides their clips."""

    beat: Beat
    ventricle: Ventricle
    neighbours: Neighbours
    valve: Valve
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


def sample_beat(sampler: Sampler, ef: Tensor | None, frames: Tensor | None, half_cycle_share: float = 0.0) -> Beat:
    """From the timing prior; EF and frame count are drawn where not given.

    Some clips are half cycles, as in data sets that label only end-diastole and end-systole: the first frame is
    end-diastole and the last is end-systole.
    """
    prior = TimingPrior()
    count = sampler.integers(FRAMES_MIN, FRAMES) if frames is None else frames
    most = (count.float() / prior.frames_per_beat_min).clamp(prior.beats_min + 0.02, prior.beats_max)
    beats = prior.beats_min + (most - prior.beats_min) * sampler.uniform(0.0, 1.0)
    offset, end_systole = sampler.uniform(0.0, 1.0), sampler.uniform(*prior.end_systole)
    half = sampler.chance(half_cycle_share) > 0
    return Beat(
        ef=sampler.uniform(*EF_RANGE) if ef is None else ef,
        frames=count,
        beats=torch.where(half, end_systole, beats),
        phase_offset=torch.where(half, 0.0, offset),
        end_systole=end_systole,
        isovolumic_relaxation=sampler.uniform(*prior.isovolumic_relaxation),
        early_filling_duration=sampler.uniform(*prior.early_filling_duration),
        early_filling_share=sampler.uniform(*prior.early_filling_share),
        atrial_start=sampler.uniform(*prior.atrial_start),
    )


def sample_ventricle(sampler: Sampler, ef: Tensor, probe_x: Tensor) -> Ventricle:
    """Weak hearts are a little longer and rounder, as dilated ones are."""
    weakness = 0.5 - ef
    return Ventricle(
        length=(sampler.normal(0.45, 0.05) + 0.06 * weakness).clamp(0.33, 0.58),
        half_width=(sampler.normal(0.28, 0.033) + 0.05 * weakness).clamp(0.2, 0.37),
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
    """The atrium's roof mostly stays inside the sector, as sonographers set the depth."""
    room = sampler.uniform(0.86, 0.98) - ventricle.apex_y - ventricle.length
    return Neighbours(
        atrium_length=torch.minimum(ventricle.length * sampler.uniform(0.42, 0.72), room.clamp(min=0.13)),
        atrium_width=sampler.uniform(1.04, 1.34),
        atrium_contraction=sampler.uniform(0.1, 0.35),
        atrium_wall=sampler.uniform(0.010, 0.024),
        atrium_septum=sampler.uniform(0.007, 0.016),
        fossa=sampler.chance(0.6) * sampler.uniform(3.0, 12.0),
        atrium_edge=sampler.uniform(0.005, 0.018),
        atrium_bulge=sampler.scaled_normal((0.08, 0.06, 0.04)),
        four_chamber=sampler.chance(FOUR_CHAMBER_SHARE),
        right_width=sampler.uniform(0.08, 0.17),
        right_contraction=sampler.uniform(0.15, 0.45),
        right_start=sampler.uniform(0.12, 0.45),
        right_atrium_width=sampler.uniform(0.14, 0.24),
    )


def sample_valve(sampler: Sampler, myocardium: Tensor) -> Valve:
    """Closed leaflets meet: their spans and angles are those of a shallow tent. One side is at times hardly seen."""

    def pair(anterior: tuple[float, float], posterior: tuple[float, float]) -> Tensor:
        return torch.stack([sampler.uniform(*anterior), sampler.uniform(*posterior)], 1)

    closed = torch.deg2rad(pair((6.0, 20.0), (14.0, 32.0)))
    meeting = sampler.uniform(0.58, 0.68)
    reach = torch.stack([meeting, 1.03 - meeting], 1)
    faint = sampler.chance(0.25, 1) * sampler.uniform(0.0, 14.0, 2)
    return Valve(
        annulus=myocardium[:, None] + sampler.uniform(-6.0, 8.0, 2) - sampler.chance(0.3, 2) * 14.0,
        annulus_size=sampler.uniform(0.008, 0.018, 2),
        span=reach / torch.cos(closed),
        closed=closed,
        opened=torch.deg2rad(pair((45.0, 72.0), (35.0, 62.0))),
        bow=pair((-0.04, 0.2), (-0.04, 0.16)),
        curl=sampler.uniform(-0.8, 1.2, 2),
        thickness=pair((0.0030, 0.0065), (0.0030, 0.0060)),
        tip=sampler.uniform(0.0, 0.8),
        level=myocardium[:, None] + sampler.uniform(-7.0, 6.0, 1) + sampler.normal(0.0, 2.0, 2) - faint,
        diastasis=sampler.uniform(0.25, 0.55),
        tricuspid=myocardium + sampler.uniform(-12.0, 3.0),
    )


def sample_subjects(
    count: int,
    generator: torch.Generator,
    ef: Tensor | None = None,
    frames: Tensor | None = None,
    half_cycle_share: float = 0.0,
) -> Subject:
    """A batch of subjects: the same generator state gives the same subjects."""
    sampler = Sampler(count, generator)
    beat = sample_beat(sampler, ef, frames, half_cycle_share)
    scene = sample_scene(sampler)
    ventricle = sample_ventricle(sampler, beat.ef, scene.probe.x)
    neighbours = sample_neighbours(sampler, ventricle)
    return Subject(beat, ventricle, neighbours, sample_valve(sampler, scene.levels.myocardium), scene)
