"""Tiny folders in the layouts of CAMUS and EchoNet-Dynamic, filled with phantom clips: generated pictures only.

`python data_folders.py DIR` writes both into DIR.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import nibabel
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.phantom.render import render
from echocohort_lab.phantom.subject import sample_subjects

DEPTH, LATERAL = 280, 140  # pixels of a CAMUS picture: 0.4 mm deep, 0.8 mm across
SPACING = (0.4, 0.8)


@dataclass(frozen=True)
class Truth:
    """A half cycle: greys [T, 112, 112] from end-diastole to end-systole, masks in 0..1, EF as a fraction."""

    video: Tensor
    mask: Tensor
    ef: float


def half_cycles(count: int, frames: int) -> list[Truth]:
    generator = torch.Generator().manual_seed(11)
    ef = torch.linspace(0.35, 0.65, count)
    subjects = sample_subjects(count, generator, ef, torch.full((count,), frames), half_cycle_share=1.0)
    clips = render(subjects, generator)
    return [Truth(clips.video[at, :frames], clips.mask[at, :frames], float(ef[at])) for at in range(count)]


def write_nifti(path: Path, frames: NDArray[np.uint8]) -> None:
    """Frames [T, depth, lateral], or one of them, as [lateral, depth(, T)]."""
    data = frames.transpose(2, 1, 0) if frames.ndim == 3 else frames.T
    image = nibabel.Nifti1Image(np.ascontiguousarray(data), np.diag([SPACING[1], SPACING[0], 1.0, 1.0]))
    nibabel.save(image, path)


def stretched(images: Tensor) -> NDArray[np.uint8]:
    size = (DEPTH, LATERAL)
    return F.interpolate(images[:, None].float(), size, mode="bilinear")[:, 0].round().to(torch.uint8).numpy()


def write_view(patient: Path, view: str, truth: Truth, backwards: bool, all_masks: bool, aside: float = 0.0) -> None:
    """`aside` is how far the masks are moved to the right, a share of the picture's width."""
    stem = patient / f"{patient.name}_{view}"
    video, labels = stretched(truth.video), stretched(truth.mask * 255.0) > 127
    labels = np.roll(labels, round(aside * LATERAL), 2)
    count = len(video)
    marked = np.where(labels, 1, 2).astype(np.uint8)  # around the ventricle, another label
    write_nifti(Path(f"{stem}_ED_gt.nii.gz"), marked[0])
    write_nifti(Path(f"{stem}_ES_gt.nii.gz"), marked[-1])
    order = slice(None, None, -1 if backwards else 1)
    write_nifti(Path(f"{stem}_half_sequence.nii.gz"), video[order])
    if all_masks:
        write_nifti(Path(f"{stem}_half_sequence_gt.nii.gz"), marked[order])
    ed, es = (count, 1) if backwards else (1, count)
    (patient / f"Info_{view}.cfg").write_text(f"ED: {ed}\nES: {es}\nNbFrame: {count}\nSex: F\nEF: 55\n")


def write_camus(folder: Path, truths: Sequence[Truth], aside: float = 0.0) -> Path:
    """Two patients of two views each. Four-chamber views run backwards and have all masks."""
    for number in range(2):
        patient = folder / f"patient{number + 1:04d}"
        patient.mkdir(parents=True)
        write_view(patient, "2CH", truths[2 * number], backwards=False, all_masks=False, aside=aside)
        write_view(patient, "4CH", truths[2 * number + 1], backwards=True, all_masks=True, aside=aside)
    return folder


def chords(mask: Tensor) -> list[tuple[float, float, float, float]]:
    """Long axis, then 20 discs from wall to wall, of a mask [112, 112]."""
    inside = mask > 0.5
    rows = inside.any(1).nonzero()[:, 0]
    picked = rows[torch.linspace(0, len(rows) - 1, 20).round().long()].tolist()
    ends = [inside[row].nonzero()[:, 0] for row in picked]
    discs = [(float(x.min()), float(y), float(x.max()), float(y)) for x, y in zip(ends, picked, strict=True)]
    top, bottom = discs[0], discs[-1]
    return [((top[0] + top[2]) / 2, top[1], (bottom[0] + bottom[2]) / 2, bottom[1]), *discs]


def write_avi(path: Path, frames: NDArray[np.uint8]) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=50)
        stream.height, stream.width = frames.shape[1:]
        stream.pix_fmt = "yuvj420p"
        stream.options = {"qscale": "2"}
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(np.repeat(frame[..., None], 3, 2), format="rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode())


def write_echonet(folder: Path, truths: Sequence[Truth], aside: float = 0.0) -> Path:
    """A video a clip, with three frames before the first traced one. Every other one begins at end-systole.

    `aside` is how far the tracings are moved to the right, a share of the picture's width.
    """
    (folder / "Videos").mkdir(parents=True)
    listed = ["FileName,EF,ESV,EDV,FrameHeight,FrameWidth,FPS,NumberOfFrames,Split"]
    traced = ["FileName,X1,Y1,X2,Y2,Frame"]
    for number, truth in enumerate(truths):
        name, backwards = f"0X{number:04d}", number % 2 == 1
        video = truth.video.flip(0) if backwards else truth.video
        write_avi(folder / "Videos" / f"{name}.avi", torch.cat([video[:1]] * 3 + [video, video[-1:]]).numpy())
        last = len(video) + 2
        split = "TRAIN" if number < len(truths) - 1 else "VAL"
        listed.append(f"{name},{100 * truth.ef:.2f},40,90,112,112,50,{len(video) + 4},{split}")
        diastole, systole = (truth.mask[at].roll(round(aside * truth.mask.shape[-1]), 1) for at in (0, -1))
        frames = ((3, systole), (last, diastole)) if backwards else ((last, systole), (3, diastole))
        for frame, mask in frames:
            traced += [f"{name}.avi,{','.join(f'{value:.3f}' for value in row)},{frame}" for row in chords(mask)]
    (folder / "FileList.csv").write_text("\n".join(listed) + "\n")
    (folder / "VolumeTracings.csv").write_text("\n".join(traced) + "\n")
    return folder


if __name__ == "__main__":
    held = half_cycles(4, 12)
    write_camus(Path(sys.argv[1]) / "camus", held)
    write_echonet(Path(sys.argv[1]) / "echonet", held)
