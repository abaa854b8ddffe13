"""How many attempts a sample takes: what a worker does, on phantom subjects.

It asks for the target, then for the target over the mean of what was got over what was asked so far
(libs/sampler/src/steer-ef.ts), where got is the mean of both carried readings; it accepts when both are within the
tolerance, and keeps the attempt whose worse reading is nearest. Shapes: B subjects, A attempts. EF as a fraction.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.figures.ef import moved_volumes
from echocohort_lab.metrics.bootstrap import Figures, mean
from echocohort_lab.stages.losses import exact_ef
from echocohort_lab.trials.bench import Bench, ef_of
from echocohort_lab.trials.cohort import Cohort

TOLERANCE = 0.03
MOST = 8
ASKABLE = (0.02, 0.90)


def next_request(
    target: Float[Tensor, "B"], requested: Float[Tensor, "A B"], got: Float[Tensor, "A B"]
) -> Float[Tensor, "B"]:
    """What to ask for after some attempts; the target before the first."""
    if len(requested) == 0:
        return target.clamp(*ASKABLE)
    return (target / (got / requested).mean(0)).clamp(*ASKABLE)


def worse(own: Float[Tensor, "*N"], audit: Float[Tensor, "*N"], target: Float[Tensor, "B"]) -> Float[Tensor, "*N"]:
    """How far the reading that is farther from the target lies from it."""
    return torch.maximum((own - target).abs(), (audit - target).abs())


def steered(bench: Bench, cohort: Cohort) -> dict[str, Tensor]:
    """Attempts that each subject takes, whether one was accepted, and how far the kept one is off by exact geometry.

    Every subject gets the attempts that the slowest of its chunk needs; those after the accepted one do not count.
    """
    valid, target = cohort.clips.valid, cohort.target
    empty = target.new_empty(0, len(target))
    requested, got, off, exact = empty, empty, empty, empty
    done = torch.zeros_like(target, dtype=torch.bool)
    for attempt in range(MOST):
        ask = next_request(target, requested, got)
        made = bench.counterfactual(cohort, attempt, ask)
        own, audit = ef_of(made.readings.own, valid), ef_of(made.readings.audit, valid)
        requested, got = torch.cat([requested, ask[None]]), torch.cat([got, (own + audit)[None] / 2.0])
        off = torch.cat([off, torch.where(done, torch.inf, worse(own, audit, target))[None]])
        exact = torch.cat([exact, exact_ef(moved_volumes(cohort, made), valid)[None]])
        done = done | (off[-1] <= TOLERANCE)
        if bool(done.all()):
            break
    kept = exact.gather(0, off.argmin(0, keepdim=True))[0]
    return {"attempts": off.isfinite().sum(0), "accepted": done, "error": 100.0 * (kept - target).abs()}


def attempts(bench: Bench, subjects: int) -> Figures:
    found = bench.each(subjects, lambda cohort: steered(bench, cohort))
    return {
        "attempts.phantom": mean(found["attempts"]),
        "attempts.accepted": mean(found["accepted"]),
        "asked.keptMaePp": mean(found["error"]),
    }
