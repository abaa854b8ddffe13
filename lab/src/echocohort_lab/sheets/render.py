"""`lab render`: the same motion, applied to the observed frame at its own resolution.

The model sees the frame at 112 x 112 and answers with a smooth displacement; no pixel of the result was drawn by a
network, so the frame keeps its sharpness at any size up to 1024. Shapes: T frames, S x S pixels of the source's square.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.bundles.bundle import generate_file
from echocohort_lab.bundles.generate import Inputs, Made
from echocohort_lab.bundles.restore import restore_generator
from echocohort_lab.bundles.sample import BundleSampler, Pixels, Request, area_length_ef
from echocohort_lab.draws.beat import AnchorPhase
from echocohort_lab.picture.fineness import as_fine, look_of
from echocohort_lab.picture.move import warp
from echocohort_lab.sheets.real_clip import brightened, find_sector, fit, public_clip, read_grey
from echocohort_lab.sheets.sheet import Row, write_sheet
from echocohort_lab.stages.losses import jacobian

LARGEST = 1024
FRAMES_A_CALL = 4  # at 1024 px, half a gigabyte
SHOWN = (0.0, 0.33, 0.67, 1.0)  # of the way from the fullest to the emptiest frame


@dataclass(frozen=True)
class Rendered:
    """A synthetic clip at the source's size, with the EF that its own motion carries at 112 x 112, in percent."""

    frames: Pixels  # [T, S, S]
    measured_percent: float
    fold_share: float
    emptiest: int
    fullest: int


def own_size(grey: NDArray[np.float64], frame: int) -> Pixels:
    """The moving box of one frame, padded to a square of its own longer side, at most 1024."""
    rows, columns = find_sector(grey)
    box = grey[frame][rows, columns]
    return fit(box, min(max(box.shape), LARGEST))


def made_of(sampler: BundleSampler, request: Request) -> Made:
    """One sample with its motion, by the module behind the bundle's graph."""
    generator = restore_generator(generate_file(sampler.folder, sampler.manifest))
    feeds = {name: torch.from_numpy(value) for name, value in sampler.feeds([request]).items()}
    ports = sampler.manifest["graphs"]["generate"][0]["inputs"]
    with torch.no_grad():
        return generator.make(Inputs(*(feeds[port["name"]] for port in ports)))


def moved_frames(reference: Pixels, displacement: Float[Tensor, "T 2 g g"]) -> Pixels:
    """A square frame [S, S] moved by each displacement."""
    source = torch.from_numpy(reference)[None, None].float() / 255.0
    look = look_of(source)
    parts = []
    for some in displacement.split(FRAMES_A_CALL):
        made = as_fine(warp(source.expand(len(some), -1, -1, -1), some), look)
        parts.append(torch.round(made[:, 0] * 255.0).to(torch.uint8))
    return torch.cat(parts).numpy()


def render_twin(bundle: Path, clip: Path, frame: int, ef: float, seed: int) -> Rendered:
    """A twin of a DICOM clip's frame at the frame's own size. `ef` is a fraction; the frame counts as end-diastolic.

    Raises ValueError for a frame that the clip lacks, or a bundle that does not move frames.
    """
    sampler = BundleSampler(bundle)
    if "timingNoise" not in {port["role"] for port in sampler.manifest["graphs"]["generate"][0]["inputs"]}:
        raise ValueError(f"{bundle}: expected a bundle that moves the observed frame, as echo-motion does")
    grey = read_grey(clip)
    if not 0 <= frame < len(grey):
        raise ValueError(f"--frame: expected 0 to {len(grey) - 1}, got {frame}")
    large = own_size(grey, frame)
    side, intensity = sampler.manifest["frame"]["height"], sampler.manifest["frame"]["intensity"]
    small, gain = brightened(fit(large.astype(np.float64), side)[None], intensity["p99"], intensity["maxGain"])
    bright = np.clip(np.rint(large * gain), 0, 255).astype(np.uint8)
    made = made_of(sampler, Request(ef, small, frames=sampler.max_frames, seed=seed, anchor=AnchorPhase(0, 0.0)))
    displacement = made.displacement[0]
    area, length = (part[0].numpy() for part in made.readings.own)
    frames = moved_frames(bright, displacement)
    frames[0] = bright
    return Rendered(
        frames=frames,
        measured_percent=100.0 * area_length_ef(area, length),
        fold_share=float((jacobian(displacement) < 0.0).float().mean()),
        emptiest=int(np.argmin(area)),
        fullest=int(np.argmax(area)),
    )


def write_render(bundle: Path, clip: Path | None, frame: int, ef: float, seed: int, out: Path) -> list[str]:
    """Writes the clip as NPY uint8 [T, S, S] and a contact sheet beside it; returns what there is to say."""
    twin = render_twin(bundle, clip or public_clip(), frame, ef, seed)
    np.save(out, twin.frames)
    sheet = out.with_suffix(".png")
    at = [round(twin.fullest + share * (twin.emptiest - twin.fullest)) for share in SHOWN]
    label = [f"EF {100 * ef:.0f} %", f"own {twin.measured_percent:.1f}"]
    write_sheet(sheet, [Row(label, [twin.frames[k] for k in at])], "SYNTHETIC: moved from one frame of the source")
    count, side, _ = twin.frames.shape
    return [
        f"{count} frames of {side} x {side}; EF asked {100 * ef:.0f} %, measured {twin.measured_percent:.1f} %",
        f"folding share of the field {twin.fold_share:.4f}",
        f"wrote {out} and {sheet}",
    ]
