"""Does the noise decide what EF and volume curve leave open: how the contraction is shared out along the wall?

Regional motion of a frame: the displacement of the points of the ventricle's inner border (their places in that frame
are exact), less the part of it that is the same for all of them: a shift of the whole heart, and a movement along the
outward normal, which is what the volume fixes. Both components, in pixels. With the subject's own curve given, K draws
have a spread about their mean, and the true motion lies off that mean by an error.
The figure is rms spread over rms error, with the factor sqrt(1 + 1/K) that makes it 1 when the truth could be one of
the draws. A model that ignores its noise has 0. Shapes: B subjects, K draws, T frames, P border points.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.figures.wall import follow_wall
from echocohort_lab.metrics.bootstrap import Figure, Figures, Index, bootstrap
from echocohort_lab.trials.bench import Bench
from echocohort_lab.trials.cohort import Cohort

DRAWS = 8


def sampled_field(field: Float[Tensor, "B T 2 g g"], place: Float[Tensor, "B T P 2"]) -> Float[Tensor, "B T P 2"]:
    """A field's values at places of each frame, bilinear."""
    flat = F.grid_sample(
        field.flatten(0, 1), place.flatten(0, 1)[:, None], mode="bilinear", padding_mode="border", align_corners=False
    )
    return flat[:, :, 0].transpose(1, 2).reshape(place.shape)


def regional(motion: Float[Tensor, "*B P 2"], normal: Float[Tensor, "*B P 2"]) -> Float[Tensor, "*B P 2"]:
    """What least squares leave of the motion after a shift to the right, one downwards, and one along the normal.

    The three are taken out together: border points lie closer on one side, so the normals' mean is not 0.
    """
    right, down = torch.eye(2, dtype=motion.dtype, device=motion.device)
    shared = torch.stack([normal, right.expand_as(normal), down.expand_as(normal)], -1).flatten(-3, -2)  # [*B, 2P, 3]
    flat = motion.flatten(-2)[..., None]
    turned = shared.transpose(-2, -1)
    part = torch.linalg.solve(turned @ shared, turned @ flat)
    return (flat - shared @ part)[..., 0].unflatten(-1, motion.shape[-2:])


def spread_and_error(
    draws: Float[Tensor, "K B T P 2"], truth: Float[Tensor, "B T P 2"], weight: Float[Tensor, "B T"]
) -> tuple[Float[Tensor, "B"], Float[Tensor, "B"]]:
    """Weighted sums over frames of the draws' squared spread, corrected for K, and of the mean draw's squared error."""
    count = draws.shape[0]
    spread = draws.var(0, correction=1).sum(-1).mean(-1) * (1.0 + 1.0 / count)
    error = ((draws.mean(0) - truth) ** 2).sum(-1).mean(-1)
    return (spread * weight).sum(1), (error * weight).sum(1)


def subject_rows(bench: Bench, cohort: Cohort) -> dict[str, Tensor]:
    clips = cohort.clips
    wall = follow_wall(clips.subject.ventricle, clips.motion)
    pixels = clips.video.shape[-1] / 2.0
    truth = regional((cohort.at_reference(wall.place)[:, None] - wall.place) * pixels, wall.normal)
    draws = [
        regional(sampled_field(bench.factual(cohort, at).displacement, wall.place) * pixels, wall.normal)
        for at in range(DRAWS)
    ]
    spread, error = spread_and_error(torch.stack(draws), truth, cohort.unobserved)
    return {"spread": spread, "error": error, "frames": cohort.unobserved.sum(1)}


def diversity(bench: Bench, subjects: int) -> Figures:
    """Eight draws a subject, its own curve given."""
    found = bench.each(subjects, lambda cohort: subject_rows(bench, cohort))

    def root(part: str, whole: str) -> Figure:
        def statistic(at: Index) -> float:
            below = float(found[whole][at].sum())
            return (float(found[part][at].sum()) / below) ** 0.5 if below > 0 else float("nan")

        return bootstrap(len(found[part]), statistic)

    return {
        "diversity.regionalSpread": root("spread", "error"),
        "diversity.drawRmsPx": root("spread", "frames"),
        "diversity.errorRmsPx": root("error", "frames"),
    }
