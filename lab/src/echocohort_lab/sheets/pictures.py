"""Plots and contact sheets of a bundle: EF asked against measured, drawn beats, EF ladders, several draws.

Made frames are synthetic, and every picture says so. Shapes: R rungs or draws, T frames, H x W pixels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, UInt8
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.bundles.generate import Inputs, Made
from echocohort_lab.bundles.sample import Manifest, Pixels
from echocohort_lab.figures.ef import every_ef
from echocohort_lab.phantom.subject import FRAMES
from echocohort_lab.sheets.chart import BLUE, GREY, ORANGE, Marks, Panel, write_panels
from echocohort_lab.sheets.real_clip import brightened, public_clip, read_clip
from echocohort_lab.sheets.sheet import Row, write_sheet
from echocohort_lab.trials.bench import VOLUME, Bench, ef_of, full_precision
from echocohort_lab.trials.cohort import Split
from echocohort_lab.trials.no_ventricle import FAMILIES
from echocohort_lab.trials.no_ventricle import pictures as no_ventricles

LADDER = (10, 20, 30, 40, 50, 60, 70, 80)
REAL_LADDER = (15, 30, 45, 60)
DRAWS, DRAWS_EF = 4, 60
LADDER_SUBJECTS = 3
CURVE_SUBJECTS, CURVE_DRAWS = 4, 8
COLUMNS, FAMILY_COLUMNS = 5, 8
WHOLE = (0.0, 100.0)
SYNTHETIC = "SYNTHETIC: made from the observed phantom frame at the left; EF is area-length EF"
OBSERVED_REAL = "Left: observed frame of pydicom's public clip; first row: that clip. All others SYNTHETIC"

NO_VENTRICLE = "Drawn by code: no ventricle in any of them"

Fractions = Sequence[float]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """One observed frame at position 0 (or elsewhere) of a clip, asked for several things."""

    inputs: Inputs
    made: Made


def ask_frame(
    bench: Bench, frame: UInt8[Tensor, "H W"], position: int, frames: int, efs: Fractions, draws: Sequence[int]
) -> Asked:
    """One request an entry of `efs`; the same entry of `draws` means the same noise and the same beat."""
    pictures = frame.expand(len(efs), *frame.shape)
    lengths = torch.full((len(efs),), frames)
    ef = torch.tensor(efs, dtype=torch.float32)
    inputs = bench.ask_frames(pictures, position, lengths, ef, [("picture", at) for at in draws], FRAMES)
    with torch.no_grad(), full_precision():
        return Asked(inputs, bench.generator.make(inputs))


def fractions(percents: Sequence[int]) -> list[float]:
    return [percent / 100.0 for percent in percents]


def volumes(curve: Float[Tensor, "T 7"]) -> Doubles:
    """Percent of V_ED."""
    return 100.0 * curve[:, VOLUME].double().cpu().numpy()


def columns(curve: Float[Tensor, "T 7"], frames: int) -> list[int]:
    """Frames spread over a contraction and the filling after it, the emptiest in the middle."""
    volume = curve[:frames, VOLUME].cpu().numpy()
    es = int(volume.argmin())
    start = int(volume[: es + 1].argmax())
    end = es + int(volume[es:].argmax())
    before = np.linspace(start, es, COLUMNS // 2 + 1).round().astype(int)
    after = np.linspace(es, end, COLUMNS - COLUMNS // 2).round().astype(int)
    return [int(at) for at in [*before, *after[1:]]]


def sheet_rows(bench: Bench, asked: Asked, label: Callable[[int], list[str]]) -> list[Row]:
    """The observed frame, then frames of each clip; beside them both carried readings and what the frames show."""
    made, inputs = asked.made, asked.inputs
    with torch.no_grad(), full_precision():
        shown_ef = bench.audited(made.frames, inputs.valid)
    readings = {"own": ef_of(made.readings.own, inputs.valid), "audit": ef_of(made.readings.audit, inputs.valid)}
    read = {name: 100.0 * ef for name, ef in (readings | {"shown": shown_ef}).items()}
    rows = []
    for at in range(len(inputs.ef)):
        clip = made.frames[at].cpu().numpy()
        shown = columns(made.curve[at], int(inputs.valid[at].sum()))
        text = [*label(at), *(f"{name:5} {float(ef[at]):.1f}" for name, ef in read.items())]
        rows.append(Row(text, [inputs.references[at, 0].cpu().numpy(), *(clip[frame] for frame in shown)]))
    return rows


def subject_frame(bench: Bench, number: int) -> tuple[UInt8[Tensor, "H W"], int, int]:
    """Of a held-out subject its observed frame, that frame's position, and how many frames are valid."""
    cohort = bench.cohorts(LADDER_SUBJECTS)[0]
    frame = cohort.at_reference(cohort.clips.video)[number]
    return frame, int(cohort.position[number]), int(cohort.clips.valid[number].sum())


