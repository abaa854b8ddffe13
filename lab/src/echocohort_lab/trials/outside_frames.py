"""`lab outside`: observed frames of held-out subjects by somebody else's physics (must.py), in one file.

Geometry and painted amplitude are the phantom's, and so is the exact mask; scatterers, waves, beamforming and the
picture are not. Subject numbers, masks and frames go to an NPZ that is written again after every frame, so that a run
that was stopped goes on. Shapes: N subjects, H x W = 112 x 112 pixels, R x A polar samples, P scatterers.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

from echocohort_lab.draws.seeds import seeded
from echocohort_lab.phantom.geometry import Beats, Motion, beats, locate, pixel_centres, solve_motion, ventricle_mask
from echocohort_lab.phantom.grid import BEAMS, DEPTHS
from echocohort_lab.phantom.painter import make_painter
from echocohort_lab.phantom.probe import Probe
from echocohort_lab.phantom.render import SIDE, polar_points
from echocohort_lab.phantom.speckle import sample_texture
from echocohort_lab.phantom.subject import Subject
from echocohort_lab.phantom.tissue import paint
from echocohort_lab.trials.cohort import CPU, Split, cohort_name, draw_subject
from echocohort_lab.trials.must import Doubles, Scatterers, polar_grid, pymust, sector_picture

SCATTERERS = 14_000
IMAGE_HEIGHT = 0.15  # m
ALONG, ACROSS = 288, 128
FINER = 3  # times the picture's own grid, averaged: the speckle is finer than a pixel
DYNAMIC_RANGES = (45.0, 60.0)  # dB, in turn

Say = Callable[[str], None]


@dataclass(frozen=True)
class Observed:
    """One subject's observed frame and the exact coverage of each pixel by its cavity, both 0..255."""

    number: int
    decibels: float
    frame: NDArray[np.uint8]
    mask: NDArray[np.uint8]


@dataclass(frozen=True)
class Outside:
    """What the file holds: the split, and of each subject its number, dynamic range, frame and mask."""

    split: Split
    numbers: NDArray[np.int64]
    decibels: NDArray[np.float64]
    frames: NDArray[np.uint8]
    masks: NDArray[np.uint8]

    def with_one(self, one: Observed) -> "Outside":
        """In the order of the subjects' numbers."""
        order = np.argsort([*self.numbers, one.number])
        columns = (
            (self.numbers, one.number),
            (self.decibels, one.decibels),
            (self.frames, one.frame),
            (self.masks, one.mask),
        )
        return Outside(
            self.split, *(np.concatenate([old, np.asarray(new, old.dtype)[None]])[order] for old, new in columns)
        )


def nothing(split: Split) -> Outside:
    pictures = np.zeros((0, SIDE, SIDE), np.uint8)
    return Outside(split, np.zeros(0, np.int64), np.zeros(0), pictures, pictures)


def read_outside(path: Path) -> Outside:
    with np.load(path) as held:
        split: Split = "test" if str(held["split"]) == "test" else "dev"
        return Outside(split, held["numbers"], held["decibels"], held["frames"], held["masks"])


def write_outside(path: Path, held: Outside) -> None:
    """A stop in the middle leaves the file as it was."""
    part = path.with_name(f"{path.stem}.part.npz")
    np.savez_compressed(part, **vars(held))
    os.replace(part, path)


def painted(subject: Subject, b: Beats, motion: Motion, frame: int) -> Float[Tensor, "R A"]:
    """Echo amplitude of one frame on the phantom's polar grid, without its beam, clutter and noise."""
    x, y, depth, _ = polar_points(subject.scene)
    place = locate(subject, motion, x, y)
    amplitude = paint(make_painter(subject, b, motion, place, sample_texture(subject, b, place), depth))
    return amplitude[0, frame].view(DEPTHS, BEAMS)


def scatterers_of(amplitude: Float[Tensor, "R A"], probe: Probe, rng: np.random.Generator) -> Scatterers:
    """Spread evenly over the sector's area, each as strong as the tissue there by a normal number."""
    radius, beam = np.sqrt(rng.random(SCATTERERS)), rng.uniform(-1.0, 1.0, SCATTERERS)
    at = torch.from_numpy(np.stack([beam, 2.0 * radius - 1.0], -1)).float()[None, None]
    level = F.grid_sample(amplitude[None, None], at, padding_mode="border", align_corners=True)[0, 0, 0].numpy()
    depth, angle = float(probe.depth) * IMAGE_HEIGHT * radius, float(probe.half_angle) * beam
    strength = level.astype(np.float64) * rng.normal(size=SCATTERERS)
    return Scatterers(depth * np.sin(angle), depth * np.cos(angle), strength)


def on_screen(polar: Doubles, probe: Probe) -> NDArray[np.uint8]:
    """The polar picture [R, A] as pixels, black outside the sector."""
    x, y = pixel_centres(SIDE * FINER, CPU)
    dx, dy = x - probe.x, y - probe.y
    across, down = torch.atan2(dx, dy) / probe.half_angle, torch.sqrt(dx**2 + dy**2) / probe.depth * 2.0 - 1.0
    look = torch.stack([across, down], -1).view(1, SIDE * FINER, SIDE * FINER, 2)
    picture = torch.from_numpy(polar).float()[None, None]
    seen = F.grid_sample(picture, look, padding_mode="border", align_corners=True)
    seen = seen * ((look[..., 0].abs() <= 1) & (look[..., 1] <= 1))
    return torch.round(F.avg_pool2d(seen, FINER)[0, 0] * 255.0).to(torch.uint8).numpy()


@torch.no_grad()
def observe(split: Split, number: int) -> Observed:
    """One subject's observed frame; about 40 s."""
    torch.set_num_threads(1)
    name = cohort_name(split, "outside")
    subject, position, _ = draw_subject(name, number)
    b = beats(subject.beat)
    motion = solve_motion(subject.ventricle, b.volume, b.contraction)
    probe, decibels = subject.scene.probe, DYNAMIC_RANGES[number % len(DYNAMIC_RANGES)]
    rng = np.random.default_rng(seeded(CPU, "scatterers", name, number).initial_seed())
    scatterers = scatterers_of(painted(subject, b, motion, position), probe, rng)
    x, z = polar_grid(float(probe.half_angle), float(probe.depth) * IMAGE_HEIGHT, ALONG, ACROSS)
    frame = on_screen(sector_picture(scatterers, x, z, decibels), probe)
    coverage = ventricle_mask(subject.ventricle, motion, SIDE)[0, position]
    return Observed(number, decibels, frame, torch.round(coverage * 255.0).to(torch.uint8).numpy())


def observed_by(processes: int, split: Split, numbers: list[int]) -> Iterator[Observed]:
    """In the order in which they are done. One thread a process: the simulation has no more to do."""
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        for done in as_completed([pool.submit(partial(observe, split), number) for number in numbers]):
            yield done.result()


def write_frames(path: Path, split: Split, subjects: int, processes: int, say: Say) -> None:
    """Adds what the file does not have yet. Raises ValueError for a file of the other split, or without PyMUST."""
    pymust()
    held = read_outside(path) if path.exists() else nothing(split)
    if held.split != split:
        raise ValueError(f"{path}: expected subjects of {split}, it holds those of {held.split}")
    missing = sorted(set(range(subjects)) - set(held.numbers.tolist()))
    for one in observed_by(processes, split, missing):
        held = held.with_one(one)
        write_outside(path, held)
        say(f"subject {one.number}: {one.decibels:g} dB, {len(held.numbers)} of {subjects}")
