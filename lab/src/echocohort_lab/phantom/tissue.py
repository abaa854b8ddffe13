"""Echo amplitude of every point: background, right heart, left atrium, myocardium, cavity, annulus and leaflets.

Each structure is laid over what is there: amplitude + mask * (its own - amplitude), with soft masks.
Shapes: [B, T, P] unless said otherwise; levels in dB, amplitudes linear.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from echocohort_lab.phantom.geometry import Beats, Motion, Place, by_side, wide
from echocohort_lab.phantom.scene import decibel
from echocohort_lab.phantom.speckle import Texture
from echocohort_lab.phantom.subject import Subject
from echocohort_lab.timing import smoothstep

EDGE = 0.005
DEEP_PLACE, DEEP_WIDTH = 0.88, 0.09
ANTERIOR_SHARE, POSTERIOR_SHARE = 0.60, 0.46  # of the annulus that each leaflet spans
LEAFLET_CLOSED = 6.0  # degrees


class Painter(NamedTuple):
    """All that a structure's shape and brightness depend on."""

    subject: Subject
    beats: Beats
    motion: Motion
    place: Place
    texture: Texture
    depth: Tensor  # [B, 1, P] distance from the probe


def soft(distance: Tensor, edge: Tensor | float = EDGE) -> Tensor:
    """1 where the distance is positive, 0 where negative."""
    return torch.sigmoid(distance / edge)


def bump(distance: Tensor, width: Tensor | float) -> Tensor:
    return torch.exp(-((distance / width) ** 2))


def over(below: Tensor, mask: Tensor, own: Tensor) -> Tensor:
    return below + mask * (own - below)


def tissue_level(p: Painter, level: Tensor, coarse: float, fine: float = 1.0) -> Tensor:
    """A level in dB with the slow texture of tissue on it."""
    return wide(level) + coarse * p.texture.coarse + fine * wide(p.subject.scene.levels.mid_texture) * p.texture.fine


def background(p: Painter) -> Tensor:
    levels, still, place = p.subject.scene.levels, p.texture.still, p.place
    lung = 7.0 * (place.lateral > 0) * smoothstep((place.lateral.abs() - place.epi - 0.02) / 0.15) * (~place.below)
    amplitude = decibel(tissue_level(p, levels.background, 4.5) + 4.0 * still[:, 0] - lung)
    far = bump(p.depth - DEEP_PLACE * wide(p.subject.scene.probe.depth), DEEP_WIDTH)
    return amplitude + decibel(wide(levels.deep)) * far * decibel(4.0 * still[:, 1] - 2.0)


def blood(p: Painter) -> Tensor:
    return decibel(wide(p.subject.scene.levels.blood) + 1.5 * p.texture.still[:, 1])


def atrial_blood(p: Painter) -> Tensor:
    haze = wide(p.subject.scene.levels.atrial_haze) * (0.5 + 0.5 * torch.tanh(p.texture.fine))
    return blood(p) * decibel(haze)


def paint_right_heart(p: Painter, amplitude: Tensor) -> Tensor:
    """Right ventricle and atrium, on the left of four-chamber views."""
    n, v, place, levels = p.subject.neighbours, p.subject.ventricle, p.place, p.subject.scene.levels
    shown, above = wide(n.four_chamber), ~place.below
    out = -place.lateral - place.epi
    along = ((place.height - wide(n.right_start)) / (1.02 - wide(n.right_start))).clamp(0.0, 1.0)
    squeeze = 1.0 - wide(n.right_contraction) * wide(p.motion.contraction) * 0.6
    width = wide(n.right_width) * squeeze * torch.sqrt(along * (1.35 - 0.35 * along) + 1e-6)
    wall = soft(out) * soft(width + 0.02 - out) * soft(along - 0.02, 0.01) * above * shown
    amplitude = over(amplitude, wall, decibel(wide(levels.myocardium) + 1.0 + 3.0 * p.texture.coarse))
    rough = width * (1.0 - 0.25 * p.texture.fine.clamp(0.0, 1.5))
    cavity = soft(out - 0.004) * soft(rough - out) * soft(along - 0.05, 0.01) * above * shown
    amplitude = over(amplitude, cavity, atrial_blood(p))
    basal = wide(v.half_width * v.length * (1.0 - v.basal_taper) * n.atrium_width)
    centre = wide(n.right_width) * 0.9 + basal * 0.95 + 0.02
    across = (-place.lateral - centre) / (wide(n.right_width) * 0.75 + 0.03)
    inside = 1.0 - torch.sqrt(across**2 + ((place.atrium - 0.38) / 0.5) ** 2 + 1e-6)
    right_atrium = soft(inside + 0.12 * p.texture.fine, 0.08) * shown * (place.axial > wide(p.motion.length) - 0.02)
    return over(amplitude, right_atrium, atrial_blood(p))


