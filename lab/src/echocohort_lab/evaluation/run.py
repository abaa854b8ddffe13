"""All figures of a bundle, group by group."""

import json
import math
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import torch

from echocohort_lab.bundles.bundle import MANIFEST_FILE, generate_file
from echocohort_lab.bundles.generate import Generator
from echocohort_lab.bundles.restore import restore_generator
from echocohort_lab.bundles.sample import Manifest
from echocohort_lab.evaluation.record import Record, Run, empty, merged
from echocohort_lab.evaluation.shipped import cpu_speed, parity, size
from echocohort_lab.figures.attempts import attempts
from echocohort_lab.figures.diversity import diversity
from echocohort_lab.figures.downstream import downstream
from echocohort_lab.figures.ef import carried, ruler
from echocohort_lab.figures.folding import folding
from echocohort_lab.figures.gate import gate_of, gated
from echocohort_lab.figures.likeness import likeness
from echocohort_lab.figures.outside import outside
from echocohort_lab.figures.scanners import scanners
from echocohort_lab.figures.speed import speed
from echocohort_lab.figures.texture import texture
from echocohort_lab.figures.timing import timing
from echocohort_lab.figures.two_sample import exact_motion_control, raw_control, two_sample
from echocohort_lab.metrics.bootstrap import Figures
from echocohort_lab.phantom.render import SIDE
from echocohort_lab.trials.bench import Bench
from echocohort_lab.trials.cohort import Split
from echocohort_lab.trials.outside_frames import read_outside

OUTSIDE = "outside"

Say = Callable[[str], None]


Lane = Literal["c2st", "downstream", "subjects", "alone"]


@dataclass(frozen=True)
class Bundle:
    """An opened bundle: its modules on the bench, its folder, and the file of `lab outside`, where one is given."""

    bench: Bench
    generator: Generator
    folder: Path
    manifest: Manifest
    outside: Path | None = None


@dataclass(frozen=True)
class Group:
    """Figures that are measured together. Lanes can run side by side; what takes time is measured alone, afterwards.

    A slow one is left out on the CPU unless it is asked for by name.
    """

    measure: Callable[[Bundle, int], Figures]
    lane: Lane = "subjects"
    slow_on_cpu: bool = False


def of_subjects(measure: Callable[[Bench, int], Figures]) -> Group:
    return Group(lambda bundle, subjects: measure(bundle.bench, subjects))


def of_file(bundle: Bundle, _: int) -> Figures:
    if bundle.outside is None:
        raise ValueError("--outside: expected the file of `lab outside` for the group outside")
    return outside(bundle.bench, read_outside(bundle.outside), gate_of(bundle.manifest))


GROUPS = {
    "carried": of_subjects(carried),
    "attempts": of_subjects(attempts),
    "gate": Group(lambda bundle, subjects: gated(bundle.bench, subjects, gate_of(bundle.manifest))),
    OUTSIDE: Group(of_file),
    "ruler": of_subjects(ruler),
    "scanners": Group(lambda bundle, subjects: scanners(bundle.bench, subjects, gate_of(bundle.manifest))),
    "timing": of_subjects(timing),
    "diversity": of_subjects(diversity),
    "ssim": of_subjects(likeness),
    "texture": of_subjects(texture),
    "motion": of_subjects(folding),
    "size": Group(lambda bundle, _: size(bundle.folder, bundle.manifest)),
    "parity": Group(lambda bundle, _: parity(bundle.bench, bundle.folder, bundle.manifest)),
    "downstream": Group(lambda bundle, _: downstream(bundle.bench), "downstream", slow_on_cpu=True),
    "c2st": Group(lambda bundle, _: two_sample(bundle.bench), "c2st", slow_on_cpu=True),
    "c2stExact": Group(
        lambda bundle, _: exact_motion_control(bundle.bench, bundle.generator), "c2st", slow_on_cpu=True
    ),
    "c2stRaw": Group(lambda bundle, _: raw_control(bundle.bench), "c2st", slow_on_cpu=True),
    "cpu": Group(lambda bundle, _: cpu_speed(bundle.bench, bundle.folder, bundle.manifest), "alone"),
    "speedup": Group(lambda bundle, _: speed(bundle.bench, bundle.generator), "alone", slow_on_cpu=True),
}


def open_bundle(folder: Path, device: torch.device, split: Split = "test", outside: Path | None = None) -> Bundle:
    """Raises FileNotFoundError without a bundle, ValueError when it is not one that the phantom can measure."""
    manifest: Manifest = json.loads((folder / MANIFEST_FILE).read_text())
    if manifest["frame"]["height"] != SIDE:
        raise ValueError(f"{folder}: expected a bundle of {SIDE} x {SIDE} pixels, that of the phantom")
    generator = restore_generator(generate_file(folder, manifest)).to(device)
    latent = manifest["latent"]
    noise = (latent["channels"], latent["height"], latent["width"])
    return Bundle(Bench(generator, noise, device, split), generator, folder, manifest, outside)


def chosen(only: Sequence[str], device: torch.device, outside: Path | None, say: Say) -> list[str]:
    """The groups to measure. Raises ValueError for a name that is none."""
    unknown = sorted(set(only) - set(GROUPS))
    if unknown:
        raise ValueError(f"expected groups among {', '.join(GROUPS)}; got {', '.join(unknown)}")
    if only:
        return [name for name in GROUPS if name in only]
    left_out = [name for name, group in GROUPS.items() if group.slow_on_cpu and device.type == "cpu"]
    if left_out:
        say(f"left out on the CPU, ask with --only: {', '.join(left_out)}")
    if outside is None:
        say(f"left out without --outside FILE: {OUTSIDE}")
        left_out.append(OUTSIDE)
    return [name for name in GROUPS if name not in left_out]


def device_name(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else f"{platform.machine()} CPU"


def evaluate(bundle: Bundle, subjects: int, names: Sequence[str], say: Say, keep: Callable[[Record], None]) -> Record:
    """Measures group after group; `keep` gets the record after each, so a run that is stopped leaves its figures."""
    split = bundle.bench.split
    record = empty(bundle.manifest, split)
    for name in names:
        begun = datetime.now(UTC)
        figures = GROUPS[name].measure(bundle, subjects)
        defined = {key: figure for key, figure in figures.items() if math.isfinite(figure.value)}
        run = Run(f"{begun:%Y-%m-%d}", device_name(bundle.bench.device), subjects, torch.__version__, tuple(defined))
        record = merged(record, replace(record, runs=(run,), figures=defined))
        keep(record)
        say(f"{name}: {(datetime.now(UTC) - begun).total_seconds():.0f} s")
        if len(defined) < len(figures):
            say(f"  not defined on so few subjects: {', '.join(sorted(figures.keys() - defined.keys()))}")
    return record
