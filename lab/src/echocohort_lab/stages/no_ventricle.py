"""Pictures without a ventricle, shown to readers beside ventricles: there they should mark nothing.

A reader that has seen ventricles alone finds one in many a picture. Half of these are a pool's own frames, cut into
squares that are laid out anew; half are speckle with dark rounds in a frame's sector, or all over. So neither speckle
nor sector tells them from ventricles. They are of other kinds than most that the gate is judged by, and drawn by other
code (trials/no_ventricle.py). Shapes: N pictures in 0..1, H x W pixels.
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.phantom.probe import decibel
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.picture.sector import sector

SQUARES = (4, 7)  # to a side: squares of 28 and of 16 pixels
GRAIN = (0.4, 1.6)  # deviation of the blur of speckle, px
SLOW, SLOW_DB = (6.0, 24.0), (1.0, 6.0)  # of uneven tissue: deviation of its blur in px, and how uneven
RANGE_DB, LEVEL_DB, LOSS_DB = (36.0, 80.0), (-26.0, -6.0), (-10.0, 24.0)
ROUNDS, ROUND_SHARE = 3, 0.6  # at most so many, each there or not
PLACE, RADIUS, DARKER_DB = (0.2, 0.8), (0.03, 0.2), (10.0, 40.0)  # image heights
SECTOR_SHARE = 0.7
EDGE = 0.01


def scrambled(frames: Float[Tensor, "N H W"], squares: int, sampler: Sampler) -> Float[Tensor, "N H W"]:
    """Each frame's squares in another order."""
    count, side = len(frames), frames.shape[-1] // squares
    cut = frames.unflatten(1, (squares, side)).unflatten(3, (squares, side)).transpose(2, 3).flatten(1, 2)
    order = sampler.uniform(0.0, 1.0, squares * squares).argsort(1)
    laid = cut[torch.arange(count, device=frames.device)[:, None], order]
    return laid.unflatten(1, (squares, squares)).transpose(2, 3).reshape(frames.shape)


def blurred(fields: Float[Tensor, "N C H W"], deviation: Float[Tensor, "N"]) -> Float[Tensor, "N C H W"]:
    """By a round Gaussian of these pixels, periodic; then of variance 1."""
    height, width = fields.shape[-2:]
    down, across = torch.fft.fftfreq(height, device=fields.device), torch.fft.rfftfreq(width, device=fields.device)
    square = down[:, None] ** 2 + across[None] ** 2
    gain = torch.exp(-2.0 * math.pi**2 * deviation[:, None, None] ** 2 * square)
    smooth = torch.fft.irfft2(torch.fft.rfft2(fields) * gain[:, None], s=(height, width))
    return smooth / smooth.std((2, 3), keepdim=True).clamp(min=1e-6)


def column(values: Float[Tensor, "N"]) -> Float[Tensor, "N 1 1"]:
    return values[:, None, None]


def rounds(side: int, s: Sampler) -> Float[Tensor, "N H W"]:
    """dB that dark rounds and ovals take away."""
    centre = (torch.arange(side, device=s.device) + 0.5) / side
    darker = torch.zeros(s.count, side, side, device=s.device)
    for _ in range(ROUNDS):
        turn = s.uniform(0.0, math.pi)
        dx, dy = centre[None, None] - column(s.uniform(*PLACE)), centre[None, :, None] - column(s.uniform(*PLACE))
        along = dx * column(torch.cos(turn)) + dy * column(torch.sin(turn))
        off = dy * column(torch.cos(turn)) - dx * column(torch.sin(turn))
        distance = torch.hypot(along / column(s.uniform(1.0, 2.2)), off) - column(s.uniform(*RADIUS))
        there = column(s.chance(ROUND_SHARE) * s.uniform(*DARKER_DB))
        darker = darker + there * torch.sigmoid(-distance / EDGE)
    return darker


def speckle_with_rounds(frames: Float[Tensor, "N H W"], s: Sampler) -> Float[Tensor, "N H W"]:
    """Uneven tissue with dark rounds in it, in most pictures within the frame's sector."""
    side = frames.shape[-1]
    real, imaginary = blurred(s.normal(0.0, 1.0, 2, side, side), s.uniform(*GRAIN)).unbind(1)
    uneven = blurred(s.normal(0.0, 1.0, 1, side, side), s.uniform(*SLOW))[:, 0] * column(s.uniform(*SLOW_DB))
    depth = torch.linspace(0.0, 1.0, side, device=frames.device)[None, :, None]
    level = column(s.uniform(*LEVEL_DB)) + uneven - column(s.uniform(*LOSS_DB)) * depth - rounds(side, s)
    echo = 20.0 * torch.log10(decibel(level) * torch.hypot(real, imaginary) + 1e-6)
    span = column(s.uniform(*RANGE_DB))
    inside = torch.maximum(sector(frames[:, None])[:, 0], column(1.0 - s.chance(SECTOR_SHARE)))
    return ((echo + span) / span).clamp(0.0, 1.0) * inside


@torch.no_grad()
def without_ventricle(frames: Float[Tensor, "N H W"], generator: torch.Generator) -> Float[Tensor, "N H W"]:
    """A picture without a ventricle for each frame: two quarters in squares, the other half speckle."""
    parts = list(frames.split(max(1, math.ceil(len(frames) / 4))))
    made = [
        scrambled(part, squares, Sampler(len(part), generator)) for part, squares in zip(parts, SQUARES, strict=False)
    ]
    made += [speckle_with_rounds(part, Sampler(len(part), generator)) for part in parts[len(SQUARES) :]]
    return torch.cat(made)


def invented(logits: Float[Tensor, "N H W"]) -> Tensor:
    """Cross entropy where there is nothing to mark."""
    return F.softplus(logits).mean()
