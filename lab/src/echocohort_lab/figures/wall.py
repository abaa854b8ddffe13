"""The inner border of the left ventricle, followed exactly: where each of its points is in every frame.

Shapes: B subjects, T frames, P border points; places in the [-1, 1] units of grid_sample, x before y.
"""

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.phantom.geometry import Motion, bending, wide, widths
from echocohort_lab.phantom.subject import Ventricle

HEIGHTS = (0.05, 0.95)  # from the apex (0) towards the annulus (1)
POINTS_A_SIDE = 24


class Wall(NamedTuple):
    """Points of the border, one side after the other, and the cavity's outward normal at each."""

    place: Float[Tensor, "B T P 2"]
    normal: Float[Tensor, "B T P 2"]


def image_place(v: Ventricle, motion: Motion, axial: Tensor, lateral: Tensor) -> Float[Tensor, "B T P 2"]:
    """From the ventricle's own coordinates (image heights) to the picture: the inverse of geometry.axes."""
    rocking = v.rocking[:, :, None] * motion.contraction[:, None]  # [B, 3, T]
    angle = wide(v.tilt[:, None] + rocking[:, 2])
    across = lateral + bending(v, axial, axial / wide(motion.length))
    x = wide(v.apex_x[:, None] + rocking[:, 0]) + axial * torch.sin(angle) + across * torch.cos(angle)
    y = wide(v.apex_y[:, None] + rocking[:, 1]) + axial * torch.cos(angle) - across * torch.sin(angle)
    return torch.stack([2.0 * x, 2.0 * y - 1.0], -1)


def follow_wall(v: Ventricle, motion: Motion) -> Wall:
    """The same material points in every frame: each keeps its height along the axis."""
    z = torch.linspace(*HEIGHTS, POINTS_A_SIDE, device=v.length.device)
    axial = wide(motion.length) * z
    sides, normals = [], []
    for sign in (-1.0, 1.0):
        half, _, _, _ = widths(v, motion, axial, torch.full_like(axial, sign))
        place = image_place(v, motion, axial, sign * half)
        along = torch.gradient(place, dim=2)[0]
        normal = torch.stack([along[..., 1], -along[..., 0]], -1) * sign
        sides.append(place)
        normals.append(normal / normal.norm(dim=-1, keepdim=True).clamp(min=1e-6))
    return Wall(torch.cat(sides, 2), torch.cat(normals, 2))
