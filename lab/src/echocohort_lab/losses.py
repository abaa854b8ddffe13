"""Losses of model G. What decides is the exact volume loss: the phantom's true LV mask of the observed frame, warped by
the displacement, must have the volume that was asked for. No learned instrument stands between loss and EF.

Shapes: B batch, T frames, N = B * T, g = 28 field grid, m = 56 mask grid.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from echocohort_lab.flow import take_reference
from echocohort_lab.measurer import area_and_length, volume
from echocohort_lab.metrics import ssim
from echocohort_lab.move import resize, warp

MATERIAL_BETA = 0.01
VOLUME_BETA = 0.02
CONTRAST_BOX, CONTRAST_STRIDE = 9, 4


class Weights(NamedTuple):
    """Weights of the terms, as model G was trained with."""

    material: float = 50.0
    counterfactual: float = 50.0
    volume: float = 4.0
    low_pass: float = 8.0
    structure: float = 0.25
    contrast: float = 10.0
    blend: float = 0.1
    stuck: float = 1.0


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
    ef_known: Float[Tensor, "B"],
    curve: Float[Tensor, "B T 7"],
) -> Tensor:
    """EF where it is asked for, and V / V_max along the curve where it is given."""
    largest, _ = volume_extremes(volumes, valid)
    of_ef = F.smooth_l1_loss(exact_ef(volumes, valid), ef, beta=VOLUME_BETA, reduction="none")
    of_curve = F.smooth_l1_loss(volumes / largest, curve[:, :, 5], beta=VOLUME_BETA, reduction="none")
    return weighted_mean(of_ef, ef_known) + weighted_mean(of_curve, curve[:, :, 6] * valid)


def material_loss(
    material: Float[Tensor, "B T 2 g g"],
    displacement: Float[Tensor, "B T 2 g g"],
    reference_frame: Int[Tensor, "B T"],
    wanted: Float[Tensor, "B T 2 g g"],
    weight: Float[Tensor, "B T"],
) -> Tensor:
    """Each point must show the tissue that belongs there: the reference's material map, warped, against the wanted."""
    reference = take_reference(material, reference_frame)
    moved = warp(reference.flatten(0, 1), displacement.flatten(0, 1))
    error = F.smooth_l1_loss(moved, wanted.flatten(0, 1), beta=MATERIAL_BETA, reduction="none")
    return weighted_mean(error.mean((1, 2, 3)).view(weight.shape), weight)


def high_pass(x: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 H W"]:
    return x - low_pass(x)


def low_pass(x: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 H W"]:
    return F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)


def local_contrast(x: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 h w"]:
    """Standard deviation of the speckle in 9 x 9 boxes."""
    return (F.avg_pool2d(high_pass(x) ** 2, CONTRAST_BOX, CONTRAST_STRIDE) + 1e-5).sqrt()


def stuck_loss(
    still: Float[Tensor, "N 1 H W"], displacement: Float[Tensor, "N 2 g g"], weight: Float[Tensor, "N"]
) -> Tensor:
    """Share of the unwarped frame where the field moves by a pixel or more: there it would hide the motion.

    Without this a picture that stands still beats one that is moved wrongly, early on, and stays so.
    """
    step = displacement.detach().norm(dim=1, keepdim=True) * (still.shape[-1] / 2.0)  # pixels
    moving = (resize(step, still.shape[-1]) > 1.0).to(still.dtype)
    return weighted_mean((still * moving).mean((1, 2, 3)), weight)


def pixel_loss(
    made: Float[Tensor, "N 1 H W"],
    still: Float[Tensor, "N 1 H W"],
    truth: Float[Tensor, "N 1 H W"],
    weight: Float[Tensor, "N"],
    w: Weights,
) -> Tensor:
    """Brightness of the low-pass image, structure, speckle contrast, and a blend that decides."""
    brightness = weighted_mean((low_pass(made) - low_pass(truth)).abs().mean((1, 2, 3)), weight)
    structure = weighted_mean(1.0 - ssim(made, truth), weight)
    contrast = weighted_mean((local_contrast(made) - local_contrast(truth)).abs().mean((1, 2, 3)), weight)
    undecided = (4.0 * still * (1.0 - still)).mean()
    return w.low_pass * brightness + w.structure * structure + w.contrast * contrast + w.blend * undecided
