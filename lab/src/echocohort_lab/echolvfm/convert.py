"""`lab convert-echolvfm`: the published folders to a bundle folder. It appears whole or not at all."""

import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from echocohort_lab.anchors import ANCHOR_SEED, fullest_frames, subjects_from_end_diastole
from echocohort_lab.bundle import (
    ANCHORS_FILE,
    CUDA_FILE,
    FORMAT,
    GENERATE_FILE,
    GOLDEN_FILE,
    GOLDEN_TOLERANCE,
    file_sha256,
    generate_entries,
    golden_request,
    port,
    write_manifest,
)
from echocohort_lab.cuda_layout import write_cuda_graph
from echocohort_lab.echolvfm.files import FLOW_FILE, VAE_FILE, Published, read_published
from echocohort_lab.echolvfm.generator import INPUTS, OUTPUTS, EchoLvfm
from echocohort_lab.echolvfm.settings import LATENT_CHANNELS
from echocohort_lab.echolvfm.trace import export_traced
from echocohort_lab.graph import Port, round_to_half_, run_graph
from echocohort_lab.phantom.render import render
from echocohort_lab.sample import BundleSampler, Manifest, Pixels
from echocohort_lab.timing import TimingPrior

ANCHOR_COUNT = 8
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
INPUT_PORTS = [Port(name, {0: "B", 1: "K"} if name == "references" else {0: "B"}) for name in INPUTS]
OUTPUT_PORTS = [Port(name, {0: "B"}) for name in OUTPUTS]
GOLDEN_EF_PERCENT, GOLDEN_SEED = 45.0, 20260313
# The official code generates between these; it does not state the range that the flow was trained on.
EF_RANGE_PERCENT = (20.0, 80.0)
# Median of the CAMUS clips that are listed in the official repository.
FRAMES_PER_SECOND = 56.5
LARGEST_DIFFERENCE = 1e-4
# Of the golden sample. The decoder draws every pixel: in half precision, random weights of the published size are off
# by .17 levels in the mean and 2 at most.
TOLERANCE = {**GOLDEN_TOLERANCE, "meanLevels": 0.5}

TRAINING_DATA = (
    "as published: flow on CAMUS (apical two- and four-chamber half cycles, end-diastole first, end-systole last), "
    "latents of an EchoFlow autoencoder"
)
LICENCE = "none declared by the publisher of the weights; CAMUS has terms of its own"
CITATION = (
    "EchoLVFM: one-step latent flow matching for echocardiography, arXiv:2603.13967",
    "Leclerc et al., Deep Learning for Segmentation using an Open Large-Scale Dataset in 2D Echocardiography (CAMUS), "
    "IEEE TMI 2019",
)


@dataclass(frozen=True)
class Sizes:
    frames: int  # T
    side: int  # H = W
    latent_side: int  # g


def checked_name(out: Path) -> str:
    """The bundle's name, which is its folder's. Raises ValueError when it is none, or is taken."""
    name = out.name
    if NAME.fullmatch(name) is None:
        raise ValueError(f"--out {out}: expected a folder named with a-z, 0-9 and -, which becomes the bundle's name")
    if out.exists():
        raise ValueError(f"--out {out}: expected a folder that is not there yet")
    if out.parent.exists() and not out.parent.is_dir():
        raise ValueError(f"--out {out}: expected {out.parent} to be a folder")
    return name


def anchor_pictures(side: int) -> Pixels:
    """End-diastolic phantom frames [8, side, side], stretched by nearest neighbour as the model's pictures are."""
    generator = torch.Generator().manual_seed(ANCHOR_SEED)
    frames = fullest_frames(render(subjects_from_end_diastole(ANCHOR_COUNT, generator), generator))
    at = np.arange(side) * frames.shape[1] // side
    return np.ascontiguousarray(frames[:, at][:, :, at])


def example_inputs(sizes: Sizes) -> list[Tensor]:
    """Inputs of one clip, to trace."""
    t, latent = sizes.frames, (LATENT_CHANNELS, sizes.latent_side, sizes.latent_side)
    return [
        torch.zeros(1, 1, sizes.side, sizes.side, dtype=torch.uint8),
        torch.zeros(1, t, dtype=torch.int64),
        torch.ones(1, t),
        torch.zeros(1, t, *latent),
        torch.zeros(1),
        torch.ones(1, t),
    ]


