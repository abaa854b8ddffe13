"""bundle.json: the manifest of a bundle folder. libs/shared/src/bundle.ts is the law; this writes what it reads."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from echocohort_lab.bundles.sample import BundleSampler, Manifest, Pixels, Request
from echocohort_lab.draws.beat import AnchorPhase, TimingPrior
from echocohort_lab.readers.gate import Gate
from echocohort_lab.readers.outline import POINTS
from echocohort_lab.readers.readings import READINGS

FORMAT = "echocohort-bundle/2"
GENERATE_FILE, READ_FILE = "generate.onnx", "read.onnx"
CUDA_FILE = "generate.cuda.onnx"
ANCHORS_FILE, GOLDEN_FILE, MANIFEST_FILE = "anchors.npy", "golden.bin", "bundle.json"
Shape = tuple[int | str, ...]

GOLDEN_TOLERANCE = {"meanLevels": 0.05, "maxLevels": 4}


@dataclass(frozen=True)
class Sizes:
    """The named dimensions of a bundle."""

    frames: int  # T
    side: int  # H = W
    references: int  # largest K
    latent: tuple[int, int, int]  # of a frame's noise: channels, height, width


@dataclass(frozen=True)
class Description:
    """What a reader should know, and the settings that no graph tells."""

    name: str
    title: str
    version: str
    training_data: str
    weights: str
    citation: Sequence[str]
    anchors_origin: str
    sizes: Sizes
    inputs: Sequence[str]  # roles of the generate graph
    ef_range_percent: tuple[float, float]
    frames_per_second: float
    intensity: Mapping[str, float]
    batch_size: Mapping[str, int]
    golden_ef_percent: float
    golden_seed: int
    gate: Gate
    prior: TimingPrior = field(default_factory=TimingPrior)
    recipe: Sequence[Mapping[str, object]] = ()  # what made each network; trained.py


def file_sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def port(role: str, name: str, dtype: str, shape: Sequence[int | str]) -> dict[str, object]:
    return {"role": role, "name": name, "dtype": dtype, "shape": list(shape)}


def generate_ports(d: "Description") -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Inputs and outputs of the generate graph, in the graph's order."""
    t, side, latent = d.sizes.frames, d.sizes.side, d.sizes.latent
    a_frame: Shape = ("B", t)
    forms: dict[str, tuple[str, Shape]] = {
        "references": ("uint8", ("B", "K", side, side)),
        "nearest": ("int64", a_frame),
        "observed": ("float32", a_frame),
        "noise": ("float32", (*a_frame, *latent)),
        "timingNoise": ("float32", ("B", 8)),
        "ef": ("float32", ("B",)),
        "efKnown": ("float32", ("B",)),
        "phase": ("float32", ("B", 3)),
        "curve": ("float32", (*a_frame, 7)),
        "curveKnown": ("float32", ("B",)),
        "valid": ("float32", a_frame),
    }
    outputs = [
        port("frames", "frames", "uint8", (*a_frame, side, side)),
        port("curve", "curveUsed", "float32", (*a_frame, 7)),
        *reading_ports(a_frame, ("B", "K")),
    ]
    return [port(role, role, *forms[role]) for role in d.inputs], outputs


def reading_ports(of_frames: Shape, of_pictures: Shape) -> list[dict[str, object]]:
    """What both readers say, in the order of READINGS."""
    shapes = {"outline": (*of_frames, POINTS, 2), "agreement": of_pictures}
    return [port(role, role, "float32", shapes.get(role, of_frames)) for role in READINGS]


def graph_entry(
    path: Path, inputs: list[dict[str, object]], outputs: list[dict[str, object]], layout: str = "portable"
) -> dict[str, object]:
    return {
        "file": path.name,
        "sha256": file_sha256(path),
        "layout": layout,
        "inputs": inputs,
        "outputs": outputs,
    }


