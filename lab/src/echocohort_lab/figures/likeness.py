"""Do made frames look like the subject's own? SSIM of frames that were not observed, less what copying would get.

Over the whole picture, and inside the sector alone: outside it two pictures are both black, half of the pixels, and
that likeness is nobody's merit. Shapes: B subjects, T frames, H x W pixels.
"""

import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from echocohort_lab.metrics.bootstrap import Figures, ratio
from echocohort_lab.metrics.ef_and_ssim import SSIM_WINDOW, ssim_map
from echocohort_lab.picture.sector import sector
from echocohort_lab.trials.bench import Bench, Rows
from echocohort_lab.trials.cohort import Cohort

END_SYSTOLIC = 0.85  # contraction
END_SYSTOLIC_EF = 0.45
FAR = 0.25  # of V_ED
FRAMES_A_CALL = 512
PLACES = ("", "inside.")


def shown_sector(video: UInt8[Tensor, "B T H W"]) -> Float[Tensor, "B 1 H W"]:
    """1 where any frame of a clip shows something: its sector."""
    return sector(video.amax(1, keepdim=True).float())


def frame_ssim(
    a: UInt8[Tensor, "B T H W"], b: UInt8[Tensor, "B T H W"], inside: Float[Tensor, "B 1 H W"]
) -> tuple[Float[Tensor, "B T"], Float[Tensor, "B T"]]:
    """Mean of each frame's SSIM over all pixels, and over those inside."""
    edge = SSIM_WINDOW // 2
    weight = inside[:, :, edge:-edge, edge:-edge].expand(-1, a.shape[1], -1, -1)
    parts = (x.flatten(0, 1).split(FRAMES_A_CALL) for x in (a, b, weight))
    whole, within = [], []
    for x, y, w in zip(*parts, strict=True):
        score = ssim_map(x[:, None].float() / 255.0, y[:, None].float() / 255.0)
        whole.append(score.mean((1, 2)))
        within.append((score * w).sum((1, 2)) / w.sum((1, 2)).clamp(min=1.0))
    return torch.cat(whole).view(a.shape[:2]), torch.cat(within).view(a.shape[:2])


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
    inside = shown_sector(video)
    copied = cohort.at_reference(video)[:, None].expand_as(video).contiguous()
    ours, copy = (frame_ssim(frames, video, inside) for frames in (bench.factual(cohort).frames, copied))
    rows = {}
    for name, weight in (("all", cohort.unobserved), ("late", end_systolic(cohort)), ("far", far(cohort))):
        rows[f"{name}.frames"] = weight.sum(1)
        for where, a, b in zip(PLACES, ours, copy, strict=True):
            rows[f"{where}{name}.ours"], rows[f"{where}{name}.copy"] = (a * weight).sum(1), (b * weight).sum(1)
    return rows


def figures_of(found: Rows, where: str) -> Figures:
    """Gains over copying, and what both have; all keys begin with `ssim.` and the place."""
    names = {"all": "unobservedGain", "late": "endSystolicGain", "far": "farGain"}
    gains = {
        f"ssim.{where}{key}": ratio(
            found[f"{where}{name}.ours"] - found[f"{where}{name}.copy"], found[f"{name}.frames"]
        )
        for name, key in names.items()
    }
    levels = {
        f"ssim.{where}{key}": ratio(found[f"{where}all.{name}"], found["all.frames"])
        for key, name in (("unobserved", "ours"), ("copy", "copy"))
    }
    return {**gains, **levels}


def likeness(bench: Bench, subjects: int) -> Figures:
    found = bench.each(subjects, lambda cohort: subject_rows(bench, cohort))
    return {key: figure for where in PLACES for key, figure in figures_of(found, where).items()}
