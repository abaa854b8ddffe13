"""The scanner and what spoils its picture, drawn for a batch of subjects.

Levels are in dB, angles across the sector in -1..1 of its half angle, lengths in image heights. Ranges were set so that
grey quantiles, speckle size and spectrum come near those of public apical clips; no clip itself was used.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from echocohort_lab.phantom.grid import SEEDS_CLUTTER, SEEDS_COARSE, SEEDS_FINE, SEEDS_STILL, SEEDS_TISSUE
from echocohort_lab.phantom.sampler import Sampler


def decibel(level: Tensor) -> Tensor:
    """Amplitude of a level in dB."""
    return torch.exp(level * (math.log(10.0) / 20.0))


@dataclass(frozen=True)
class Probe:
    """Sector, blur, compression and receiver noise."""

    x: Tensor
    y: Tensor
    half_angle: Tensor
    depth: Tensor
    dynamic_range: Tensor  # dB
    gain: Tensor  # dB
    gamma: Tensor
    attenuation: Tensor  # dB an image height
    axial_blur: Tensor  # sigma of the point-spread function, polar samples
    lateral_blur: Tensor
    noise: Tensor  # dB
    noise_slope: Tensor  # dB an image height
    display_axial: Tensor  # sigma of the display's smoothing, polar samples
    display_lateral: Tensor
    beam_gain: Tensor  # [B, 9] dB, knots across the sector


@dataclass(frozen=True)
class Levels:
    """Echo level of each tissue, dB."""

    myocardium: Tensor
    septum: Tensor  # above the myocardium
    blood: Tensor
    background: Tensor
    pericardium: Tensor
    annulus: Tensor
    leaflet: Tensor
    deep: Tensor
    near: Tensor
    haze: Tensor
    haze_range: Tensor
    atrial_wall: Tensor  # above the myocardium
    atrial_haze: Tensor  # above the blood
    mid_texture: Tensor


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
    seeds: Seeds


def sample_probe(s: Sampler) -> Probe:
    display_axial = s.uniform(0.15, 0.6)
    return Probe(
        x=s.normal(0.0, 0.012),
        y=s.uniform(0.0, 0.035),
        half_angle=torch.deg2rad(s.uniform(33.0, 46.0)),
        depth=s.uniform(0.9, 1.0),
        dynamic_range=s.uniform(46.0, 66.0),
        gain=s.normal(-5.5, 3.0).clamp(-10.0, 0.0),
        gamma=s.uniform(0.95, 1.4) + s.chance(0.35) * s.uniform(0.2, 0.9),
        attenuation=s.uniform(-2.0, 9.0),
        axial_blur=s.uniform(0.46, 0.74),
        lateral_blur=s.uniform(0.8, 1.3),
        noise=s.uniform(-68.0, -51.0),
        noise_slope=s.uniform(0.0, 14.0),
        display_axial=display_axial,
        display_lateral=display_axial + s.uniform(0.0, 0.5),
        beam_gain=s.normal(0.0, 1.0, 9) * s.uniform(2.0, 6.0, 1),
    )


def sample_levels(s: Sampler) -> Levels:
    myocardium = s.normal(-17.0, 2.5)
    return Levels(
        myocardium=myocardium,
        septum=s.normal(2.5, 2.0),
        blood=myocardium - s.uniform(22.0, 38.0),
        background=myocardium - s.uniform(2.0, 16.0),
        pericardium=myocardium + s.uniform(4.0, 17.0),
        annulus=myocardium + s.uniform(4.0, 14.0),
        leaflet=myocardium + s.uniform(-2.0, 9.0),
        deep=myocardium + s.uniform(-16.0, 5.0),
        near=s.uniform(-22.0, -4.0),
        haze=s.uniform(-50.0, -30.0),
        haze_range=s.uniform(0.1, 0.35),
        atrial_wall=s.uniform(-10.0, 2.0),
        atrial_haze=s.uniform(0.0, 10.0),
        mid_texture=s.uniform(1.5, 4.5),
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
        papillary_level=torch.stack([s.chance(0.35), s.chance(0.75)], 1) * decibel(s.uniform(-7.0, 1.0, 2)),
        papillary_place=pair((0.34, 0.6), (0.34, 0.66)),
        papillary_lateral=pair((0.62, 0.9), (0.55, 0.85)),
        papillary_length=pair((0.25, 0.5), (0.25, 0.55)),
        papillary_width=s.uniform(0.010, 0.020, 2),
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
        streak_width=s.uniform(0.015, 0.05),
    )


def sample_scene(s: Sampler) -> Scene:
    levels = sample_levels(s)
    seeds = Seeds(
        plane_contraction=s.uniform(0.05, 0.45),
        plane_time=s.normal(0.0, 0.25),
        tissue=s.normal(0.0, 1.0, *SEEDS_TISSUE),
        coarse=s.normal(0.0, 1.0, *SEEDS_COARSE),
        fine=s.normal(0.0, 1.0, *SEEDS_FINE),
        still=s.normal(0.0, 1.0, *SEEDS_STILL),
        clutter=s.normal(0.0, 1.0, *SEEDS_CLUTTER),
    )
    return Scene(sample_probe(s), levels, sample_wall(s), sample_artefacts(s, levels.myocardium), seeds)