def paint_left_atrium(p: Painter, amplitude: Tensor) -> Tensor:
    n, place, levels = p.subject.neighbours, p.place, p.subject.scene.levels
    past = place.axial - wide(p.motion.length)
    off = place.lateral.abs()
    wall = soft(place.atrium_width + wide(n.atrium_wall) - off) * soft(past, 0.006) * soft(1.06 - place.atrium, 0.02)
    level = tissue_level(p, levels.myocardium + levels.atrial_wall, 3.5) + 2.0 * p.texture.still[:, 2]
    amplitude = over(amplitude, wall, decibel(level))
    cavity = soft(place.atrium_width - off) * soft(past - 0.004) * soft(0.97 - place.atrium, 0.02)
    return over(amplitude, cavity, atrial_blood(p))


def wall_brightness(p: Painter) -> tuple[Tensor, Tensor]:
    """dB along the wall with its drop-outs, and the visible share of its thickness."""
    wall, place = p.subject.scene.wall, p.place
    z = place.height.clamp(-0.1, 1.1)
    c1, c2, c3 = (torch.cos(k * math.pi * z) for k in (1, 2, 3))
    s2 = torch.sin(2.0 * math.pi * z)
    waves = [by_side(place.lateral, wall.brightness[:, :, k]) for k in range(4)]
    level = waves[0] * c1 + waves[1] * s2 + waves[2] * c2 + waves[3] * c3
    level = level - wide(wall.apical_dropout) * bump(z, wide(wall.apical_width))
    centre, width = by_side(place.lateral, wall.dropout_place), by_side(place.lateral, wall.dropout_width)
    level = level - by_side(place.lateral, wall.dropout) * bump(z - centre, width)
    bumps = [by_side(place.lateral, wall.thickness[:, :, k]) for k in range(3)]
    return level, (1.0 + bumps[0] * c1 + bumps[1] * s2 + bumps[2] * c3).clamp(0.45, 1.5)


def inner_edge(p: Painter) -> Tensor:
    """The trabeculated edge that is seen; the mask keeps the smooth one."""
    rough = wide(p.subject.scene.wall.trabeculae) * p.texture.fine.clamp(0.0, 1.6)
    return p.place.endo * (1.0 - rough * (1.25 - p.place.height.clamp(-0.1, 1.1)))


def paint_wall(p: Painter, amplitude: Tensor) -> Tensor:
    """Myocardium, specular inner edge, pericardium."""
    wall, place, levels, v = p.subject.scene.wall, p.place, p.subject.scene.levels, p.subject.ventricle
    off, length = place.lateral.abs(), wide(p.motion.length)
    along, share = wall_brightness(p)
    seen = place.endo + (place.epi - place.endo) * share
    level = tissue_level(p, levels.myocardium, 3.5, 0.8) + wide(levels.septum) * (place.lateral <= 0)
    own = decibel(level + 2.5 * p.texture.still[:, 2] + along)
    fade = 1.0 - wide(wall.fade) * smoothstep((off - place.endo) / (seen - place.endo).clamp(min=1e-3))
    mask = soft(seen - off, wide(wall.outer_edge)) * fade * soft(length + 0.008 - place.axial)
    amplitude = over(amplitude, mask * soft(place.axial + wide(v.apical_wall), 0.006), own)
    apical = 0.25 + 0.75 * bump(place.height.clamp(-0.1, 1.1), 0.25)
    glint = bump(off - inner_edge(p), 0.006) * soft(length - place.axial) * (place.axial > 0) * apical
    amplitude = amplitude + wide(wall.specular) * own * glint
    lateral_side = torch.maximum((place.lateral > 0).to(off.dtype), 1.0 - wide(p.subject.neighbours.four_chamber))
    rim = bump(off - place.epi - 0.008, 0.011) * (0.15 + 0.85 * smoothstep((place.height - 0.25) / 0.6))
    shine = decibel(tissue_level(p, levels.pericardium, 3.0) + 0.5 * along)
    return amplitude + shine * rim * (0.2 + 0.8 * lateral_side) * (~place.below)


