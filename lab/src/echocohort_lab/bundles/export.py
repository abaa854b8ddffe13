"""From weights to a bundle folder, with the checks that a bundle has to pass printed on the way."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from echocohort_lab.bundles.anchors import ANCHOR_SEED, anchor_frames, write_demonstration_clip
from echocohort_lab.bundles.bundle import (
    ANCHORS_FILE,
    CUDA_FILE,
    GENERATE_FILE,
    MANIFEST_FILE,
    READ_FILE,
    Description,
    Sizes,
    write_bundle,
)
from echocohort_lab.bundles.generate import INPUTS, MOST_REFERENCES, OUTPUTS, Generator
from echocohort_lab.bundles.restore import restore_generator
from echocohort_lab.bundles.sample import Manifest
from echocohort_lab.bundles.tiny import TINY_INPUTS, TINY_SIZES, TinyGenerator, tiny_anchors
from echocohort_lab.bundles.trained import load_trained, recipe_of, trained_on, trained_readers
from echocohort_lab.data.clip_source import PHANTOM
from echocohort_lab.graphs.cuda_layout import borrow_weights, write_cuda_graph
from echocohort_lab.graphs.graph import Port, deployable, export_graph, open_session, run_graph
from echocohort_lab.networks.motion import DIRECTIONS
from echocohort_lab.readers.gate import Gate
from echocohort_lab.readers.readings import READINGS, Reader, ReadGraph

READ_PORTS = [Port("frames", {0: "N"})]
PARITY_BATCHES = (1, 3, 8)
ANCHOR_COUNT = 64
TINY_ANCHOR_COUNT = 8
MOTION_SIZES = Sizes(frames=32, side=112, references=MOST_REFERENCES, latent=(DIRECTIONS, 1, 1))

ECHOLVFM = "EchoLVFM: one-step latent flow matching for echocardiography, arXiv:2603.13967"
ENERGY_SCORE = "Gneiting and Raftery, Strictly Proper Scoring Rules, J. Am. Stat. Assoc. 102 (2007)"
MEANFLOW = "Geng et al., Mean Flows for One-step Generative Modeling, arXiv:2505.13447"
MOTION_DESCRIPTION = Description(
    name="echo-motion",
    title="Draws a beat, then the motion along it, in one step each, and moves the observed frame and its outline",
    version="2.0.0",
    training_data="EchoCohort phantom v2 only (simulated apical views, exact EF 8 to 78 %); no real clip was used",
    weights=(
        "trained from nothing by `lab train` (stages autoencoder, motion, timing, flow, selector, audit) and exported "
        "by `lab export --run`"
    ),
    citation=(ECHOLVFM, MEANFLOW, ENERGY_SCORE),
    anchors_origin=f"EchoCohort phantom, 64 subjects at end-diastole, seed {ANCHOR_SEED}; synthetic, no patient",
    sizes=MOTION_SIZES,
    inputs=INPUTS,
    ef_range_percent=(8.0, 78.0),
    frames_per_second=30.0,
    intensity={"p99": 180.0, "maxGain": 2.5},
    batch_size={"cpu": 4, "webgpu": 8, "cuda": 32},
    golden_ef_percent=45.0,
    golden_seed=20260314,
    gate=Gate(agreement_min=0.644, area_share=(0.02, 0.5), side=112),  # fitted by `lab gate`
)
TINY_DESCRIPTION = Description(
    name="tiny",
    title="Stand-in for tests: a bright ellipse that shrinks with the volume",
    version="0.1.0",
    training_data="none",
    weights="seeded random convolution and closed-form geometry, made by `lab export --tiny`",
    citation=(),
    anchors_origin="drawn by `lab export --tiny`; synthetic",
    sizes=TINY_SIZES,
    inputs=TINY_INPUTS,
    ef_range_percent=(5.0, 85.0),
    frames_per_second=30.0,
    intensity={"p99": 180.0, "maxGain": 2.5},
    batch_size={"cpu": 16, "webgpu": 16, "cuda": 32},
    golden_ef_percent=45.0,
    golden_seed=20260314,
    gate=Gate(agreement_min=0.5, area_share=(0.01, 1.0), side=32),
)


def example_inputs(d: Description, batch: int, references: int, seed: int) -> list[Tensor]:
    """Inputs of the generate graph for export and parity: random pictures, curves and lengths."""
    g = torch.Generator().manual_seed(seed)
    t, side = d.sizes.frames, d.sizes.side
    coarse = torch.rand(batch * references, 1, side // 4, side // 4, generator=g)
    smooth = torch.nn.functional.interpolate(coarse, size=(side, side), mode="bilinear", align_corners=False)
    nearest = torch.zeros(batch, t, dtype=torch.int64)
    observed = torch.zeros(batch, t)
    observed[:, 1] = 1.0
    if references > 1:
        nearest[:, t // 2 :] = 1
        observed[:, t - 1] = 1.0
    valid = torch.ones(batch, t)
    valid[1::2, t - t // 4 :] = 0.0
    every_second = (torch.arange(batch) % 2).float()
    phase = torch.stack([torch.rand(batch, generator=g), torch.ones(batch), every_second], 1)
    roles = {
        "references": (smooth * 255.0).to(torch.uint8).view(batch, references, side, side),
        "nearest": nearest,
        "observed": observed,
        "curve": torch.rand(batch, t, 7, generator=g),
        "valid": valid,
        "noise": torch.randn(batch, t, *d.sizes.latent, generator=g),
        "ef": 0.2 + 0.5 * torch.rand(batch, generator=g),
        "efKnown": torch.ones(batch),
        "timingNoise": torch.randn(batch, 8, generator=g),
        "phase": phase,
        "curveKnown": every_second,
    }
    return [roles[role] for role in d.inputs]


def arrays(inputs: Sequence[Tensor], names: Sequence[str]) -> dict[str, NDArray[np.generic]]:
    return {name: tensor.numpy() for name, tensor in zip(names, inputs, strict=True)}


def parity(module: nn.Module, path: Path, d: Description) -> list[str]:
    """How far the graph is from the module, and whether a sample's bytes depend on its batch; one line a check."""
    session = open_session(path)
    lines = []
    for batch in PARITY_BATCHES:
        for references in (1, 2):
            inputs = example_inputs(d, batch, references, seed=batch)
            with torch.no_grad():
                expected = [output.numpy() for output in module(*inputs)]
            got = run_graph(session, arrays(inputs, d.inputs))
            levels = np.abs(expected[0].astype(int) - got[0].astype(int))
            area = np.abs(got[2].astype(float) / expected[2] - 1.0).max()
            lines.append(
                f"parity B={batch} K={references}: largest difference {levels.max()} levels in "
                f"{(levels > 0).mean():.1e} of the pixels, area {area:.1e}"
            )
    lines.append(f"batch independence: {differing_bytes(path, d)} bytes differ between B=8 and B=1")
    return lines