def ports(sizes: Sizes) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Inputs and outputs of the graph as bundle.json states them."""
    t, latent = sizes.frames, (LATENT_CHANNELS, sizes.latent_side, sizes.latent_side)
    per_frame: tuple[int | str, ...] = ("B", t)
    pixels = (sizes.side, sizes.side)
    forms: dict[str, tuple[str, tuple[int | str, ...]]] = {
        "references": ("uint8", ("B", "K", *pixels)),
        "nearest": ("int64", per_frame),
        "observed": ("float32", per_frame),
        "noise": ("float32", (*per_frame, *latent)),
        "ef": ("float32", ("B",)),
        "valid": ("float32", per_frame),
        "frames": ("uint8", (*per_frame, *pixels)),
        "latents": ("float32", (*per_frame, *latent)),
    }
    inputs, outputs = ([port(role, role, *forms[role]) for role in roles] for roles in (INPUTS, OUTPUTS))
    return inputs, outputs


def manifest_of(folder: Path, weights: str, sizes: Sizes) -> Manifest:
    """Everything but the golden sample. No readers: the samples of this bundle say that their EF is not measured."""
    return {
        "format": FORMAT,
        "name": folder.name,
        "version": "1.0.0",
        "title": "EchoLVFM, converted: paints a half cycle around an observed frame",
        "licence": LICENCE,
        "provenance": {"trainingData": TRAINING_DATA, "weights": weights, "citation": list(CITATION)},
        "maxFrames": sizes.frames,
        "frame": {
            "height": sizes.side,
            "width": sizes.side,
            "aspect": "stretch",
            "resize": "nearest",
            "intensity": {"p99": 255.0, "maxGain": 1.0},
        },
        "maxReferences": 1,
        "latent": {"channels": LATENT_CHANNELS, "height": sizes.latent_side, "width": sizes.latent_side},
        "efRangePercent": list(EF_RANGE_PERCENT),
        "framesPerSecond": FRAMES_PER_SECOND,
        "noise": "philox4x32-10/box-muller",
        "timingPrior": TimingPrior().manifest(),
        "efMethod": "none",
        "batchSize": {"cpu": 1, "webgpu": 2, "cuda": 8},
        "graphs": {"generate": generate_entries(folder, *ports(sizes))},
        "anchors": {
            "file": ANCHORS_FILE,
            "sha256": file_sha256(folder / ANCHORS_FILE),
            "count": ANCHOR_COUNT,
            "origin": f"EchoCohort phantom at end-diastole, seed {ANCHOR_SEED}; synthetic, unlike what the model knows",
        },
        "quality": {},
    }


def golden_sample(module: EchoLvfm, sampler: BundleSampler) -> tuple[bytes, str]:
    """Frames of the golden sample by the graph, and a line on how far they are from the module's.

    Raises ValueError when that is too far.
    """
    request = golden_request(sampler.anchors, sampler.max_frames, GOLDEN_EF_PERCENT, GOLDEN_SEED)
    feeds = sampler.feeds([request])
    frames, latents = run_graph(sampler.generate_session, feeds)
    with torch.no_grad():
        expected = [part.numpy() for part in module(*(torch.from_numpy(feeds[name]) for name in INPUTS))]
    off = float(np.abs(latents.astype(float) - expected[1].astype(float)).max())
    levels = int(np.abs(frames.astype(int) - expected[0].astype(int)).max())
    if not off <= LARGEST_DIFFERENCE:
        raise ValueError(f"{GENERATE_FILE}: expected latents within {LARGEST_DIFFERENCE} of the module, got {off:.1e}")
    return frames.tobytes(), f"golden sample, graph against module: latents {off:.1e}, grey levels {levels}"


def golden_entry(folder: Path, frames: int) -> Manifest:
    return {
        "file": GOLDEN_FILE,
        "sha256": file_sha256(folder / GOLDEN_FILE),
        "seed": GOLDEN_SEED,
        "targetEfPercent": GOLDEN_EF_PERCENT,
        "frames": frames,
        "anchor": 0,
        "measuredEfPercent": None,
        "tolerance": TOLERANCE,
    }


def source_words(flow: Path, vae: Path, half: bool) -> str:
    """Which files the weights came from, so that anyone can tell whether theirs are the same."""
    stored = "rounded to half precision" if half else "in single precision"
    return (
        f"converted by `lab convert-echolvfm`, {stored}: {FLOW_FILE} with SHA-256 {file_sha256(flow / FLOW_FILE)}, "
        f"{VAE_FILE} with SHA-256 {file_sha256(vae / VAE_FILE)}"
    )


def write_echolvfm(folder: Path, published: Published, weights: str, half: bool, say: Callable[[str], None]) -> None:
    """All files of the bundle, into an empty folder of its name."""
    settings = published.flow_settings
    sizes = Sizes(settings.frames, settings.side * published.vae_settings.factor, settings.side)
    module = EchoLvfm(published).eval()
    if half:
        round_to_half_(module)
    say("tracing the graph")
    export_traced(module, example_inputs(sizes), INPUT_PORTS, OUTPUT_PORTS, folder / GENERATE_FILE)
    write_cuda_graph(folder / GENERATE_FILE, folder / CUDA_FILE)
    np.save(folder / ANCHORS_FILE, anchor_pictures(sizes.side))
    manifest = manifest_of(folder, weights, sizes)
    say("making the golden sample")
    golden, words = golden_sample(module, BundleSampler(folder, manifest=manifest))
    say(words)
    (folder / GOLDEN_FILE).write_bytes(golden)
    write_manifest(folder, manifest | {"golden": golden_entry(folder, sizes.frames)})


def convert_echolvfm(flow: Path, vae: Path, out: Path, half: bool, say: Callable[[str], None]) -> None:
    """Makes the bundle folder `out`. Whatever fails, nothing of it stays.

    Raises FileNotFoundError or ValueError naming the file and what was expected of it.
    """
    name = checked_name(out)
    published = read_published(flow, vae)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=out.parent))
    try:
        folder = work / name
        folder.mkdir()
        write_echolvfm(folder, published, source_words(flow, vae, half), half, say)
        folder.rename(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    size = sum(path.stat().st_size for path in out.iterdir())
    say(f"wrote {out}: {size / 1e6:.1f} MB, no readers (measuredEf is null)")
    say(f"licence: {LICENCE}")
