"""What a bundle can do, measured on phantom subjects that no training saw: EF control, likeness, speed.

Counterfactual: one random frame of a subject is observed and another EF is asked for, with a beat from the timing prior
that fits the frame's phase. Factual: the subject's own EF and curve. Figures go to evaluation.json and bundle.json.
"""

import json
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from echocohort_lab.bundle import write_manifest
from echocohort_lab.flow import Conditions
from echocohort_lab.generate import Generator
from echocohort_lab.losses import exact_ef, warped_volumes
from echocohort_lab.metrics import EfError, ef_error, ssim
from echocohort_lab.phantom.render import SIDE, Clips, render
from echocohort_lab.phantom.subject import sample_subjects
from echocohort_lab.real_clip import brightened, public_clip, read_clip
from echocohort_lab.restore import restore_generator
from echocohort_lab.sample import BundleSampler, Pixels, Request, Sample
from echocohort_lab.sheet import Row, column_frames, write_sheet
from echocohort_lab.timing import AnchorPhase

HELD_OUT_SEED = 31_337
TARGET_RANGE = (0.10, 0.75)
SUBJECTS_A_ROUND = 4
LADDER_PERCENT = (10, 20, 30, 40, 50, 60, 70, 80)
SHEET_PERCENT = (10, 30, 50, 70, 80)
REAL_PERCENT = (15, 30, 45, 60)
COLUMNS = 5


@dataclass(frozen=True)
class Case:
    """One held-out subject: its clip, the request made of it, and the exact LV masks of its frames."""

    video: Pixels  # [L, H, W]
    mask: NDArray[np.float32]  # [L, H, W]
    curve: NDArray[np.float32]  # [T, 7]
    ef: float
    request: Request
    factual: Request


def held_out_cases(clips: Clips, first: int, rng: np.random.Generator) -> list[Case]:
    """A counterfactual and a factual request for each clip."""
    cases = []
    for at in range(len(clips.ef)):
        frames = int(clips.valid[at].sum())
        position = int(rng.integers(frames))
        video, curve = clips.video[at, :frames].numpy(), clips.curve[at].numpy()
        contraction, phase = float(curve[position, 4]), float(clips.beats.phase[at, position])
        anchor = AnchorPhase(position, contraction, phase < float(clips.subject.beat.end_systole[at]))
        seen = video[position : position + 1]
        ef = float(clips.ef[at])
        target = float(rng.uniform(*TARGET_RANGE))
        request = Request(target, seen, (position,), frames, seed=HELD_OUT_SEED, index=first + at, anchor=anchor)
        own = Request(ef, seen, (position,), frames, seed=HELD_OUT_SEED, index=first + at, curve=curve)
        cases.append(Case(video, clips.mask[at, :frames].numpy(), curve, ef, request, own))
    return cases


def unseen_ssim(case: Case, frames: Pixels) -> float:
    """Mean SSIM to the subject's own clip over the frames that were not observed."""
    unseen = [frame for frame in range(len(case.video)) if frame not in case.factual.positions]

    def images(clip: Pixels) -> torch.Tensor:
        return torch.from_numpy(clip[unseen])[:, None].float() / 255.0

    return float(ssim(images(frames), images(case.video)).mean())


def exact_efs(generator: Generator, sampler: BundleSampler, cases: Sequence[Case]) -> list[float]:
    """EF by geometry: the true mask of the observed frame, warped by the predicted displacement. It sees no pixels."""
    results = []
    for case in cases:
        feeds = {name: torch.from_numpy(value) for name, value in sampler.feeds([case.request]).items()}
        with torch.no_grad():
            latents = generator.encoder(feeds["references"][0][:, None].float() / 255.0)[None]
            asked = Conditions(latents, *(feeds[n] for n in ("nearest", "observed", "ef", "efKnown", "curve", "valid")))
            fields = generator.flow(feeds["noise"], asked)
            position = case.request.positions[0]
            mask = torch.from_numpy(case.mask[position])[None, None].expand(1, sampler.max_frames, SIDE, SIDE)
            at = torch.full((1, sampler.max_frames), position)
            volumes = warped_volumes(mask, fields.displacement, at, feeds["observed"])
            results.append(float(exact_ef(volumes, feeds["valid"])[0]))
    return results


