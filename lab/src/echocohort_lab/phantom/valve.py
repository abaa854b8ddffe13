"""Mitral annulus and leaflets, which open and close with the flow. Shapes: [B, T, P] unless said otherwise."""

import torch
from torch import Tensor

from echocohort_lab.phantom.geometry import wide
from echocohort_lab.phantom.painter import Painter
from echocohort_lab.phantom.probe import decibel

SIDES = ((0, -1.0), (1, 1.0))  # septal and lateral, and the sign of their side
ALONG_BEAM = 0.45  # amplitude of a leaflet that lies along the beam, over one across it


def annulus_half_width(p: Painter, side: int, sign: float) -> Tensor:
    """Distance of the left (0) or right (1) annulus from the axis, [B, T, 1]."""
    v = p.subject.ventricle
    at_base = 1.0 - v.regional[:, side, 0] + v.regional[:, side, 1]
    width = v.half_width * v.length * (1.0 + sign * v.asymmetry) * (1.0 - v.basal_taper)
    return wide(width) * (1.0 - wide(p.motion.narrowing) * wide(at_base))


def opening(p: Painter) -> Tensor:
    """0 closed to 1 wide open, [B, T, 1]: wide in early filling, drifting towards half closed, wide again, closed."""
    resting = wide(p.subject.valve.diastasis) * wide(p.beats.diastole)
    return resting + (1.0 - wide(p.subject.valve.diastasis)) * wide(p.beats.flow)


def leaflet(p: Painter, side: int, across: Tensor, height: Tensor, width: Tensor) -> Tensor:
    """Amplitude of one leaflet: a bowed line from the hinge, thicker at its tip, faint where the beam runs along it.

    `across` is the distance from the hinge into the orifice, `height` that above the annulus, `width` the orifice's.
    """
    valve = p.subject.valve
    angle = wide(valve.closed[:, side]) + opening(p) * wide(valve.opened[:, side])
    cos, sin = torch.cos(angle), torch.sin(angle)
    span = wide(valve.span[:, side]) * width
    along = (across * cos + height * sin) / span
    on = along.clamp(0.0, 1.0)
    bend = 4.0 * on * (1.0 - on) * (1.0 + wide(valve.curl[:, side]) * (0.5 - on))
    off = height * cos - across * sin - wide(valve.bow[:, side]) * span * bend
    beyond = (along - on) * span
    sigma = wide(valve.thickness[:, side]) * (1.0 + wide(valve.tip) * on)
    line = torch.exp((off**2 + beyond**2) / (-2.0 * sigma**2))
    facing = ALONG_BEAM + (1.0 - ALONG_BEAM) * cos
    return line * facing * decibel(wide(valve.level[:, side])) * (1.2 - 0.4 * on) * (1.0 + 0.3 * p.texture.fine)


def paint_valve(p: Painter, amplitude: Tensor) -> Tensor:
    """Two uneven annulus points, and two leaflets."""
    place, valve = p.place, p.subject.valve
    half = [annulus_half_width(p, side, sign) for side, sign in SIDES]
    height = wide(p.motion.length) - place.axial
    for side, sign in SIDES:
        inward = half[side] - sign * place.lateral
        size = wide(valve.annulus_size[:, side])
        spot = torch.exp(-(((inward + 0.7 * size) / size) ** 2) - ((height / (0.8 * size)) ** 2))
        amplitude = amplitude + spot * decibel(wide(valve.annulus[:, side])) * p.grain
        amplitude = amplitude + leaflet(p, side, inward, height, half[0] + half[1])
    return amplitude
