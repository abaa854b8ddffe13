"""Other scanners: what readers and gate make of coarse speckle, and of sectors that are narrow or cut off.

Shapes: B subjects, T frames.
"""

from torch import Tensor

from echocohort_lab.figures.gate import read_ventricles
from echocohort_lab.metrics.bootstrap import Figures, mean, ratio
from echocohort_lab.phantom.scanners import is_coarse, is_narrow
from echocohort_lab.readers.gate import Gate, passes
from echocohort_lab.readers.readings import Reading
from echocohort_lab.trials.bench import Bench, ef_of
from echocohort_lab.trials.cohort import SCANNERS, Cohort


def scanners(bench: Bench, subjects: int, gate: Gate) -> Figures:
    """EF of true clips, every frame read anew, of subjects by kind of scanner; and how many frames the gate refuses."""

    def rows(cohort: Cohort) -> dict[str, Tensor]:
        clips, probe = cohort.clips, cohort.clips.subject.scene.probe
        readings, valid = read_ventricles(bench, cohort)

        def error(reading: Reading) -> Tensor:
            ef = ef_of(Reading(*(values.view(clips.valid.shape) for values in reading)), clips.valid)
            return 100.0 * (ef - clips.ef).abs()

        return {
            "Own": error(readings.own),
            "Audit": error(readings.audit),
            "coarse": is_coarse(probe),
            "narrow": is_narrow(probe),
            "refused": (~passes(gate, readings) & valid).view(clips.valid.shape).sum(1),
            "frames": clips.valid.sum(1),
        }

    found = bench.each(subjects, rows, SCANNERS)
    figures = {"scanners.falseRefusals": ratio(found["refused"], found["frames"])}
    for kind in ("coarse", "narrow"):
        for reader in ("Own", "Audit"):
            if (of_kind := found[reader][found[kind] > 0]).size:
                figures[f"scanners.{kind}{reader}MaePp"] = mean(of_kind)
    return figures