def generate_entries(
    folder: Path, inputs: list[dict[str, object]], outputs: list[dict[str, object]]
) -> list[dict[str, object]]:
    """The portable graph, then the one for CUDA if the folder has it."""
    layouts = [(GENERATE_FILE, "portable"), (CUDA_FILE, "cuda")]
    return [graph_entry(folder / name, inputs, outputs, layout) for name, layout in layouts if (folder / name).exists()]


def read_entry(path: Path, side: int) -> dict[str, object]:
    return graph_entry(path, [port("frames", "frames", "uint8", ["N", side, side])], reading_ports(("N",), ("N",)))


def manifest_of(folder: Path, d: Description) -> Manifest:
    """Everything but the golden sample, which needs the graphs to run."""
    sizes = d.sizes
    anchors = folder / ANCHORS_FILE
    return {
        "format": FORMAT,
        "name": d.name,
        "version": d.version,
        "title": d.title,
        "licence": "Apache-2.0",
        "provenance": {"trainingData": d.training_data, "weights": d.weights, "citation": list(d.citation)}
        | ({"recipe": [dict(stage) for stage in d.recipe]} if d.recipe else {}),
        "maxFrames": sizes.frames,
        "frame": {
            "height": sizes.side,
            "width": sizes.side,
            "aspect": "pad",
            "resize": "area",
            "intensity": dict(d.intensity),
        },
        "maxReferences": sizes.references,
        "latent": dict(zip(("channels", "height", "width"), sizes.latent, strict=True)),
        "efRangePercent": list(d.ef_range_percent),
        "framesPerSecond": d.frames_per_second,
        "noise": "philox4x32-10/box-muller",
        "timingPrior": d.prior.manifest(),
        "efMethod": "carried",
        "gate": d.gate.manifest(),
        "batchSize": dict(d.batch_size),
        "graphs": {
            "generate": generate_entries(folder, *generate_ports(d)),
            "read": read_entry(folder / READ_FILE, sizes.side),
        },
        "anchors": {
            "file": ANCHORS_FILE,
            "sha256": file_sha256(anchors),
            "count": int(np.load(anchors).shape[0]),
            "origin": d.anchors_origin,
        },
        "quality": {},
    }


def golden_request(anchors: Pixels, frames: int, ef_percent: float, seed: int, anchor: int = 0) -> Request:
    """The golden sample, as the README of lab/golden defines it."""
    return Request(
        ef=ef_percent / 100.0,
        references=anchors[anchor : anchor + 1],
        frames=frames,
        seed=seed,
        anchor=AnchorPhase(position=0, contraction=0.0),
    )


def write_bundle(folder: Path, d: Description, quality: Mapping[str, object] | None = None) -> Manifest:
    """Completes a folder that holds graphs and anchors: runs the golden sample, writes golden.bin and bundle.json."""
    manifest = manifest_of(folder, d)
    sampler = BundleSampler(folder, manifest=manifest)
    request = golden_request(sampler.anchors, d.sizes.frames, d.golden_ef_percent, d.golden_seed)
    sample = sampler.generate([request])[0]
    (folder / GOLDEN_FILE).write_bytes(sample.frames.tobytes())
    manifest["golden"] = {
        "file": GOLDEN_FILE,
        "sha256": file_sha256(folder / GOLDEN_FILE),
        "seed": d.golden_seed,
        "targetEfPercent": d.golden_ef_percent,
        "frames": d.sizes.frames,
        "anchor": 0,
        "measuredEfPercent": round(100.0 * sample.measured_ef, 4),
        "tolerance": GOLDEN_TOLERANCE,
    }
    manifest["quality"] = dict(quality or {})
    write_manifest(folder, manifest)
    return manifest


def generate_file(folder: Path, manifest: Manifest) -> Path:
    """The portable generate graph of a bundle."""
    return folder / manifest["graphs"]["generate"][0]["file"]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest, indent=2) + "\n")
