"""Is a drawn beat a beat? Volume curves drawn for an EF alone, against the phantom's prior and the subject's own curve.

What is counted is in metrics/beats.py. The curve that the model used is one thing, the volume that its clip shows (the
true mask, moved) another: reversals are counted in both. Shapes: B subjects, K draws, T frames.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.draws.seeds import seeded
from echocohort_lab.figures.ef import moved_volumes
from echocohort_lab.metrics.beats import MANY_REVERSALS, clip_reversals, crps, pooled_energy_distance
from echocohort_lab.metrics.bootstrap import Figures, mean, ratio
from echocohort_lab.phantom.geometry import beats
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.subject import sample_beat
from echocohort_lab.stages.losses import volume_extremes
from echocohort_lab.trials.bench import Bench
from echocohort_lab.trials.cohort import CPU, Cohort

DRAWS = 8
CONTRACTION = 4  # channel of the curve


def prior_contractions(cohort: Cohort, draws: int) -> Float[Tensor, "B K T"]:
    """Contraction curves of other beats of the phantom's prior, of the subjects' EF and length."""
    ef, frames = cohort.clips.ef.cpu(), cohort.clips.valid.sum(1).long().cpu()
    sampler = Sampler(cohort.count, seeded(CPU, "prior", cohort.name, cohort.first))
    drawn = [beats(sample_beat(sampler, ef, frames)).contraction for _ in range(draws)]
    return torch.stack(drawn, 1).to(cohort.clips.ef.device)


def subject_rows(bench: Bench, cohort: Cohort) -> dict[str, Tensor]:
    valid = cohort.clips.valid
    drawn, shown = [], []
    for attempt in range(DRAWS):
        made = bench.generator.make(bench.ask(cohort, cohort.clips.ef, attempt))
        volumes = moved_volumes(cohort, made)
        drawn.append(made.curve[:, :, CONTRACTION])
        shown.append(1.0 - volumes / volume_extremes(volumes, valid)[0])
    ours, prior = torch.stack(drawn, 1), prior_contractions(cohort, DRAWS)
    truth = cohort.clips.curve[:, :, CONTRACTION]
    return {
        "ours": ours,
        "prior": prior,
        "valid": valid,
        "turns": clip_reversals(ours, valid),
        "shownTurns": clip_reversals(torch.stack(shown, 1), valid),
        "priorTurns": clip_reversals(prior, valid),
        "crps": crps(ours, truth, valid),
        "priorCrps": crps(prior, truth, valid),
    }


def timing(bench: Bench, subjects: int) -> Figures:
    """Eight beats a subject, drawn for its own EF."""
    found = bench.each(subjects, lambda cohort: subject_rows(bench, cohort))
    ours, prior, valid = (torch.from_numpy(found[name]) for name in ("ours", "prior", "valid"))
    priors = found["priorTurns"].mean(1)
    return {
        "timing.energyDistance": mean(pooled_energy_distance(ours, prior, valid).numpy()),
        "timing.reversalExcess": mean(found["turns"].mean(1) - priors),
        "timing.shareAbove4": mean((found["turns"] > MANY_REVERSALS).mean(1)),
        "timing.crpsRatio": ratio(found["crps"], found["priorCrps"]),
        "timing.shownReversalExcess": mean(found["shownTurns"].mean(1) - priors),
        "timing.shownShareAbove4": mean((found["shownTurns"] > MANY_REVERSALS).mean(1)),
    }
