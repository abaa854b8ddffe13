"""How the ventricle moves, in closed form, and where each image point was at end-diastole.

With V(t)/V_ED given, the axis shortens as L/L_ED = (V/V_ED)^k, the area follows as A/A_ED = sqrt(V L / (V_ED L_ED)),
and the widths contract by w = w_ED (1 - c(t) r(z)) with any regional pattern r; c(t) is solved from the area, which is
linear in it. So V = 8/(3 pi) A^2/L is exact whatever the pattern, and with it EF.
Shapes: B subjects, T frames, P points; a axial from the apex, l lateral (right is positive), z = a / L.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.draws.beat import raw_contraction, smoothstep
from echocohort_lab.phantom.subject import FRAMES, Beat, Neighbours, Subject, Ventricle

AXIS_SAMPLES = 100
WALL_MIN = 0.012
OUTSIDE_DECAY = 0.08  # how far the tissue outside follows the wall
ATRIUM_DECAY = 0.06
ATRIUM_FOLLOWS = 0.85  # share of the annulus' descent that lengthens the atrium


def wide(x: Tensor) -> Tensor:
    """[B] -> [B, 1, 1], or [B, T] -> [B, T, 1]."""
    return x[:, None, None] if x.dim() == 1 else x[:, :, None]


class Beats(NamedTuple):
    """The beat over the clip, each [B, T]: contraction 0..1, volume V/V_ED, phase, valid 0 or 1.

    `flow` 0..1 is the inflow through the mitral valve (E wave, A wave), `diastole` 1 while it can be open.
    """

    contraction: Tensor
    volume: Tensor
    flow: Tensor
    diastole: Tensor
    phase: Tensor
    valid: Tensor


class Motion(NamedTuple):
    """The ventricle over the clip."""

    contraction: Float[Tensor, "B T"]
    length: Float[Tensor, "B T"]
    narrowing: Float[Tensor, "B T"]
    outer_narrowing: Float[Tensor, "B T"]
    volume: Float[Tensor, "B T"]  # image heights cubed


class Place(NamedTuple):
    """Every point in the ventricle's own coordinates, all [B, T, P]; `_ed` is the value at end-diastole."""

    axial: Tensor
    lateral: Tensor
    height: Tensor  # z: 0 apex, 1 annulus
    endo: Tensor  # half width of the cavity here
    endo_ed: Tensor
    epi: Tensor
    epi_ed: Tensor
    below: Tensor  # true below the annulus
    atrium: Tensor  # 0 annulus to 1 roof of the left atrium
    atrium_width: Tensor
    atrium_radius: Tensor  # 1 on the outline of the left atrium, an ellipse that passes through the annulus
    atrium_scale: Tensor  # lengths along that radius
    behind: Tensor  # distance beyond the atrium's roof
    axial_ed: Tensor
    lateral_ed: Tensor


def beats(beat: Beat) -> Beats:
    """Closed form; normalised over the valid frames, so that EF is exact on them."""
    frame = torch.arange(FRAMES, device=beat.ef.device, dtype=torch.float32)[None]
    count = beat.frames.float()[:, None]
    valid = frame < count
    phase = (beat.phase_offset[:, None] + beat.beats[:, None] * frame / (count - 1.0)) % 1.0
    es, relaxation = beat.end_systole[:, None], beat.isovolumic_relaxation[:, None]
    duration, start = beat.early_filling_duration[:, None], beat.atrial_start[:, None]
    raw = raw_contraction(phase, es, relaxation, duration, beat.early_filling_share[:, None], start)
    low = torch.where(valid, raw, torch.inf).amin(1, keepdim=True)
    high = torch.where(valid, raw, -torch.inf).amax(1, keepdim=True)
    contraction = ((raw - low) / (high - low).clamp(min=1e-6)).clamp(0.0, 1.0)
    diastole = smoothstep((phase - es - relaxation + 0.01) / 0.05) * (1.0 - smoothstep((phase - 0.95) / 0.05))
    after_peak = phase - es - relaxation - 0.6 * duration
    early = torch.exp(-((after_peak / (torch.where(after_peak > 0, 0.8, 0.55) * duration)) ** 2))
    atrial = 0.8 * torch.exp(-(((phase - (start + 1.0) / 2.0) / 0.05) ** 2))
    flow = diastole * torch.maximum(early, atrial)
    return Beats(contraction, 1.0 - beat.ef[:, None] * contraction, flow, diastole, phase, valid.float())


