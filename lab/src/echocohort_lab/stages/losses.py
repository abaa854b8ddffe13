"""Losses of motion. What decides is the exact volume loss: the phantom's true LV mask of the observed frame, warped by
the displacement, must have the volume that was asked for. No learned instrument stands between loss and EF.

Shapes: B batch, T frames, N = B * T, g = 28 field grid, m = 56 mask grid.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from echocohort_lab.picture.move import take_reference, warp
from echocohort_lab.readers.measurer import area_and_length, volume

MATERIAL_BETA = 0.01
NORM_FLOOR = 1e-8
JACOBIAN_FLOOR = 0.2
VOLUME_BETA = 0.02


def weighted_mean(values: Tensor, weight: Tensor) -> Tensor:
    return (values * weight).sum() / weight.sum().clamp(min=1.0)


def warped_volumes(
    mask: Float[Tensor, "B T m m"],
    displacement: Float[Tensor, "B T 2 g g"],
    reference_frame: Int[Tensor, "B T"],
    observed: Float[Tensor, "B T"],
) -> Float[Tensor, "B T"]:
    """Volume of each frame's reference mask after the displacement; an observed frame keeps its own mask."""
    batch, frames, side, _ = mask.shape
    reference = take_reference(mask, reference_frame)
    moved = warp(reference.reshape(-1, 1, side, side), displacement.flatten(0, 1)).view(batch, frames, side, side)
    moved = torch.where(observed[:, :, None, None] > 0, reference, moved)
    area, length = area_and_length(moved.flatten(0, 1))
    return volume(area, length).view(batch, frames)


def volume_extremes(volumes: Float[Tensor, "B T"], valid: Float[Tensor, "B T"]) -> tuple[Tensor, Tensor]:
    """Largest [B, 1] and smallest [B, 1] volume among the valid frames."""
    largest = torch.where(valid > 0, volumes, -1.0).amax(1, keepdim=True).clamp(min=1.0)
    return largest, torch.where(valid > 0, volumes, torch.inf).amin(1, keepdim=True)


def exact_ef(volumes: Float[Tensor, "B T"], valid: Float[Tensor, "B T"]) -> Float[Tensor, "B"]:
    """EF as a fraction from the extremes of the exact volumes."""
    largest, smallest = volume_extremes(volumes, valid)
    return 1.0 - (smallest / largest)[:, 0]


def volume_loss(
    volumes: Float[Tensor, "B T"],
    valid: Float[Tensor, "B T"],
    ef: Float[Tensor, "B"],
    curve: Float[Tensor, "B T 7"],
) -> Tensor:
    """EF, and V / V_max along the curve."""
    largest, _ = volume_extremes(volumes, valid)
    of_ef = F.smooth_l1_loss(exact_ef(volumes, valid), ef, beta=VOLUME_BETA)
    of_curve = F.smooth_l1_loss(volumes / largest, curve[:, :, 5], beta=VOLUME_BETA, reduction="none")
    return of_ef + weighted_mean(of_curve, curve[:, :, 6] * valid)


def moved_material(
    material: Float[Tensor, "B T 2 g g"],
    displacement: Float[Tensor, "B T 2 g g"],
    reference_frame: Int[Tensor, "B T"],
) -> Float[Tensor, "B T 2 g g"]:
    """Which tissue each point shows after the displacement."""
    reference = take_reference(material, reference_frame)
    return warp(reference.flatten(0, 1), displacement.flatten(0, 1)).view(reference.shape)


def material_loss(moved: Float[Tensor, "N 2 g g"], wanted: Float[Tensor, "N 2 g g"]) -> Tensor:
    """Each point must show the tissue that belongs there."""
    return F.smooth_l1_loss(moved, wanted, beta=MATERIAL_BETA)


def frame_error(a: Tensor, b: Tensor) -> Float[Tensor, "B T"]:
    """Mean squared difference of each frame, over everything but batch and time."""
    return ((a - b) ** 2).flatten(2).mean(2)


def energy_score(first: Tensor, second: Tensor, truth: Tensor, weight: Float[Tensor, "B T"], apart: float) -> Tensor:
    """Energy score of two draws [B, T, ...] (Gneiting and Raftery, J. Am. Stat. Assoc. 2007), of clips and of frames.

    With `apart` = 1 it is proper: its least value is reached by draws from the true distribution. Less pulls them
    together: for a normal of deviation s the draws get s * apart / sqrt(2 - apart^2).
    """

    def distance(a: Tensor, b: Tensor) -> Tensor:
        error = frame_error(a, b)
        clips = ((error * weight).sum(1) / weight.sum(1).clamp(min=1.0) + NORM_FLOOR).sqrt().mean()
        return clips + weighted_mean((error + NORM_FLOOR).sqrt(), weight)

    return 0.5 * (distance(first, truth) + distance(second, truth)) - 0.5 * apart * distance(first, second)


def fold_loss(displacement: Float[Tensor, "N 2 g g"]) -> Tensor:
    """Where the displacement would fold the picture: the Jacobian of id + displacement below a small positive floor."""
    return F.relu(JACOBIAN_FLOOR - jacobian(displacement)).mean()


def jacobian(displacement: Float[Tensor, "N 2 g g"]) -> Float[Tensor, "N g1 g1"]:
    """Determinant of the derivative of p -> p + displacement(p), on the cells of the grid."""
    cells = displacement.shape[-1] / 2.0  # a grid step is 1 / cells
    right = (displacement[:, :, :-1, 1:] - displacement[:, :, :-1, :-1]) * cells  # d/dx of (x, y)
    down = (displacement[:, :, 1:, :-1] - displacement[:, :, :-1, :-1]) * cells  # d/dy
    return (1.0 + right[:, 0]) * (1.0 + down[:, 1]) - down[:, 0] * right[:, 1]
