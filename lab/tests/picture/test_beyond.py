"""A frame continued beyond its sector: the same inside, and no black where tissue moves in."""

import torch
from torch import Tensor

from echocohort_lab.picture.beyond import continued
from echocohort_lab.picture.move import warp

SIDE = 48


def scan() -> tuple[Tensor, Tensor]:
    """Bright speckle in a sector whose tip is at the top, and the sector, [1, 1, S, S] each."""
    at = torch.arange(SIDE, dtype=torch.float32) + 0.5
    x, y = at[None] - SIDE / 2, at[:, None] - 4.0
    inside = ((x.abs() < 0.7 * y) & (x**2 + y**2 < 36.0**2)).float()[None, None]
    grey = 0.5 + 0.5 * torch.rand(1, 1, SIDE, SIDE, generator=torch.Generator().manual_seed(1))
    return grey * inside, inside


def test_what_is_inside_stays() -> None:
    frame, inside = scan()
    assert torch.equal(continued(frame, inside) * inside, frame)


def test_it_mirrors_down_and_aside() -> None:
    frame, inside = scan()
    whole = continued(frame, inside)
    last = int(inside[0, 0, :, SIDE // 2].nonzero().max())
    for step in range(3):
        assert whole[0, 0, last + 1 + step, SIDE // 2] == frame[0, 0, last - step, SIDE // 2]
    row = SIDE // 2
    first = int(inside[0, 0, row].nonzero().min())
    for step in range(3):
        assert whole[0, 0, row, first - 1 - step] == frame[0, 0, row, first + step]


def test_no_black_moves_into_the_sector() -> None:
    """From the left, from the right and from below, four pixels; without the continuation it does."""
    frame, inside = scan()
    below_the_tip = inside.clone()
    below_the_tip[:, :, :12] = 0.0
    for x, y in ((-8.0, 0.0), (8.0, 0.0), (0.0, 8.0)):
        field = torch.tensor([x, y])[None, :, None, None].expand(1, 2, SIDE, SIDE) / SIDE
        bare, filled = (warp(each, field)[below_the_tip > 0] for each in (frame, continued(frame, inside)))
        assert float(bare.min()) == 0.0
        assert float(filled.min()) > 0.4


def test_an_empty_frame_stays_empty() -> None:
    empty = torch.zeros(2, 1, SIDE, SIDE)
    assert not continued(empty, empty).any()
