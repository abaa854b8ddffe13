"""Ultrasound of what is no heart, drawn by code: speckle alone, vessels, liver, lung.

They are meant to be hard for a gate: the same sector, speckle and shadows as a cardiac picture, with dark rounds and
tubes in it. Shapes: R x A polar samples (along the beam, across), H x W pixels.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIDE = 112
ALONG, ACROSS = 160, 128

Doubles = NDArray[np.float64]
Rng = np.random.Generator


@dataclass(frozen=True)
class Scan:
    """A probe's sector: half angle, where beams start, how deep they go (image heights), and what it shows in dB."""

    half_angle: float
    start: float  # radius of a curved probe's face; 0 for a phased array
    depth: float
    dynamic_range: float


def draw_scan(rng: Rng) -> Scan:
    curved = rng.random() < 0.4
    start = rng.uniform(0.1, 0.4) if curved else 0.0
    return Scan(np.deg2rad(rng.uniform(26, 46)), start, rng.uniform(0.85, 1.0), rng.uniform(36, 80))


def blurred(picture: NDArray[np.generic], down: float, across: float) -> NDArray[np.complex128]:
    """Gaussian blur of these deviations, periodic."""
    v, u = (np.fft.fftfreq(size)[:, None] for size in picture.shape)
    gain = np.exp(-2.0 * np.pi**2 * ((down * v) ** 2 + (across * u.T) ** 2))
    return np.fft.ifft2(np.fft.fft2(picture) * gain)


def smooth_noise(rng: Rng, shape: tuple[int, int], down: float, across: float) -> Doubles:
    """Of deviation 1."""
    field = blurred(rng.normal(size=shape), down, across).real
    return field / field.std()


def speckle(rng: Rng) -> Doubles:
    """dB of fully developed speckle about its mean."""
    field = rng.normal(size=(ALONG, ACROSS)) + 1j * rng.normal(size=(ALONG, ACROSS))
    field = blurred(field, rng.uniform(0.5, 1.2), rng.uniform(0.8, 2.2))
    power = np.abs(field) ** 2
    return 10.0 * np.log10(power / power.mean() + 1e-4)


def coordinates(scan: Scan) -> tuple[Doubles, Doubles]:
    """x and y of the polar samples, image heights from the middle of the probe's face, [R, A] each."""
    radius = scan.start + np.linspace(0.0, scan.depth, ALONG)[:, None]
    angle = np.linspace(-scan.half_angle, scan.half_angle, ACROSS)[None]
    return radius * np.sin(angle), radius * np.cos(angle) - scan.start


def shown(scan: Scan, level: Doubles) -> NDArray[np.uint8]:
    """Echo levels [R, A] in dB below the brightest as a picture [H, W], black outside the sector."""
    grey = np.clip((level + scan.dynamic_range) / scan.dynamic_range, 0.0, 1.0)
    centre = (np.arange(SIDE) + 0.5) / SIDE
    x, y = centre[None] - 0.5, centre[:, None] + scan.start
    along = (np.hypot(x, y) - scan.start) / scan.depth
    across = np.arctan2(x, y) / scan.half_angle
    inside = (along >= 0.0) & (along <= 1.0) & (np.abs(across) <= 1.0)
    row = np.clip(along, 0.0, 1.0) * (ALONG - 1.001)
    column = (np.clip(across, -1.0, 1.0) + 1.0) / 2.0 * (ACROSS - 1.001)
    i, j = row.astype(int), column.astype(int)
    a, b = row - i, column - j
    upper = grey[i, j] * (1.0 - b) + grey[i, j + 1] * b
    lower = grey[i + 1, j] * (1.0 - b) + grey[i + 1, j + 1] * b
    picture: NDArray[np.uint8] = np.round((upper * (1.0 - a) + lower * a) * inside * 255.0).astype(np.uint8)
    return picture


def tissue(rng: Rng, scan: Scan) -> Doubles:
    """dB of uneven tissue: slow changes, gain along the beam, at times a shadow."""
    size = (ALONG, ACROSS)
    level = -rng.uniform(8, 26) + rng.uniform(1, 6) * smooth_noise(rng, size, rng.uniform(6, 24), rng.uniform(6, 24))
    level = level - rng.uniform(-10, 24) * np.linspace(0.0, 1.0, ALONG)[:, None]
    beam = np.linspace(-1.0, 1.0, ACROSS)[None]
    if rng.random() < 0.5:
        level = level - rng.uniform(8, 40) / (
            1.0 + np.exp(-(rng.uniform(0.05, 0.3) - np.abs(beam - rng.uniform(-1, 1))) / 0.03)
        )
    return level


def edge(distance: Doubles, width: float) -> Doubles:
    """1 where a distance is positive, 0 where negative."""
    return 1.0 / (1.0 + np.exp(-np.clip(distance / width, -40.0, 40.0)))


