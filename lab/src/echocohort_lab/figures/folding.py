"""Does the displacement fold? A fold is invisible at 112 pixels and tears the picture at the source's own resolution.

Shapes: B subjects, T frames, N fields, g x g field grid, s x s pixels.
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from echocohort_lab.metrics.bootstrap import Figures, ratio
from echocohort_lab.picture.move import identity_grid, resize
from echocohort_lab.trials.bench import Bench
from echocohort_lab.trials.cohort import Cohort

FIELDS_A_CALL = 512


def folded(displacement: Float[Tensor, "N 2 s s"]) -> Bool[Tensor, "N c c"]:
    """Cells between neighbouring grid points where id + displacement turns over: one of the cell's four corners has a
    Jacobian below 0. Inside a cell the map is bilinear, whose Jacobian has its extremes at the corners."""
    place = identity_grid(displacement.shape[-1], displacement) + displacement
    a, b = place[:, :, :-1, :-1], place[:, :, :-1, 1:]
    c, d = place[:, :, 1:, :-1], place[:, :, 1:, 1:]

    def area(right: Tensor, down: Tensor) -> Tensor:
        return right[:, 0] * down[:, 1] - right[:, 1] * down[:, 0]

    corners = torch.stack([area(b - a, c - a), area(b - a, d - b), area(d - c, c - a), area(d - c, d - b)])
    return (corners < 0).any(0)


def fold_shares(
    displacement: Float[Tensor, "B T 2 g g"], side: int
) -> tuple[Float[Tensor, "B T"], Float[Tensor, "B T"]]:
    """Share of folded cells of each frame: between the pixels of a side x side picture, and on the field's own grid."""

    def share(fields: Tensor) -> Tensor:
        return folded(fields).float().mean((1, 2))

    parts = displacement.flatten(0, 1).split(FIELDS_A_CALL)
    pixels, grid = (
        torch.cat([share(resize(part, side)) for part in parts]),
        torch.cat([share(part) for part in parts]),
    )
    return pixels.view(displacement.shape[:2]), grid.view(displacement.shape[:2])


def folding(bench: Bench, subjects: int) -> Figures:
    def rows(cohort: Cohort) -> dict[str, Tensor]:
        displacement = bench.counterfactual(cohort).displacement
        pixels, grid = fold_shares(displacement, cohort.clips.video.shape[-1])
        weight = cohort.unobserved
        return {"pixels": (pixels * weight).sum(1), "grid": (grid * weight).sum(1), "frames": weight.sum(1)}

    found = bench.each(subjects, rows)
    return {
        "motion.foldShare": ratio(found["pixels"], found["frames"]),
        "motion.foldShareGrid": ratio(found["grid"], found["frames"]),
    }