def write_ladders(bench: Bench, folder: Path) -> list[Path]:
    """ladder-1.png to ladder-3.png: one subject each at EF 10 to 80 %, the same beat on every rung."""
    paths = []
    for number in range(LADDER_SUBJECTS):
        frame, position, frames = subject_frame(bench, number)
        asked = ask_frame(bench, frame, position, frames, fractions(LADDER), [number] * len(LADDER))
        rows = sheet_rows(bench, asked, lambda at: [f"EF {LADDER[at]} %"])
        paths.append(folder / f"ladder-{number + 1}.png")
        write_sheet(paths[-1], rows, SYNTHETIC)
    return paths


def write_draws(bench: Bench, folder: Path) -> Path:
    """draws.png: four draws at one EF."""
    frame, position, frames = subject_frame(bench, 0)
    asked = ask_frame(bench, frame, position, frames, fractions([DRAWS_EF] * DRAWS), range(DRAWS))
    rows = sheet_rows(bench, asked, lambda at: [f"EF {DRAWS_EF} %", f"draw {at + 1}"])
    write_sheet(folder / "draws.png", rows, SYNTHETIC)
    return folder / "draws.png"


def write_real_ladder(bench: Bench, folder: Path, manifest: Manifest) -> Path:
    """ladder-pydicom.png: frame 0 of the public ultrasound, which nothing was trained on, at EF 15 to 60 %."""
    intensity = manifest["frame"]["intensity"]
    clip, _ = brightened(read_clip(public_clip(), manifest["frame"]["height"]), intensity["p99"], intensity["maxGain"])
    source = torch.from_numpy(clip).to(bench.device)
    frames = min(len(clip), FRAMES)
    asked = ask_frame(bench, source[0], 0, frames, fractions(REAL_LADDER), [0] * len(REAL_LADDER))
    rows = sheet_rows(bench, asked, lambda at: [f"EF {REAL_LADDER[at]} %"])
    with torch.no_grad(), full_precision():
        read = 100.0 * float(bench.audited(source[None], torch.ones(1, len(clip), device=bench.device))[0])
    shown: list[Pixels] = [clip[0], *(clip[at] for at in np.linspace(0, len(clip) - 1, COLUMNS).round().astype(int))]
    write_sheet(folder / "ladder-pydicom.png", [Row(["source", f"audit {read:.1f}"], shown), *rows], OBSERVED_REAL)
    return folder / "ladder-pydicom.png"


def write_scatter(bench: Bench, folder: Path, subjects: int) -> Path:
    """ef.png: EF asked against EF by exact geometry, by the outline that is carried, and as the audit sees it shown."""
    read = bench.each(subjects, lambda cohort: every_ef(bench, cohort, bench.counterfactual(cohort)))
    asked = 100.0 * read["asked"]
    found = {"exact geometry": read["exact"], "own outline, carried": read["own"], "audit on the frames": read["shown"]}
    equal = Marks(np.array(WHOLE), np.array(WHOLE), GREY, joined=True)
    panels = [
        Panel(name, "EF asked, %", "EF, %", WHOLE, WHOLE, [equal, Marks(asked, 100.0 * values)])
        for name, values in found.items()
    ]
    caption = f"SYNTHETIC: {subjects} held-out phantom subjects, another EF, first attempts"
    write_panels(folder / "ef.png", panels, caption)
    return folder / "ef.png"


def write_curves(bench: Bench, folder: Path) -> Path:
    """timing.png: volume curves drawn for an EF alone, and the subject's own."""
    panels = []
    for number in range(CURVE_SUBJECTS):
        cohort = bench.cohorts(CURVE_SUBJECTS)[0]
        frames, ef = int(cohort.clips.valid[number].sum()), float(cohort.clips.ef[number])
        frame, position = cohort.at_reference(cohort.clips.video)[number], int(cohort.position[number])
        made = ask_frame(bench, frame, position, frames, [ef] * CURVE_DRAWS, range(CURVE_DRAWS)).made
        time = np.arange(frames, dtype=np.float64)
        drawn = [Marks(time, volumes(curve)[:frames], BLUE, joined=True) for curve in made.curve]
        own = Marks(time, volumes(cohort.clips.curve[number])[:frames], ORANGE, joined=True)
        seen = Marks(np.full(2, float(position)), np.array(WHOLE), GREY, joined=True)
        title = f"EF {100.0 * ef:.0f} %"
        axes = ("frame", "volume, % of V_ED", (0.0, float(FRAMES)), WHOLE)
        panels.append(Panel(title, *axes, [seen, *drawn, own]))
    caption = "SYNTHETIC: blue drawn for the EF alone, orange the subject's own, grey line the observed frame"
    write_panels(folder / "timing.png", panels, caption)
    return folder / "timing.png"


def write_families(path: Path, split: Split) -> Path:
    """Pictures without a ventricle, a row a family."""
    rows = [Row([family], list(no_ventricles(family, split, FAMILY_COLUMNS))) for family in FAMILIES]
    write_sheet(path, rows, NO_VENTRICLE)
    return path


def write_pictures(bench: Bench, folder: Path, manifest: Manifest, subjects: int) -> list[Path]:
    """All of them; the scatter plot has one point a subject."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_scatter(bench, folder, subjects),
        write_curves(bench, folder),
        *write_ladders(bench, folder),
        write_draws(bench, folder),
        write_real_ladder(bench, folder, manifest),
        write_families(folder / "no-ventricle.png", bench.split),
    ]