@dataclass(frozen=True)
class Evaluation:
    """Figures over all held-out subjects. The floors are what each measurer makes of the true clips."""

    subjects: int
    selector: EfError
    audit: EfError
    selector_floor: EfError
    audit_floor: EfError
    exact: EfError
    ssim: float
    ssim_copy: float
    cpu_seconds_a_clip: float
    threads: int


def evaluate_bundle(folder: Path, subjects: int) -> Evaluation:
    """Runs the protocol; some 3 CPU seconds a subject. The exact EF needs the displacement, which the graph keeps to
    itself, so the weights are read back into the module for it."""
    sampler = BundleSampler(folder)
    if sampler.manifest["frame"]["height"] != SIDE:
        raise ValueError(f"{folder}: expected a bundle of {SIDE} x {SIDE} pixels, that of the phantom")
    random = torch.Generator().manual_seed(HELD_OUT_SEED)
    generator = restore_generator(folder / sampler.manifest["graphs"]["generate"][0]["file"])
    rng = np.random.default_rng(HELD_OUT_SEED)
    table: dict[str, list[float]] = {}
    seconds = 0.0

    def note(**figures: float) -> None:
        for name, value in figures.items():
            table.setdefault(name, []).append(value)

    for first in range(0, subjects, SUBJECTS_A_ROUND):
        count = min(SUBJECTS_A_ROUND, subjects - first)
        cases = held_out_cases(render(sample_subjects(count, random), random), first, rng)
        for value in exact_efs(generator, sampler, cases):
            note(exact=value)
        begun = time.perf_counter()
        made = sampler.generate([case.request for case in cases])
        seconds += time.perf_counter() - begun
        own = sampler.generate([case.factual for case in cases])
        for case, sample, factual in zip(cases, made, own, strict=True):
            copy = np.repeat(case.factual.references, len(case.video), 0)
            note(asked=case.request.ef, selector=sample.measured_ef, audit=sampler.audit(sample.frames))
            note(true=case.ef, selector_true=sampler.measure(case.video), audit_true=sampler.audit(case.video))
            note(ssim=unseen_ssim(case, factual.frames), copy=unseen_ssim(case, copy))
    return Evaluation(
        subjects=subjects,
        selector=ef_error(table["selector"], table["asked"]),
        audit=ef_error(table["audit"], table["asked"]),
        selector_floor=ef_error(table["selector_true"], table["true"]),
        audit_floor=ef_error(table["audit_true"], table["true"]),
        exact=ef_error(table["exact"], table["asked"]),
        ssim=float(np.mean(table["ssim"])),
        ssim_copy=float(np.mean(table["copy"])),
        cpu_seconds_a_clip=seconds / subjects,
        threads=sampler.threads,
    )


def report(e: Evaluation) -> str:
    """The table that `lab evaluate` prints."""
    lines = [
        f"{e.subjects} held-out phantom subjects, one observed frame, counterfactual EF 10 to 75 %",
        f"  selector            {e.selector}",
        f"  audit               {e.audit}",
        f"  selector, true clip {e.selector_floor}",
        f"  audit, true clip    {e.audit_floor}",
        f"  exact geometry      {e.exact}",
        f"  SSIM of unobserved frames {e.ssim:.3f}, copying the observed frame {e.ssim_copy:.3f}",
        f"  {e.cpu_seconds_a_clip:.2f} s a clip on the CPU, {e.threads} threads, batch {SUBJECTS_A_ROUND}",
    ]
    return "\n".join(lines)


