"""The left ventricle's wall and cavity, and the order in which everything is painted.

Shapes: [B, T, P] unless said otherwise; levels in dB, amplitudes linear.
"""

import math

import torch
from torch import Tensor

from echocohort_lab.draws.beat import smoothstep
from echocohort_lab.phantom.background import background, paint_behind
from echocohort_lab.phantom.chambers import paint_left_atrium, paint_right_atrium, paint_right_ventricle
from echocohort_lab.phantom.geometry import by_side, wide
from echocohort_lab.phantom.painter import Painter, bump, over, soft, tissue
from echocohort_lab.phantom.probe import decibel
from echocohort_lab.phantom.valve import paint_valve

BASAL_SHARE = 0.45  # of its thickness that the wall keeps at the annulus
BASAL_TAPER = 0.25  # over this share of the axis


def wall_brightness(p: Painter) -> tuple[Tensor, Tensor]:
    """dB along the wall with its drop-outs, and the visible share of its thickness."""
    wall, place = p.subject.scene.wall, p.place
    z = place.height.clamp(-0.1, 1.1)
    c1, s1 = torch.cos(math.pi * z), torch.sin(math.pi * z)
    c2, c3, s2 = 2.0 * c1**2 - 1.0, c1 * (4.0 * c1**2 - 3.0), 2.0 * s1 * c1
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
    basal = 1.0 - (1.0 - BASAL_SHARE) * smoothstep((place.height - 1.0 + BASAL_TAPER) / BASAL_TAPER)
    thickness = (place.epi - place.endo) * share * basal
    seen = place.endo + thickness
    level = along + 2.5 * p.texture.still[:, 2] + wide(levels.septum) * (place.lateral <= 0)
    own = tissue(p, levels.myocardium) * decibel(level)
    fade = 1.0 - wide(wall.fade) * smoothstep((off - place.endo) / thickness.clamp(min=1e-3))
    rounded = 0.016 - 0.02 * ((2.0 * (off - place.endo) / thickness - 1.0) ** 2).clamp(max=1.5)
    mask = soft(seen - off, wide(wall.outer_edge)) * fade * soft(length + rounded - place.axial)
    amplitude = over(amplitude, mask * soft(place.axial + wide(v.apical_wall), 0.006), own)
    apical = 0.25 + 0.75 * bump(place.height.clamp(-0.1, 1.1), 0.25)
    glint = bump(off - inner_edge(p), 0.006) * soft(length - place.axial) * (place.axial > 0) * apical
    amplitude = amplitude + wide(wall.specular) * own * glint
    lateral_side = torch.maximum((place.lateral > 0).to(off.dtype), 1.0 - wide(p.subject.neighbours.four_chamber))
    rim = bump(off - place.epi - 0.008, 0.011) * (0.15 + 0.85 * smoothstep((place.height - 0.25) / 0.6))
    shine = tissue(p, levels.pericardium)
    return amplitude + shine * rim * (0.2 + 0.8 * lateral_side) * (~place.below)


def paint_cavity(p: Painter, amplitude: Tensor) -> Tensor:
    """Blood, and papillary muscles in it."""
    wall, place = p.subject.scene.wall, p.place
    off = place.lateral.abs()
    mask = soft(inner_edge(p) - off) * soft(wide(p.motion.length) - place.axial) * soft(place.axial, 0.006)
    amplitude = over(amplitude, mask, p.blood)

    def side(values: Tensor) -> Tensor:
        return by_side(place.lateral, values)

    across = (off - side(wall.papillary_lateral) * place.endo) / side(wall.papillary_width)
    lengthwise = (place.height - side(wall.papillary_place)) / (0.5 * side(wall.papillary_length))
    muscle = side(wall.papillary_level) * torch.exp(-(across**2) - lengthwise**2) * mask
    return amplitude + muscle * tissue(p, p.subject.scene.levels.myocardium)


def paint(p: Painter) -> Tensor:
    """Echo amplitude [B, T, P] before beam gains, clutter and noise."""
    amplitude = background(p)
    layers = (paint_behind, paint_right_ventricle, paint_right_atrium, paint_left_atrium, paint_wall, paint_cavity)
    for layer in layers:
        amplitude = layer(p, amplitude)
    return paint_valve(p, amplitude)
