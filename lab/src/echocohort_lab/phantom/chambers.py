"""The chambers beside and below the left ventricle. Shapes: [B, T, P] unless said otherwise."""

import torch
from torch import Tensor

from echocohort_lab.phantom.geometry import sines, wide
from echocohort_lab.phantom.painter import Painter, bump, over, soft, tissue
from echocohort_lab.phantom.probe import decibel

TRICUSPID_NEARER = 0.018  # the tricuspid valve sits this much nearer to the apex than the mitral
RIGHT_ATRIUM_START = -0.55  # where the tricuspid annulus cuts the ellipse of the right atrium


def septal_side(p: Painter) -> Tensor:
    """1 where a point lies towards the right heart of a four-chamber view."""
    return (p.place.lateral <= 0) * wide(p.subject.neighbours.four_chamber)


def paint_right_ventricle(p: Painter, amplitude: Tensor) -> Tensor:
    """On the left of four-chamber views; its wall is thin and rough inside."""
    n, place, levels = p.subject.neighbours, p.place, p.subject.scene.levels
    out = -place.lateral - place.epi
    along = ((place.height - wide(n.right_start)) / (1.0 - wide(n.right_start))).clamp(0.0, 1.15)
    squeeze = 1.0 - wide(n.right_contraction) * wide(p.motion.contraction) * 0.6
    width = wide(n.right_width) * squeeze * torch.sqrt(along * (1.35 - 0.4 * along) + 1e-6)
    above = soft(wide(p.motion.length) - TRICUSPID_NEARER - place.axial, 0.004) * wide(n.four_chamber)
    wall = soft(out) * soft(width + 0.018 - out, 0.007) * soft(along - 0.02, 0.01) * above
    amplitude = over(amplitude, wall, tissue(p, levels.myocardium - 1.0))
    rough = width * (1.0 - 0.25 * p.texture.fine.clamp(0.0, 1.5))
    cavity = soft(out - 0.004) * soft(rough - out) * soft(along - 0.05, 0.01) * above
    return over(amplitude, cavity, p.atrial_blood)


def paint_right_atrium(p: Painter, amplitude: Tensor) -> Tensor:
    """Rounded, beside the septum between the atria; the tricuspid valve lies over it."""
    n, place, levels = p.subject.neighbours, p.place, p.subject.scene.levels
    shown = wide(n.four_chamber)
    past = place.axial - wide(p.motion.length) + TRICUSPID_NEARER
    u = RIGHT_ATRIUM_START + (1.0 - RIGHT_ATRIUM_START) * past / wide(n.atrium_length * 0.92)
    out = -place.lateral - place.atrium_width - wide(n.atrium_septum)
    middle = 0.5 * wide(n.right_atrium_width)
    across = (out - middle) / middle
    inside = 1.0 - torch.sqrt(across**2 * (0.75 + 0.25 * across**2) + u**2 + 1e-6) + 0.05 * p.texture.coarse
    below = soft(past, 0.004) * shown
    wall = soft(inside + 0.13, 0.06) * below
    amplitude = over(amplitude, wall, tissue(p, levels.myocardium + levels.atrial_wall - 3.0))
    amplitude = over(amplitude, soft(inside, 0.05) * below, p.atrial_blood)
    sag = 0.012 * torch.cos(1.6 * across) * (1.0 - 2.2 * wide(p.beats.flow))
    leaflets = bump(past + sag, 0.007) * soft(0.95 - across.abs(), 0.05) * shown
    return amplitude + tissue(p, p.subject.valve.tricuspid) * leaflets * (1.0 - 0.6 * wide(p.beats.flow))


def paint_left_atrium(p: Painter, amplitude: Tensor) -> Tensor:
    """An uneven ellipse; its septum is thinner than its other walls and faint in the middle."""
    n, place, levels = p.subject.neighbours, p.place, p.subject.scene.levels
    past = place.axial - wide(p.motion.length)
    side = torch.sign(place.lateral)
    first, second, third = sines(place.atrium.clamp(0.0, 1.2))
    bulge = [wide(n.atrium_bulge[:, k]) for k in range(3)]
    radius = place.atrium_radius - side * (bulge[0] * first + bulge[2] * third) - bulge[1] * second
    radius = radius + 0.05 * p.texture.coarse
    outside = (radius - 1.0) * place.atrium_scale
    septal = septal_side(p)
    thickness = wide(n.atrium_wall) + septal * wide(n.atrium_septum - n.atrium_wall)
    # The roof faces the beam and is brighter than the sides.
    level = 3.0 * torch.tanh(4.0 * (place.atrium - 0.75)) - septal * wide(n.fossa) * bump(place.atrium - 0.5, 0.2)
    own = tissue(p, levels.myocardium + levels.atrial_wall) * decibel(level + 2.0 * p.texture.still[:, 2])
    wall = soft(thickness - outside, wide(n.atrium_edge)) * soft(past, 0.006)
    amplitude = over(amplitude, wall, own)
    return over(amplitude, soft(-outside - 0.002, wide(n.atrium_edge)) * soft(past - 0.002), p.atrial_blood)