def differing_bytes(path: Path, d: Description) -> int:
    """Bytes of eight samples, over all outputs, that change when each is run alone."""
    session = open_session(path)
    inputs = example_inputs(d, 8, 2, seed=99)
    together = run_graph(session, arrays(inputs, d.inputs))
    differing = 0
    for at in range(8):
        alone = run_graph(session, arrays([tensor[at : at + 1] for tensor in inputs], d.inputs))
        for whole, single in zip(together, alone, strict=True):
            differing += sum(a != b for a, b in zip(whole[at : at + 1].tobytes(), single.tobytes(), strict=True))
    return differing


def export_parts(folder: Path, generator: Reader, d: Description) -> list[str]:
    """Writes both graphs; the module must be deployable already. Returns the lines of the checks."""
    folder.mkdir(parents=True, exist_ok=True)
    ports = [Port(name, {0: "B", 1: "K"} if name == "references" else {0: "B"}) for name in d.inputs]
    export_graph(generator, example_inputs(d, 2, 2, seed=0), ports, OUTPUTS, folder / GENERATE_FILE)
    pictures = [torch.randint(0, 256, (3, d.sizes.side, d.sizes.side), dtype=torch.uint8)]
    export_graph(ReadGraph(generator), pictures, READ_PORTS, READINGS, folder / READ_FILE)
    borrow_weights(folder / READ_FILE, folder / GENERATE_FILE)
    return parity(generator, folder / GENERATE_FILE, d)


def export_generator(models: Path, generator: Generator, d: Description) -> list[str]:
    """A bundle: graphs, anchors, golden sample, manifest; and the demonstration clip beside it."""
    folder = models / d.name
    deployable(generator)
    lines = export_parts(folder, generator, d)
    write_cuda_graph(folder / GENERATE_FILE, folder / CUDA_FILE)
    np.save(folder / ANCHORS_FILE, anchor_frames(ANCHOR_COUNT, generator.read, d.gate))
    write_demonstration_clip(models)
    return [*lines, golden_line(write_bundle(folder, d))]


def golden_line(manifest: Manifest) -> str:
    golden = manifest["golden"]
    return f"golden sample: EF {golden['targetEfPercent']} asked, {golden['measuredEfPercent']} measured"


def export_trained(models: Path, run: Path, readers: Path | None = None) -> list[str]:
    """The bundle from a finished run of `lab train`, or from its generator and the readers of another bundle."""
    description = replace(MOTION_DESCRIPTION, recipe=recipe_of(run))
    if (kinds := trained_on(run)) != [PHANTOM]:
        seen = f"clips of {', '.join(kinds)}; the terms of these data sets hold for the weights"
        description = replace(description, training_data=seen)
    return export_generator(models, load_trained(run, readers), description)


def export_again(models: Path, bundle: Path, reading: Path | None = None) -> list[str]:
    """The bundle anew, from the weights of one that was exported before: after a change around its networks.

    With the readers of the run `reading`, where one is given.
    """
    recipe = list(json.loads((bundle / MANIFEST_FILE).read_text())["provenance"].get("recipe", ()))
    generator = restore_generator(bundle / GENERATE_FILE)
    if reading is not None:
        generator.selector, generator.audit = trained_readers(reading)
        made = {step["stage"]: step for step in recipe_of(reading)}
        recipe = [*(step for step in recipe if step["stage"] not in made), *made.values()]
    return export_generator(models, generator, replace(MOTION_DESCRIPTION, recipe=recipe))


def export_tiny(models: Path) -> list[str]:
    """The stand-in bundle of the tests."""
    d = TINY_DESCRIPTION
    folder = models / d.name
    lines = export_parts(folder, deployable(TinyGenerator()), d)
    np.save(folder / ANCHORS_FILE, tiny_anchors(TINY_ANCHOR_COUNT).numpy())
    return [*lines, golden_line(write_bundle(folder, d))]