def quality_of(e: Evaluation) -> dict[str, dict[str, object]]:
    """`quality` of bundle.json."""
    subjects = f"{e.subjects} held-out phantom subjects"
    asked = f"{subjects}, one observed frame, other EF 10..75 %, beat drawn to fit the frame"

    def entry(value: float, protocol: str) -> dict[str, object]:
        return {"value": round(value, 4), "protocol": protocol}

    return {
        "exactEfMaePp": entry(e.exact.mae_pp, f"{asked}; true mask warped by the displacement"),
        "auditEfMaePp": entry(e.audit.mae_pp, f"{asked}; audit measurer"),
        "auditEfBiasPp": entry(e.audit.bias_pp, f"{asked}; audit measurer"),
        "auditEfR2": entry(e.audit.r2, f"{asked}; audit measurer"),
        "auditFloorEfMaePp": entry(e.audit_floor.mae_pp, f"{subjects}, true clips; audit measurer against exact EF"),
        "selectorEfMaePp": entry(e.selector.mae_pp, f"{asked}; the bundle's own measurer"),
        "selectorFloorEfMaePp": entry(e.selector_floor.mae_pp, f"{subjects}, true clips; own measurer"),
        "ssim": entry(e.ssim, f"{subjects}, own EF and curve, frames that were not observed"),
        "ssimCopy": entry(e.ssim_copy, "the same, for the observed frame repeated"),
        "cpuSecondsAClip": entry(e.cpu_seconds_a_clip, f"ONNX Runtime, {e.threads} threads, {platform.machine()}"),
    }


def write_evaluation(folder: Path, e: Evaluation) -> None:
    """evaluation.json beside the bundle, and `quality` in its manifest."""
    (folder / "evaluation.json").write_text(json.dumps(asdict(e), indent=2) + "\n")
    manifest = json.loads((folder / "bundle.json").read_text())
    manifest["quality"] = quality_of(e)
    write_manifest(folder, manifest)


@dataclass(frozen=True)
class Rung:
    """One EF of a ladder, in percent, with what the two measurers read."""

    asked: float
    measured: float
    audited: float
    sample: Sample


def ladder(sampler: BundleSampler, anchor: Pixels, frames: int, percents: Sequence[int]) -> list[Rung]:
    """The same end-diastolic frame [H, W] at rising EF, one draw each."""
    rungs = []
    for percent in percents:
        start = AnchorPhase(0, 0.0)
        sample = sampler.generate([Request(percent / 100.0, anchor[None], frames=frames, seed=1, anchor=start)])[0]
        audited = 100.0 * sampler.audit(sample.frames)
        rungs.append(Rung(percent, 100.0 * sample.measured_ef, audited, sample))
    return rungs


def ladder_rows(rungs: Sequence[Rung]) -> list[Row]:
    return [
        Row(
            [f"EF {rung.asked:.0f} %", f"own   {rung.measured:.1f}", f"audit {rung.audited:.1f}"],
            [rung.sample.frames[at] for at in column_frames(rung.sample, COLUMNS)],
        )
        for rung in rungs
    ]


def write_phantom_ladder(folder: Path, clip: Pixels) -> list[Rung]:
    """ladder.png: the demonstration clip's first frame at EF 10 to 80 %."""
    rungs = ladder(BundleSampler(folder), clip[0], len(clip), LADDER_PERCENT)
    shown = [rung for rung in rungs if rung.asked in SHEET_PERCENT]
    write_sheet(folder / "ladder.png", ladder_rows(shown), "SYNTHETIC: moved from one phantom frame")
    return rungs


def write_real_ladder(folder: Path) -> tuple[list[Rung], dict[str, float]]:
    """ladder-pydicom.png: the public ultrasound's first frame, which is near end-diastole, at EF 15 to 60 %."""
    sampler = BundleSampler(folder)
    intensity = sampler.manifest["frame"]["intensity"]
    clip, gain = brightened(read_clip(public_clip(), SIDE), intensity["p99"], intensity["maxGain"])
    rungs = ladder(sampler, clip[0], len(clip), REAL_PERCENT)
    source = {"gain": gain, "measured": 100.0 * sampler.measure(clip), "audited": 100.0 * sampler.audit(clip)}
    at = np.linspace(0, len(clip) - 1, COLUMNS).round().astype(int)
    label = ["source", f"own   {source['measured']:.1f}", f"audit {source['audited']:.1f}"]
    rows = [Row(label, [clip[frame] for frame in at]), *ladder_rows(rungs)]
    write_sheet(
        folder / "ladder-pydicom.png", rows, "First row: public clip of pydicom. Others SYNTHETIC, from its frame 0"
    )
    return rungs, source
