"""A picture enlarged three times without loss, so that what samples it between its pixels blurs nothing.

Between the pixels stands the one band-limited picture that passes through all of them: cosines of the discrete cosine
transform (DCT-II), which mirrors the picture at its border, evaluated at the finer places. That is a product with one
fixed matrix along each axis. Shapes: N pictures, S x S pixels.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

TIMES = 3


def between(side: int, times: int = TIMES) -> Float[Tensor, "fine side"]:
    """Values at `times` places a pixel, pixel centres aligned, of the picture through `side` values."""
    place = (torch.arange(side * times, dtype=torch.float64) + 0.5) / times  # in pixels from the border
    centre = torch.arange(side, dtype=torch.float64) + 0.5
    wave = torch.arange(1, side, dtype=torch.float64) * math.pi / side
    at_places, at_centres = (torch.cos(at[:, None] * wave) for at in (place, centre))
    return ((1.0 + 2.0 * at_places @ at_centres.T) / side).float()


class Enlarge(nn.Module):
    """[N, 1, S, S] -> [N, 1, 3S, 3S]; never below black."""

    columns: Tensor  # [S, 3S]
    rows: Tensor  # [3S, S]

    def __init__(self, side: int) -> None:
        super().__init__()
        self.register_buffer("columns", between(side).T.contiguous())
        self.register_buffer("rows", between(side))

    def forward(self, picture: Float[Tensor, "N 1 S S"]) -> Float[Tensor, "N 1 S3 S3"]:
        return (self.rows @ (picture @ self.columns)).clamp(min=0.0)
