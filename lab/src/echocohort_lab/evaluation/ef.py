"""EF as asked? By exact geometry (sees no pixels), by the audit on what was made, and the audit's own error on truth.

Shapes: B subjects, T frames. EF is area-length EF as a fraction; figures are in percentage points.
"""

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import ArrayLike
from torch import Tensor

from echocohort_lab.evaluation.bench import FIT, Bench, selected
from echocohort_lab.evaluation.bootstrap import Figures, bootstrap, mean
from echocohort_lab.evaluation.cohort import Cohort
from echocohort_lab.generate import Made
from echocohort_lab.losses import exact_ef, warped_volumes
from echocohort_lab.metrics import ef_error

ASKABLE = (0.04, 0.82)  # recalibration must not leave what the phantom's range allows
DRAWS = 4
FIT_SHARE, FIT_AT_LEAST = 2, 12  # one subject to fit on for so many to measure


def ef_figures(measured: ArrayLike, asked: ArrayLike) -> Figures:
    """maePp, r2 and absBiasPp of measured against asked EF."""
    got, wanted = np.asarray(measured), np.asarray(asked)
    return {
        "maePp": bootstrap(len(got), lambda at: ef_error(got[at], wanted[at]).mae_pp),
        "r2": bootstrap(len(got), lambda at: ef_error(got[at], wanted[at]).r2),
        "absBiasPp": bootstrap(len(got), lambda at: abs(ef_error(got[at], wanted[at]).bias_pp)),
    }


def moved_volumes(cohort: Cohort, made: Made) -> Float[Tensor, "B T"]:
    """Volume of the observed frame's true mask after each frame's displacement."""
    at = cohort.position[:, None].expand_as(cohort.clips.valid)
    return warped_volumes(cohort.clips.mask, made.fields.displacement, at, cohort.observed)


def exact(bench: Bench, subjects: int) -> Figures:
    """EF by geometry: no measurer, and no pixels, stand between the model and the figure."""

    def rows(cohort: Cohort) -> dict[str, Tensor]:
        made = bench.counterfactual(cohort)
        return {"got": exact_ef(moved_volumes(cohort, made), cohort.clips.valid), "asked": cohort.target}

    found = bench.each(subjects, rows)
    return {f"exact.{name}": figure for name, figure in ef_figures(found["got"], found["asked"]).items()}


def dice(a: Float[Tensor, "B T H W"], b: Float[Tensor, "B T H W"]) -> Float[Tensor, "B T"]:
    """2 |a b| / (|a| + |b|) of masks cut at one half; 1 where both are empty."""
    first, second = (a > 0.5).float(), (b > 0.5).float()
    return (2.0 * (first * second).sum((2, 3)) + 1e-6) / (first.sum((2, 3)) + second.sum((2, 3)) + 1e-6)


def ruler(bench: Bench, subjects: int) -> Figures:
    """What the audit makes of true clips: no figure that it reports can be better than this."""

    def rows(cohort: Cohort) -> dict[str, Tensor]:
        clips = cohort.clips
        overlap = dice(bench.masks(clips.video), clips.mask) * clips.valid
        return {
            "error": 100.0 * (bench.audited(clips.video, clips.valid) - clips.ef).abs(),
            "dice": overlap.sum(1) / clips.valid.sum(1),
        }

    found = bench.each(subjects, rows)
    return {"ruler.efMaePp": mean(found["error"]), "ruler.dice": mean(found["dice"])}


def read_counterfactual(bench: Bench, subjects: int, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Asked and audited EF, one draw a subject."""

    def rows(cohort: Cohort) -> dict[str, Tensor]:
        made = bench.counterfactual(cohort)
        return {"asked": cohort.target, "got": bench.audited(made.frames, cohort.clips.valid)}

    found = bench.each(subjects, rows, name)
    return found["asked"], found["got"]


def recalibration(asked: ArrayLike, got: ArrayLike) -> tuple[float, float]:
    """(intercept, slope) of the least-squares line got = intercept + slope asked."""
    slope, intercept = np.polyfit(np.asarray(asked), np.asarray(got), 1)
    return float(intercept), float(slope)


def corrected(target: Float[Tensor, "B"], line: tuple[float, float]) -> Float[Tensor, "B"]:
    """What to ask for so that the line gives the target."""
    intercept, slope = line
    return ((target - intercept) / max(slope, 0.1)).clamp(*ASKABLE)


def fitted(bench: Bench, subjects: int) -> tuple[float, float]:
    """The recalibration, from subjects that no figure is about."""
    return recalibration(*read_counterfactual(bench, max(subjects // FIT_SHARE, FIT_AT_LEAST), FIT))


def counterfactual(bench: Bench, subjects: int) -> Figures:
    """EF by the audit before and after the target is recalibrated, and by the selector."""
    line = fitted(bench, subjects)

    def rows(cohort: Cohort) -> dict[str, Tensor]:
        valid = cohort.clips.valid
        raw, made = bench.counterfactual(cohort), bench.counterfactual(cohort, ef=corrected(cohort.target, line))
        return {
            "asked": cohort.target,
            "raw": bench.audited(raw.frames, valid),
            "selector": selected(raw, valid),
            "got": bench.audited(made.frames, valid),
        }

    found = bench.each(subjects, rows)
    raw = ef_figures(found["raw"], found["asked"])
    return {
        **{f"counterfactual.{name}": figure for name, figure in ef_figures(found["got"], found["asked"]).items()},
        "counterfactual.rawMaePp": raw["maePp"],
        "counterfactual.rawAbsBiasPp": raw["absBiasPp"],
        "selector.maePp": ef_figures(found["selector"], found["asked"])["maePp"],
    }


def best_of_four(bench: Bench, subjects: int, line: tuple[float, float]) -> Figures:
    """The selector takes the draw that it reads nearest to the target; the audit, which had no say, reads it.

    `line` is the bundle's response, through which a worker asks; no part of it comes from the audit. For comparison the
    same with the target itself asked for.
    """

    def chosen(cohort: Cohort, ask: Float[Tensor, "B"]) -> Float[Tensor, "B"]:
        valid = cohort.clips.valid
        draws = [bench.counterfactual(cohort, attempt, ask) for attempt in range(DRAWS)]
        off = torch.stack([(selected(made, valid) - cohort.target).abs() for made in draws])
        read = torch.stack([bench.audited(made.frames, valid) for made in draws])
        return read.gather(0, off.argmin(0, keepdim=True))[0]

    def rows(cohort: Cohort) -> dict[str, Tensor]:
        got = chosen(cohort, corrected(cohort.target, line))
        return {"asked": cohort.target, "got": got, "plain": chosen(cohort, cohort.target)}

    found = bench.each(subjects, rows)
    return {
        "bestOf4.maePp": ef_figures(found["got"], found["asked"])["maePp"],
        "bestOf4.plainMaePp": ef_figures(found["plain"], found["asked"])["maePp"],
    }
