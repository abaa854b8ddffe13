"""`lab convert-echolvfm`: the published folders to a bundle folder. It appears whole or not at all."""

import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from echocohort_lab.bundles.anchors import ANCHOR_SEED, end_diastolic_frames
from echocohort_lab.bundles.bundle import (
    ANCHORS_FILE,
    CUDA_FILE,
    GENERATE_FILE,
    GOLDEN_FILE,
    golden_request,
    write_manifest,
)
from echocohort_lab.bundles.sample import BundleSampler, Pixels
from echocohort_lab.echolvfm.enter import LATENTS_INSIDE
from echocohort_lab.echolvfm.files import Published, read_published
from echocohort_lab.echolvfm.generator import INPUTS, OUTPUTS, EchoLvfm, Opened
from echocohort_lab.echolvfm.manifest import (
    ANCHOR_COUNT,
    GOLDEN_EF_PERCENT,
    GOLDEN_SEED,
    LICENCE,
    Sizes,
    golden_entry,
    manifest_of,
    source_words,
)
from echocohort_lab.echolvfm.readers import Readers, read_readers
from echocohort_lab.echolvfm.settings import LATENT_CHANNELS
from echocohort_lab.echolvfm.trace import export_traced
from echocohort_lab.graphs.cuda_layout import write_cuda_graph
from echocohort_lab.graphs.graph import Port, round_to_half_, run_graph

CANDIDATES = 16  # phantom frames that readers are shown
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
INPUT_PORTS = [Port(name, {0: "B", 1: "K"} if name == "references" else {0: "B"}) for name in INPUTS]
OUTPUT_PORTS = [Port(name, {0: "B"}) for name in OUTPUTS]
LARGEST_DIFFERENCE = 1e-4

Say = Callable[[str], None]


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


def phantom_pictures(count: int, side: int) -> Pixels:
    """End-diastolic phantom frames [count, side, side], stretched by nearest neighbour as the model's pictures are."""
    generator = torch.Generator().manual_seed(ANCHOR_SEED)
    frames = end_diastolic_frames(count, generator)
    at = np.arange(side) * frames.shape[1] // side
    return np.ascontiguousarray(frames[:, at][:, :, at])


def anchor_pictures(side: int, readers: Readers | None) -> Pixels:
    """Phantom frames [8, side, side]; with readers those in which they see a ventricle, as a sample's source must be.

    Raises ValueError when there are too few.
    """
    if readers is None:
        return phantom_pictures(ANCHOR_COUNT, side)
    frames = phantom_pictures(CANDIDATES, side)
    seen = frames[readers.see_ventricle(frames)]
    if len(seen) < ANCHOR_COUNT:
        raise ValueError(
            f"--readers: expected them to see a ventricle in {ANCHOR_COUNT} of {CANDIDATES} phantom frames, "
            f"{readers.source} sees one in {len(seen)}"
        )
    return seen[:ANCHOR_COUNT]


def sizes_of(published: Published) -> Sizes:
    settings = published.flow_settings
    return Sizes(settings.frames, settings.side * published.vae_settings.factor, settings.side)


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


def write_echolvfm(
    folder: Path, published: Published, readers: Readers | None, weights: str, half: bool, say: Say
) -> None:
    """All files of the bundle, into an empty folder of its name."""
    sizes = sizes_of(published)
    module = EchoLvfm(published).eval()
    if half:
        round_to_half_(module)
    say("tracing the graph")
    path, example = folder / GENERATE_FILE, example_inputs(sizes)
    export_traced(Opened(module), example, INPUT_PORTS, OUTPUT_PORTS, path, named=[LATENTS_INSIDE])
    write_cuda_graph(path, folder / CUDA_FILE)
    if readers is not None:
        readers.write(folder)
    np.save(folder / ANCHORS_FILE, anchor_pictures(sizes.side, readers))
    manifest = manifest_of(folder, weights, sizes, readers)
    say("making the golden sample")
    golden, words = golden_sample(module, BundleSampler(folder, manifest=manifest))
    say(words)
    (folder / GOLDEN_FILE).write_bytes(golden)
    write_manifest(folder, manifest | {"golden": golden_entry(folder, sizes.frames)})


def convert_echolvfm(flow: Path, vae: Path, out: Path, readers: Path | None, half: bool, say: Say) -> None:
    """Makes the bundle folder `out`; `readers` is a bundle whose readers it takes. Whatever fails, nothing of it stays.

    Raises FileNotFoundError or ValueError naming the file and what was expected of it.
    """
    name = checked_name(out)
    published = read_published(flow, vae)
    taken = None if readers is None else read_readers(readers, sizes_of(published).side)
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=out.parent))
    try:
        folder = work / name
        folder.mkdir()
        write_echolvfm(folder, published, taken, source_words(flow, vae, half), half, say)
        folder.rename(out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    size = sum(path.stat().st_size for path in out.iterdir())
    read = "no readers (measuredEf is null)" if taken is None else f"made frames are read anew by {taken.source}"
    say(f"wrote {out}: {size / 1e6:.1f} MB, {read}")
    say(f"licence: {LICENCE}")