def paint_cavity(p: Painter, amplitude: Tensor) -> Tensor:
    """Blood, and papillary muscles in it."""
    wall, place = p.subject.scene.wall, p.place
    off = place.lateral.abs()
    mask = soft(inner_edge(p) - off) * soft(wide(p.motion.length) - place.axial) * soft(place.axial, 0.006)
    amplitude = over(amplitude, mask, blood(p))

    def side(values: Tensor) -> Tensor:
        return by_side(place.lateral, values)

    middle, half = side(wall.papillary_place), 0.5 * side(wall.papillary_length)
    muscle = side(wall.papillary_level) * bump(
        off - side(wall.papillary_lateral) * place.endo, side(wall.papillary_width)
    )
    muscle = muscle * soft(place.height - (middle - half), 0.03) * soft(middle + half - place.height, 0.02) * mask
    return amplitude + muscle * decibel(wide(p.subject.scene.levels.myocardium) + 2.0 * p.texture.fine)


def annulus_half_width(p: Painter, side: int, sign: float) -> Tensor:
    """Distance of the left (0) or right (1) annulus from the axis, [B, T, 1]."""
    v = p.subject.ventricle
    at_base = 1.0 - v.regional[:, side, 0] + v.regional[:, side, 1]
    width = v.half_width * v.length * (1.0 + sign * v.asymmetry) * (1.0 - v.basal_taper)
    return wide(width) * (1.0 - wide(p.motion.narrowing) * wide(at_base))


def paint_valve(p: Painter, amplitude: Tensor) -> Tensor:
    """Annulus points, and two bowed leaflets that open with the flow."""
    place, levels, n = p.place, p.subject.scene.levels, p.subject.neighbours
    left, right = annulus_half_width(p, 0, -1.0), annulus_half_width(p, 1, 1.0)
    height = wide(p.motion.length) - place.axial
    for hinge in (-left - 0.006, right + 0.006):
        amplitude = amplitude + decibel(wide(levels.annulus)) * bump(place.lateral - hinge, 0.016) * bump(height, 0.015)
    angle = torch.deg2rad(LEAFLET_CLOSED + wide(p.beats.opening) * wide(n.leaflet_opening))
    cos, sin = torch.cos(angle), torch.sin(angle)
    for hinge, inward, share in ((-left, 1.0, ANTERIOR_SHARE), (right, -1.0, POSTERIOR_SHARE)):
        span = share * (left + right)
        across = (place.lateral - hinge) * inward
        along = torch.minimum((across * cos + height * sin).clamp(min=0), span)
        bow = 0.10 * span * torch.sin(math.pi * along / span)
        distance = (across - along * cos + bow * sin) ** 2 + (height - along * sin - bow * cos) ** 2
        thin = torch.exp(-distance / (2.0 * wide(n.leaflet_thickness) ** 2))
        amplitude = amplitude + decibel(wide(levels.leaflet)) * thin
    return amplitude


def paint(p: Painter) -> Tensor:
    """Echo amplitude [B, T, P] before beam gains, clutter and noise."""
    amplitude = background(p)
    for layer in (paint_right_heart, paint_left_atrium, paint_wall, paint_cavity, paint_valve):
        amplitude = layer(p, amplitude)
    return amplitude
