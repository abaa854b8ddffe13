"""EF as asked? Four EFs of one made clip, and the differences between them.

Exact: the true LV mask of the observed frame, moved by the displacement. Carried: what each reader's outline of that
frame encloses after the same displacement, which is what the product reports. Shown: what the audit sees when it looks
at every made frame anew, so that a clip whose picture does not follow its field is found out. And the target.
Shapes: B subjects, T frames. EF is area-length EF as a fraction; figures are in percentage points.
"""

import numpy as np
from jaxtyping import Float
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from echocohort_lab.bundles.generate import Made
from echocohort_lab.metrics.bootstrap import Figures, bootstrap, mean, quantile
from echocohort_lab.metrics.ef_and_ssim import ef_error
from echocohort_lab.stages.losses import exact_ef, warped_volumes
from echocohort_lab.trials.bench import Bench, ef_of
from echocohort_lab.trials.cohort import Cohort

P95 = 0.95

Doubles = NDArray[np.float64]


def ef_figures(measured: ArrayLike, asked: ArrayLike) -> Figures:
    """maePp, p95Pp, worstPp, biasPp and r2 of measured against asked EF."""
    got, wanted = np.asarray(measured, np.float64), np.asarray(asked, np.float64)
    off = 100.0 * np.abs(got - wanted)
    return {
        "maePp": mean(off),
        "p95Pp": quantile(off, P95),
        "worstPp": bootstrap(len(off), lambda at: float(off[at].max())),
        "biasPp": mean(100.0 * (got - wanted)),
        "r2": bootstrap(len(got), lambda at: ef_error(got[at], wanted[at]).r2),
    }


def moved_volumes(cohort: Cohort, made: Made) -> Float[Tensor, "B T"]:
    """Volume of the observed frame's true mask after each frame's displacement."""
    at = cohort.position[:, None].expand_as(cohort.clips.valid)
    return warped_volumes(cohort.clips.mask, made.displacement, at, cohort.observed)


def every_ef(bench: Bench, cohort: Cohort, made: Made) -> dict[str, Tensor]:
    """The target and the four EFs of each clip."""
    valid = cohort.clips.valid
    return {
        "asked": cohort.target,
        "exact": exact_ef(moved_volumes(cohort, made), valid),
        "own": ef_of(made.readings.own, valid),
        "audit": ef_of(made.readings.audit, valid),
        "shown": bench.audited(made.frames, valid),
    }


def carried(bench: Bench, subjects: int) -> Figures:
    """The first attempt at another EF of every subject, no steering."""
    found = bench.each(subjects, lambda cohort: every_ef(bench, cohort, bench.counterfactual(cohort)))
    own, audit = (ef_figures(found[reader], found["exact"]) for reader in ("own", "audit"))
    asked, shown = (ef_figures(found[what], found["asked"]) for what in ("exact", "shown"))
    return {
        **{f"carried.{name}": own[name] for name in ("maePp", "p95Pp", "worstPp", "biasPp")},
        "carried.auditMaePp": audit["maePp"],
        "carried.auditP95Pp": audit["p95Pp"],
        "carried.auditWorstPp": audit["worstPp"],
        "carried.gapPp": mean(100.0 * np.abs(found["own"] - found["audit"])),
        "asked.firstMaePp": asked["maePp"],
        "asked.firstP95Pp": asked["p95Pp"],
        "asked.firstBiasPp": asked["biasPp"],
        "asked.firstR2": asked["r2"],
        **{f"shown.{name}": shown[name] for name in ("maePp", "biasPp", "r2")},
    }


def dice(a: Float[Tensor, "*N H W"], b: Float[Tensor, "*N H W"]) -> Float[Tensor, "*N"]:
    """2 |a b| / (|a| + |b|) of masks cut at one half; 1 where both are empty."""
    first, second = (a > 0.5).float(), (b > 0.5).float()
    both = (first * second).sum((-2, -1))
    return (2.0 * both + 1e-6) / (first.sum((-2, -1)) + second.sum((-2, -1)) + 1e-6)


def ruler(bench: Bench, subjects: int) -> Figures:
    """What the audit makes of true clips: no EF that pictures are said to show can be better than this."""

    def rows(cohort: Cohort) -> dict[str, Tensor]:
        clips = cohort.clips
        masks = bench.masks(clips.video.flatten(0, 1))[:, 1].view(clips.mask.shape)
        overlap = dice(masks, clips.mask) * clips.valid
        return {
            "error": 100.0 * (bench.audited(clips.video, clips.valid) - clips.ef).abs(),
            "dice": overlap.sum(1) / clips.valid.sum(1),
        }

    found = bench.each(subjects, rows)
    return {"ruler.efMaePp": mean(found["error"]), "ruler.dice": mean(found["dice"])}