def vessel(rng: Rng, x: Doubles, y: Doubles) -> tuple[Doubles, float]:
    """Distance inside a vessel: a round or an oval in section, or a tube that wanders; and its wall's thickness."""
    angle = rng.uniform(0.0, np.pi)
    dx, dy = x - rng.uniform(-0.3, 0.3), y - rng.uniform(0.15, 0.8)
    along, off = dx * np.cos(angle) + dy * np.sin(angle), dy * np.cos(angle) - dx * np.sin(angle)
    radius = rng.uniform(0.02, 0.14)
    if rng.random() < 0.5:
        stretch = rng.uniform(1.0, 2.2)
        return radius - np.hypot(along / stretch, off), rng.uniform(0.004, 0.014)
    wander = rng.uniform(0.0, 0.06) * np.sin(along * rng.uniform(4, 14) + rng.uniform(0, 6))
    return radius * (1.0 + rng.uniform(-0.5, 0.5) * along) - np.abs(off - wander), rng.uniform(0.004, 0.014)


def with_vessels(rng: Rng, level: Doubles, x: Doubles, y: Doubles, count: int, bright: tuple[float, float]) -> Doubles:
    for _ in range(count):
        inside, wall = vessel(rng, x, y)
        lumen = edge(inside, 0.006)
        level = level * (1.0 - lumen) + lumen * (level - rng.uniform(14, 40))
        level = level + rng.uniform(*bright) * np.exp(-((inside / wall) ** 2))
    return level


def draw_speckle(rng: Rng) -> NDArray[np.uint8]:
    """A sector of nothing but speckle."""
    scan = draw_scan(rng)
    return shown(scan, tissue(rng, scan) + speckle(rng))


def draw_vessels(rng: Rng) -> NDArray[np.uint8]:
    """One to three vessels in tissue, some as large as a ventricle."""
    scan = draw_scan(rng)
    x, y = coordinates(scan)
    level = with_vessels(rng, tissue(rng, scan), x, y, int(rng.integers(1, 4)), (3.0, 16.0))
    return shown(scan, level + speckle(rng))


def draw_liver(rng: Rng) -> NDArray[np.uint8]:
    """Fine even tissue under a body wall, the diaphragm as a bright arc, small vessels."""
    scan = draw_scan(rng)
    x, y = coordinates(scan)
    level = tissue(rng, scan) + 2.0 * smooth_noise(rng, (ALONG, ACROSS), 2.0, 3.0)
    level = with_vessels(rng, level, x, y, int(rng.integers(2, 7)), (0.0, 10.0))
    for depth in rng.uniform(0.02, 0.16, 3):
        level = level + rng.uniform(4, 16) * np.exp(-(((y - depth - 0.1 * x**2) / 0.01) ** 2))
    arc = np.hypot(x - rng.uniform(-0.3, 0.3), y - rng.uniform(-0.4, 0.2)) - rng.uniform(0.55, 0.9)
    level = level + rng.uniform(10, 22) * np.exp(-((arc / 0.012) ** 2)) - rng.uniform(5, 30) * edge(arc - 0.03, 0.02)
    return shown(scan, level + speckle(rng))


def draw_lung(rng: Rng) -> NDArray[np.uint8]:
    """A bright pleura between the shadows of two ribs; below it its repetitions (A lines) or bright beams (B lines)."""
    scan = draw_scan(rng)
    _, y = coordinates(scan)
    radius, beam = np.linspace(0.0, scan.depth, ALONG)[:, None], np.linspace(-1.0, 1.0, ACROSS)[None]
    depth, ripple = rng.uniform(0.12, 0.25), 0.008 * smooth_noise(rng, (1, ACROSS), 1.0, 12.0)
    level = tissue(rng, scan) - rng.uniform(10, 30) * edge(radius - depth, 0.01)
    for echo in range(1, 6):
        strength = rng.uniform(18, 30) - rng.uniform(4, 9) * (echo - 1)
        level = level + max(strength, 0.0) * np.exp(-(((radius - echo * depth - ripple) / 0.009) ** 2))
    for _ in range(int(rng.integers(0, 6))):
        width = rng.uniform(0.02, 0.12)
        streak = np.exp(-(((beam - rng.uniform(-0.9, 0.9)) / width) ** 2))
        level = level + rng.uniform(10, 30) * streak * edge(radius - depth, 0.01)
    for side in (-1.0, 1.0):
        rib = edge(side * beam - rng.uniform(0.35, 0.9), 0.05) * edge(radius - 0.6 * depth, 0.01)
        level = level - rng.uniform(20, 60) * rib
    return shown(scan, level + speckle(rng) - 6.0 * (y < 0.0))
