"""The gate: does it let ventricles in and keep out what has none?

The rule is readers/gate.py's. A bundle's threshold is fitted on the split `dev`, figures are measured on
`test`: other subjects, and other pictures of the same families. Shapes: N pictures.
"""

from dataclasses import replace

import numpy as np
import torch
from jaxtyping import Bool
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.bundles.sample import Manifest
from echocohort_lab.metrics.bootstrap import Figure, Figures, ratio, share
from echocohort_lab.readers.gate import Gate, passes
from echocohort_lab.readers.readings import Readings
from echocohort_lab.trials.bench import Bench, full_precision
from echocohort_lab.trials.cohort import Cohort
from echocohort_lab.trials.no_ventricle import FAMILIES, pictures

A_FAMILY = 100
FIT_A_FAMILY, FIT_SUBJECTS = 60, 256
REFUSABLE = 4e-3  # share of phantom frames that a fitted threshold may refuse
DIGITS = 3

Doubles = NDArray[np.float64]


def gate_of(manifest: Manifest) -> Gate:
    """Raises ValueError for a bundle without readers."""
    if "gate" not in manifest:
        raise ValueError(f"{manifest['name']}: expected a bundle with a gate")
    least, most = manifest["gate"]["areaShare"]
    return Gate(manifest["gate"]["agreementMin"], (least, most), manifest["frame"]["height"])


def read_families(bench: Bench, count: int) -> Readings:
    """What the readers say of `count` pictures of each family without a ventricle, one family after the other."""
    shown = np.concatenate([pictures(name, bench.split, count) for name in FAMILIES])
    with torch.no_grad(), full_precision():
        return bench.read(torch.from_numpy(shown).to(bench.device))


def read_ventricles(bench: Bench, cohort: Cohort) -> tuple[Readings, Bool[Tensor, "N"]]:
    """What the readers say of every frame of true clips, and which of them are valid."""
    video = cohort.clips.video
    return bench.read(video.flatten(0, 1)), cohort.clips.valid.flatten() > 0


def false_accepts(bench: Bench, gate: Gate, a_family: int = A_FAMILY) -> dict[str, Figure]:
    """Of all pictures without a ventricle, and of the family that the gate knows least of."""
    believed = passes(gate, read_families(bench, a_family)).view(len(FAMILIES), -1).double().cpu().numpy()
    worst = believed[believed.mean(1).argmax()]
    return {"gate.falseAccepts": share(believed.ravel()), "gate.falseAcceptsWorstFamily": share(worst)}


def gated(bench: Bench, subjects: int, gate: Gate, a_family: int = A_FAMILY) -> Figures:
    def rows(cohort: Cohort) -> dict[str, Tensor]:
        readings, valid = read_ventricles(bench, cohort)
        refused = (~passes(gate, readings) & valid).view(cohort.clips.valid.shape)
        return {"refused": refused.sum(1), "frames": cohort.clips.valid.sum(1)}

    found = bench.each(subjects, rows)
    refusals = ratio(found["refused"], found["frames"])
    return {"gate.falseRefusals": refusals, **false_accepts(bench, gate, a_family)}


def fitted_agreement(ventricles: Doubles, others: Doubles) -> float:
    """Least agreement to ask for: what all but REFUSABLE of the ventricles reach.

    Or midway between that and the highest of pictures without a ventricle, where that is less.
    """
    highest = float(others.max(initial=0.0))
    reached = float(np.quantile(ventricles, REFUSABLE))
    step = 10.0**-DIGITS
    return float(np.floor(min(reached, (highest + reached) / 2.0) / step) * step)


def fit_gate(bench: Bench, gate: Gate, subjects: int = FIT_SUBJECTS, a_family: int = FIT_A_FAMILY) -> Gate:
    """The gate with a threshold for the bench's readers, from subjects and pictures of its split, which must be `dev`.

    Its sizes stay: how large a ventricle may look is known beforehand, and the phantom's are only a part of that.
    """
    if bench.split != "dev":
        raise ValueError(f"expected the split dev to fit on, got {bench.split}")
    sized = replace(gate, agreement_min=0.0)

    def rows(cohort: Cohort) -> dict[str, Tensor]:
        readings, valid = read_ventricles(bench, cohort)
        return {"agreement": torch.where(valid, readings.agreement, torch.nan).view(cohort.clips.valid.shape)}

    ventricles = bench.each(subjects, rows)["agreement"]
    readings = read_families(bench, a_family)
    others = readings.agreement[passes(sized, readings)].double().cpu().numpy()
    return replace(gate, agreement_min=round(fitted_agreement(ventricles[np.isfinite(ventricles)], others), DIGITS))