def profile(z: Tensor, widest: Tensor, power: Tensor, taper: Tensor) -> Tensor:
    """Half width along the axis, 1 at the widest: a super-ellipse apex and a parabolic basal taper."""
    z = z.clamp(1e-4, 1.0)
    apex = (1.0 - (1.0 - (z / widest).clamp(0.0, 1.0)).clamp(min=1e-6) ** power).clamp(min=1e-6) ** (1.0 / power)
    base = 1.0 - taper * ((z - widest) / (1.0 - widest)).clamp(0.0, 1.0) ** 2
    return torch.where(z < widest, apex, base)


def regional_pattern(regional: Tensor, z: Tensor) -> Tensor:
    return 1.0 + regional[0] * torch.cos(math.pi * z) + regional[1]


def sines(z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """sin of pi z, 2 pi z and 3 pi z, by the identities of multiple angles."""
    sine, cosine = torch.sin(math.pi * z), torch.cos(math.pi * z)
    return sine, 2.0 * sine * cosine, sine * (3.0 - 4.0 * sine**2)


def undulated(undulation: Tensor, z: Tensor) -> Tensor:
    first, second, third = sines(z)
    return 1.0 + undulation[0] * first + undulation[1] * second + undulation[2] * third


def solve_motion(v: Ventricle, volume: Float[Tensor, "B T"], contraction: Float[Tensor, "B T"]) -> Motion:
    """Length and narrowing that give each frame exactly its V/V_ED."""
    z = torch.linspace(0.005, 0.995, AXIS_SAMPLES, device=volume.device)[None]
    shape = profile(z, v.widest[:, None], v.apex_power[:, None], v.basal_taper[:, None])
    total, contracting = torch.zeros_like(v.length), torch.zeros_like(v.length)
    for side, sign in enumerate((-1.0, 1.0)):
        width = (v.half_width * v.length * (1.0 + sign * v.asymmetry))[:, None] * shape
        width = width * undulated(v.undulation[:, side].T[:, :, None], z)
        total = total + width.mean(1)
        contracting = contracting + (width * regional_pattern(v.regional[:, side].T[:, :, None], z)).mean(1)
    length = volume ** v.longitudinal[:, None]
    area = (volume * length).sqrt()
    narrowing = (1.0 - area / length) * (total / contracting)[:, None]
    # The wall keeps its volume: it thickens as the cavity narrows and shortens.
    inner_ed = total / 2.0
    inner = inner_ed[:, None] * area / length
    tissue = (inner_ed + v.wall) ** 2 - inner_ed**2
    outer = torch.sqrt(inner**2 + tissue[:, None] / length)
    outer_narrowing = 1.0 - outer / (inner_ed + v.wall)[:, None]
    end_diastolic = 8.0 / (3.0 * math.pi) * (total * v.length) ** 2 / v.length
    return Motion(contraction, v.length[:, None] * length, narrowing, outer_narrowing, end_diastolic[:, None] * volume)


def by_side(lateral: Tensor, values: Float[Tensor, "B 2"]) -> Tensor:
    """The left or the right value of each subject, by the side on which a point lies."""
    return torch.where(lateral > 0, wide(values[:, 1]), wide(values[:, 0]))


def axes(v: Ventricle, motion: Motion, x: Float[Tensor, "B 1 P"], y: Float[Tensor, "B 1 P"]) -> tuple[Tensor, Tensor]:
    """Axial and lateral coordinates of static image points, [B, T, P]."""
    rocking = v.rocking[:, :, None] * motion.contraction[:, None]  # [B, 3, T]
    angle = wide(v.tilt[:, None] + rocking[:, 2])
    dx = x - wide(v.apex_x[:, None] + rocking[:, 0])
    dy = y - wide(v.apex_y[:, None] + rocking[:, 1])
    axial = dy * torch.cos(angle) + dx * torch.sin(angle)
    lateral = dx * torch.cos(angle) - dy * torch.sin(angle)
    return axial, lateral - bending(v, axial, axial / wide(motion.length))


def bending(v: Ventricle, axial: Tensor, z: Tensor) -> Tensor:
    """Lateral shift of a bent axis; a shear, so areas stay."""
    return wide(v.bend) * axial * (1.0 - z).clamp(-0.12, 1.0) * (axial > 0)


def widths(v: Ventricle, motion: Motion, axial: Tensor, lateral: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Half widths of cavity and outer wall here, now and at end-diastole: endo, endo_ed, epi, epi_ed."""
    z = (axial / wide(motion.length)).clamp(0.0, 1.0)
    bumps = undulated(torch.stack([by_side(lateral, v.undulation[:, :, k]) for k in range(3)]), z)
    pattern = regional_pattern(torch.stack([by_side(lateral, v.regional[:, :, k]) for k in range(2)]), z)
    half = wide(v.half_width * v.length) * (1.0 + torch.where(lateral > 0, wide(v.asymmetry), -wide(v.asymmetry)))
    shape = (wide(v.widest), wide(v.apex_power), wide(v.basal_taper))
    inside = (axial > 0).to(axial.dtype)
    endo_ed = half * profile(z, *shape) * bumps
    endo = endo_ed * (1.0 - wide(motion.narrowing) * pattern)
    z_outer = (axial + wide(v.apical_wall)) / (wide(motion.length) + wide(v.apical_wall))
    outer_ed = (half + wide(v.wall)) * profile(z_outer, *shape) * (1.0 + (bumps - 1.0) * 0.5)
    outer = torch.maximum(outer_ed * (1.0 - wide(motion.outer_narrowing)), endo + WALL_MIN)
    return endo * inside, endo_ed * inside, outer, torch.maximum(outer_ed, endo_ed + WALL_MIN)


class Atrium(NamedTuple):
    """The left atrium around each point, [B, T, P]: an ellipse cut at the annulus, where it has the annulus' width."""

    along: Tensor  # 0 annulus to 1 roof
    width: Tensor  # half width
    width_ed: Tensor
    radius: Tensor
    scale: Tensor
    length: Tensor  # [B, T, 1]


def atrium(v: Ventricle, n: Neighbours, motion: Motion, axial: Tensor, lateral: Tensor) -> Atrium:
    """It narrows with the annulus at one end and fills during systole at the other."""
    length = wide(motion.length)
    atrium_length = wide(n.atrium_length) + ATRIUM_FOLLOWS * (wide(v.length) - length)
    along = (axial - length) / atrium_length
    start = -torch.sqrt(1.0 - 1.0 / n.atrium_width**2)  # where the annulus cuts the ellipse, its roof being at 1
    u = wide(start) + wide(1.0 - start) * along
    sign = torch.linspace(-1.0, 1.0, 2, device=axial.device)
    annulus = (v.half_width * v.length * (1.0 - v.basal_taper))[:, None] * (1.0 + sign * v.asymmetry[:, None])
    contracts = by_side(lateral, 1.0 - v.regional[:, :, 0] + v.regional[:, :, 1])
    near = (1.0 - along).clamp(0.0, 1.0)
    fills = wide(n.atrium_contraction) * (wide(motion.contraction) - 0.5) * (1.0 - near)
    change = 1.0 - wide(motion.narrowing) * contracts * near**2 + fills
    widest_ed = by_side(lateral, annulus * n.atrium_width[:, None])
    widest, high = widest_ed * change, atrium_length / wide(1.0 - start)
    shape = torch.sqrt((1.0 - u**2).clamp(min=1e-6))
    across2, u2 = (lateral / widest) ** 2, u**2
    square = across2 + u2 + 1e-6
    scale = (widest * across2 + high * u2) / square
    return Atrium(along, widest * shape, widest_ed * shape, torch.sqrt(square), scale, atrium_length)


def locate(subject: Subject, motion: Motion, x: Float[Tensor, "B 1 P"], y: Float[Tensor, "B 1 P"]) -> Place:
    """Own coordinates and end-diastolic (material) coordinates of static image points, for every frame."""
    v, n = subject.ventricle, subject.neighbours
    axial, lateral = axes(v, motion, x, y)
    endo, endo_ed, epi, epi_ed = widths(v, motion, axial, lateral)
    left = atrium(v, n, motion, axial, lateral)
    length, length_ed, atrium_ed = wide(motion.length), wide(v.length), wide(n.atrium_length)
    below, off = axial > length, lateral.abs()
    in_atrium = length_ed + left.along * atrium_ed
    behind = axial - length - left.length
    in_ventricle = torch.where(axial < 0, axial, axial * (length_ed / length))
    axial_ed = torch.where(below, torch.where(left.along < 1, in_atrium, behind + length_ed + atrium_ed), in_ventricle)
    in_cavity = off * (endo_ed / endo.clamp(min=1e-3))
    in_wall = endo_ed + (off - endo) / (epi - endo) * (epi_ed - endo_ed)
    outside = off + (epi_ed - epi) * torch.exp(-(off - epi).clamp(min=0) / OUTSIDE_DECAY)
    beside_atrium = off + (left.width_ed - left.width) * torch.exp(-(off - left.width).abs() / ATRIUM_DECAY)
    beside = torch.where(off < epi, torch.where(off < endo, in_cavity, in_wall), outside)
    lateral_ed = torch.where(below, beside_atrium, beside) * torch.sign(lateral)
    z = axial / length
    own = (axial, lateral, z, endo, endo_ed, epi, epi_ed, below)
    return Place(*own, left.along, left.width, left.radius, left.scale, behind, axial_ed, lateral_ed)


def pixel_centres(side: int, device: torch.device) -> tuple[Float[Tensor, "1 1 P"], Float[Tensor, "1 1 P"]]:
    """x and y of a side x side image, row by row."""
    centre = (torch.arange(side, device=device) + 0.5) / side
    x = (centre - 0.5)[None, :].expand(side, side)
    y = centre[:, None].expand(side, side)
    return x.reshape(1, 1, -1), y.reshape(1, 1, -1)


def ventricle_mask(v: Ventricle, motion: Motion, side: int) -> Float[Tensor, "B T side side"]:
    """Soft mask of the cavity: coverage of each pixel, cut straight at the annulus."""
    x, y = pixel_centres(side, v.length.device)
    axial, lateral = axes(v, motion, x, y)
    endo, _, _, _ = widths(v, motion, axial, lateral)

    def coverage(distance: Tensor) -> Tensor:
        return (distance * side + 0.5).clamp(0.0, 1.0)

    mask = coverage(endo - lateral.abs()) * coverage(wide(motion.length) - axial) * coverage(axial)
    return mask.view(*motion.length.shape, side, side)


def material_map(subject: Subject, motion: Motion, side: int) -> Float[Tensor, "B T 2 side side"]:
    """End-diastolic (lateral, axial) coordinates of a static grid: what a displacement has to keep."""
    x, y = pixel_centres(side, subject.ventricle.length.device)
    place = locate(subject, motion, x.expand(subject.count, 1, -1), y.expand(subject.count, 1, -1))
    return torch.stack([place.lateral_ed, place.axial_ed], 2).view(*motion.length.shape, 2, side, side)
