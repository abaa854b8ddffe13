"""Echo levels, and what spoils the picture, drawn for a batch of subjects.

Levels are in dB, angles across the sector in -1..1 of its half angle, lengths in image heights. Ranges were set so that
grey quantiles, speckle size and spectrum come near those of public apical clips; no clip itself was used.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from echocohort_lab.phantom.grid import SEEDS_CLUTTER, SEEDS_COARSE, SEEDS_FINE, SEEDS_STILL, SEEDS_TISSUE
from echocohort_lab.phantom.probe import Probe, blend, decibel, sample_probe
from echocohort_lab.phantom.sampler import Sampler


@dataclass(frozen=True)
class Levels:
    """Echo level of each tissue, dB."""

    myocardium: Tensor
    septum: Tensor  # above the myocardium
    blood: Tensor
    background: Tensor
    pericardium: Tensor
    lung: Tensor  # dB that the lateral side is darker
    deep: Tensor
    near: Tensor
    haze: Tensor
    haze_range: Tensor
    atrial_wall: Tensor  # above the myocardium
    atrial_haze: Tensor  # above the blood
    coarse_texture: Tensor  # deviation of the slow texture of tissue, about 6 pixels wide
    fine_texture: Tensor


@dataclass(frozen=True)
class Wall:
    """Why a wall is not an even ring: brightness along it, drop-out, trabeculae, papillary muscles."""

    brightness: Tensor  # [B, 2, 4] dB
    thickness: Tensor  # [B, 2, 3]
    dropout: Tensor  # [B, 2] dB, septal and lateral
    dropout_place: Tensor
    dropout_width: Tensor
    apical_dropout: Tensor
    apical_width: Tensor
    outer_edge: Tensor
    specular: Tensor
    fade: Tensor
    trabeculae: Tensor
    papillary_level: Tensor  # [B, 2]
    papillary_place: Tensor
    papillary_lateral: Tensor
    papillary_length: Tensor
    papillary_width: Tensor


@dataclass(frozen=True)
class Artefacts:
    """Lateral drop-out, rib shadow, reverberation arcs, a clutter patch and a radial streak; all stand still."""

    right_drop: Tensor
    right_centre: Tensor
    left_drop: Tensor
    left_centre: Tensor
    drop_width: Tensor
    rib: Tensor
    rib_centre: Tensor
    rib_width: Tensor
    rib_edge: Tensor
    arc_level: Tensor  # [B, 3]
    arc_depth: Tensor
    arc_width: Tensor
    arc_centre: Tensor
    arc_span: Tensor
    patch_level: Tensor
    patch_range: Tensor
    patch_centre: Tensor
    patch_width: Tensor
    streak_level: Tensor
    streak_centre: Tensor
    streak_width: Tensor


@dataclass(frozen=True)
class Deep:
    """What lies behind the atria: a pericardial arc with its shadow, patches, loss with depth, an aorta in section."""

    arc_level: Tensor  # amplitude; 0 where there is none
    arc_offset: Tensor  # behind the roof of the atrium
    arc_centre: Tensor  # lateral
    arc_curvature: Tensor  # 1 / image height
    arc_width: Tensor
    arc_span: Tensor
    shadow: Tensor  # dB behind the arc
    patches: Tensor  # dB
    loss: Tensor  # dB an image height, beyond the annulus
    aorta: Tensor  # dB that its lumen is darker; 0 where it is not cut
    aorta_lateral: Tensor
    aorta_radius: Tensor


@dataclass(frozen=True)
class Seeds:
    """White noise that becomes texture, and how fast the tissue leaves the imaging plane."""

    plane_contraction: Tensor  # radians of decorrelation at full contraction
    plane_time: Tensor  # radians over the clip
    tissue: Tensor
    coarse: Tensor
    fine: Tensor
    still: Tensor
    clutter: Tensor


@dataclass(frozen=True)
class Scene:
    probe: Probe
    levels: Levels
    wall: Wall
    artefacts: Artefacts
    deep: Deep
    seeds: Seeds


def sample_levels(s: Sampler, hardness: Tensor) -> Levels:
    myocardium = s.normal(-17.0, 2.5)
    return Levels(
        myocardium=myocardium,
        septum=s.normal(2.5, 2.0),
        blood=myocardium - blend(hardness, s.uniform(13.0, 27.0), s.uniform(24.0, 40.0)),
        background=myocardium - blend(hardness, s.uniform(2.0, 12.0), s.uniform(5.0, 20.0)),
        pericardium=myocardium + s.uniform(4.0, 17.0),
        lung=blend(hardness, s.uniform(0.0, 8.0), s.uniform(3.0, 20.0)),
        deep=myocardium + s.uniform(-16.0, 3.0),
        near=s.uniform(-22.0, -4.0),
        haze=s.uniform(-50.0, -30.0),
        haze_range=s.uniform(0.1, 0.35),
        atrial_wall=s.uniform(-8.0, 3.0),
        atrial_haze=s.uniform(0.0, 8.0),
        coarse_texture=blend(hardness, s.uniform(4.5, 8.0), s.uniform(6.0, 10.5)),
        fine_texture=s.uniform(1.0, 3.0),
    )


def sample_wall(s: Sampler) -> Wall:
    def pair(first: tuple[float, float], second: tuple[float, float]) -> Tensor:
        return torch.stack([s.uniform(*first), s.uniform(*second)], 1)

    septal, lateral = s.chance(0.3) * s.uniform(4.0, 14.0), s.chance(0.6) * s.uniform(6.0, 20.0)
    return Wall(
        brightness=s.scaled_normal((2.6, 2.6, 2.0, 1.5), 2),
        thickness=s.scaled_normal((0.18, 0.16, 0.12), 2),
        dropout=torch.stack([septal, lateral], 1),
        dropout_place=s.uniform(0.1, 0.9, 2),
        dropout_width=s.uniform(0.12, 0.34, 2),
        apical_dropout=s.chance(0.45) * s.uniform(4.0, 16.0),
        apical_width=s.uniform(0.1, 0.22),
        outer_edge=s.uniform(0.004, 0.013),
        specular=s.uniform(0.1, 0.6),
        fade=s.uniform(0.0, 0.55),
        trabeculae=s.uniform(0.0, 0.16),
        papillary_level=torch.stack([s.chance(0.25), s.chance(0.6)], 1) * decibel(s.uniform(-10.0, -1.0, 2)),
        papillary_place=pair((0.34, 0.6), (0.34, 0.66)),
        papillary_lateral=pair((0.7, 0.95), (0.65, 0.95)),
        papillary_length=pair((0.2, 0.4), (0.2, 0.45)),
        papillary_width=s.uniform(0.012, 0.026, 2),
    )


def sample_artefacts(s: Sampler, myocardium: Tensor) -> Artefacts:
    order = torch.tensor([1.0, 2.0, 3.0], device=s.device)
    arc = decibel(myocardium[:, None] + s.uniform(-8.0, 6.0, 3) - 3.0 * (order - 1.0))
    rib_side = 1.0 - 2.0 * s.chance(0.4)
    return Artefacts(
        right_drop=s.chance(0.55) * s.uniform(5.0, 20.0),
        right_centre=s.uniform(0.3, 0.95),
        left_drop=s.chance(0.25) * s.uniform(5.0, 18.0),
        left_centre=s.uniform(-1.0, -0.45),
        drop_width=s.uniform(0.12, 0.35),
        rib=s.chance(0.3) * s.uniform(10.0, 34.0),
        rib_centre=rib_side * s.uniform(0.45, 1.0),
        rib_width=s.uniform(0.06, 0.24),
        rib_edge=s.uniform(0.02, 0.07),
        arc_level=s.chance(0.45, 3) * arc,
        arc_depth=s.uniform(0.04, 0.09, 1) * order + s.normal(0.0, 0.006, 3),
        arc_width=s.uniform(0.004, 0.010, 3),
        arc_centre=s.normal(0.0, 0.5),
        arc_span=s.uniform(0.25, 0.8),
        patch_level=s.chance(0.4) * decibel(myocardium + s.uniform(-16.0, -2.0)),
        patch_range=s.uniform(0.08, 0.22),
        patch_centre=s.normal(0.0, 0.45),
        patch_width=s.uniform(0.2, 0.6),
        streak_level=s.chance(0.25) * decibel(myocardium + s.uniform(-18.0, -4.0)),
        streak_centre=s.uniform(-0.9, 0.9),
        streak_width=s.uniform(0.03, 0.08),
    )


def sample_deep(s: Sampler, levels: Levels, hardness: Tensor) -> Deep:
    return Deep(
        arc_level=s.chance(0.65) * decibel(levels.myocardium + s.uniform(-4.0, 12.0)),
        arc_offset=s.uniform(0.02, 0.09),
        arc_centre=s.uniform(-0.12, 0.18),
        arc_curvature=s.uniform(0.3, 2.2),
        arc_width=s.uniform(0.008, 0.02),
        arc_span=s.uniform(0.10, 0.32),
        shadow=s.uniform(0.0, 16.0),
        patches=blend(hardness, s.uniform(2.0, 6.0), s.uniform(3.0, 9.0)),
        loss=blend(hardness, s.uniform(0.0, 20.0), s.uniform(0.0, 60.0)),
        aorta=s.chance(0.35) * s.uniform(6.0, 16.0),
        aorta_lateral=s.uniform(-0.02, 0.12),
        aorta_radius=s.uniform(0.02, 0.038),
    )


def sample_scene(s: Sampler) -> Scene:
    probe = sample_probe(s)
    levels = sample_levels(s, probe.hardness)
    seeds = Seeds(
        plane_contraction=s.uniform(0.05, 0.45),
        plane_time=s.normal(0.0, 0.25),
        tissue=s.normal(0.0, 1.0, *SEEDS_TISSUE),
        coarse=s.normal(0.0, 1.0, *SEEDS_COARSE),
        fine=s.normal(0.0, 1.0, *SEEDS_FINE),
        still=s.normal(0.0, 1.0, *SEEDS_STILL),
        clutter=s.normal(0.0, 1.0, *SEEDS_CLUTTER),
    )
    deep = sample_deep(s, levels, probe.hardness)
    return Scene(probe, levels, sample_wall(s), sample_artefacts(s, levels.myocardium), deep, seeds)
