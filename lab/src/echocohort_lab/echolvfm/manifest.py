"""bundle.json of a converted EchoLVFM: what is known of the model, and its tensors by role."""

from dataclasses import dataclass
from pathlib import Path

from echocohort_lab.bundles.anchors import ANCHOR_SEED
from echocohort_lab.bundles.bundle import (
    ANCHORS_FILE,
    FORMAT,
    GOLDEN_FILE,
    GOLDEN_TOLERANCE,
    file_sha256,
    generate_entries,
    port,
)
from echocohort_lab.bundles.sample import Manifest
from echocohort_lab.draws.beat import TimingPrior
from echocohort_lab.echolvfm.files import FLOW_FILE, VAE_FILE
from echocohort_lab.echolvfm.generator import INPUTS, OUTPUTS
from echocohort_lab.echolvfm.readers import Readers
from echocohort_lab.echolvfm.settings import LATENT_CHANNELS

ANCHOR_COUNT = 8
GOLDEN_EF_PERCENT, GOLDEN_SEED = 45.0, 20260313
# The official code generates between these; it does not state the range that the flow was trained on.
EF_RANGE_PERCENT = (20.0, 80.0)
# Median of the CAMUS clips that are listed in the official repository.
FRAMES_PER_SECOND = 56.5
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


def manifest_of(folder: Path, weights: str, sizes: Sizes, readers: Readers | None) -> Manifest:
    """Everything but the golden sample. Without readers the bundle's samples say that their EF is not measured."""
    if readers is not None:
        weights += f"; both readers are those of {readers.source}"
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
        "efMethod": "none" if readers is None else "re-read",
        **({} if readers is None else {"gate": readers.gate.manifest()}),
        "batchSize": {"cpu": 1, "webgpu": 2, "cuda": 8},
        "graphs": {
            "generate": generate_entries(folder, *ports(sizes)),
            **({} if readers is None else {"read": readers.entry(folder)}),
        },
        "anchors": {
            "file": ANCHORS_FILE,
            "sha256": file_sha256(folder / ANCHORS_FILE),
            "count": ANCHOR_COUNT,
            "origin": f"EchoCohort phantom at end-diastole, seed {ANCHOR_SEED}; synthetic, unlike what the model knows",
        },
        "quality": {},
    }


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
