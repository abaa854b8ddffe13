"""How fine a picture is, and a moved one made as fine as its source.

Warping blurs: bilinear interpolation takes from the finest speckle, the more the further a pixel lands between others.
So frames differ in sharpness from each other and from the observed one, which those of a raw clip do not.
Shapes: N frames.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

LEAST, MOST = -0.3, 1.0  # of the high-pass image that is added


def low_pass(x: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 H W"]:
    """The 3 x 3 mean."""
    return F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)


def high_pass(x: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 H W"]:
    return x - low_pass(x)


def fineness(detail: Float[Tensor, "N 1 H W"]) -> Float[Tensor, "N 1 1 1"]:
    """Mean absolute value of a high-pass image."""
    return detail.abs().mean((2, 3), keepdim=True)


class Look(NamedTuple):
    """What of a source its moved frames are held to."""

    fineness: Float[Tensor, "N 1 1 1"]
    brightest: Float[Tensor, "N 1 1 1"]


def look_of(source: Float[Tensor, "N 1 H W"]) -> Look:
    return Look(fineness(high_pass(source)), source.amax((2, 3), keepdim=True))


def as_fine(made: Float[Tensor, "N 1 H W"], look: Look) -> Float[Tensor, "N 1 H W"]:
    """`made` with as much fine detail as its source has, and within its range of grey.

    What is added is detail that is there already. It answers less than in proportion, since the high-pass filter takes
    a part of its own result away: the power of 1.3 makes up for that on speckle, within some percent.
    """
    detail = high_pass(made)
    wanted = look.fineness / fineness(detail).clamp(min=1e-4)
    added = (wanted**1.3 - 1.0).clamp(LEAST, MOST)
    return torch.minimum((made + added * detail).clamp(min=0.0), look.brightest)
