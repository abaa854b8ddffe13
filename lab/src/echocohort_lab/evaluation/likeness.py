"""Do made frames look like the subject's own? SSIM of frames that were not observed, less what copying would get.

Shapes: B subjects, T frames, H x W pixels.
"""

import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from echocohort_lab.evaluation.bench import Bench
from echocohort_lab.evaluation.bootstrap import Figures, ratio
from echocohort_lab.evaluation.cohort import Cohort
from echocohort_lab.metrics import ssim

END_SYSTOLIC = 0.85  # contraction
END_SYSTOLIC_EF = 0.45
FAR = 0.25  # of V_ED
FRAMES_A_CALL = 512


def frame_ssim(a: UInt8[Tensor, "B T H W"], b: UInt8[Tensor, "B T H W"]) -> Float[Tensor, "B T"]:
    first, second = (x.flatten(0, 1)[:, None].split(FRAMES_A_CALL) for x in (a, b))
    scores = [ssim(x.float() / 255.0, y.float() / 255.0) for x, y in zip(first, second, strict=True)]
    return torch.cat(scores).view(a.shape[:2])


def end_systolic(cohort: Cohort) -> Float[Tensor, "B T"]:
    """1 on unobserved frames near end-systole of subjects with a high EF."""
    clips = cohort.clips
    late = (clips.curve[:, :, 4] > END_SYSTOLIC) & (clips.ef > END_SYSTOLIC_EF)[:, None]
    return cohort.unobserved * late


def far(cohort: Cohort) -> Float[Tensor, "B T"]:
    """1 on unobserved frames whose volume differs from the observed one's by more than a quarter of V_ED."""
    volume = cohort.clips.curve[:, :, 5]
    return cohort.unobserved * ((volume - cohort.at_reference(volume)[:, None]).abs() > FAR)


def subject_rows(bench: Bench, cohort: Cohort) -> dict[str, Tensor]:
    video = cohort.clips.video
    ours = frame_ssim(bench.factual(cohort).frames, video)
    copied = cohort.at_reference(video)[:, None].expand_as(video).contiguous()
    copy = frame_ssim(copied, video)
    rows = {}
    for name, weight in (("all", cohort.unobserved), ("late", end_systolic(cohort)), ("far", far(cohort))):
        rows[f"{name}.frames"] = weight.sum(1)
        rows[f"{name}.ours"], rows[f"{name}.copy"] = (ours * weight).sum(1), (copy * weight).sum(1)
    return rows


def likeness(bench: Bench, subjects: int) -> Figures:
    found = bench.each(subjects, lambda cohort: subject_rows(bench, cohort))
    keys = {"all": "ssim.unobservedGain", "late": "ssim.endSystolicGain", "far": "ssim.farGain"}
    gains = {
        key: ratio(found[f"{name}.ours"] - found[f"{name}.copy"], found[f"{name}.frames"]) for name, key in keys.items()
    }
    levels = {
        key: ratio(found[f"all.{name}"], found["all.frames"])
        for key, name in (("ssim.unobserved", "ours"), ("ssim.copy", "copy"))
    }
    return {**gains, **levels}
