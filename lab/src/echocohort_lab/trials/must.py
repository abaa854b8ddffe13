"""A picture of scatterers by physics that is not ours: PyMUST (Garcia et al., LGPL-3.0, `lab[outside]`).

A P4-2v phased array (64 elements, 2.7 MHz) sends five diverging waves; echoes are simulated as pressure fields of every
element at every frequency (SIMUS), demodulated, delayed and summed, and compounded. Nothing is trained on it.
Shapes: P scatterers, R x A polar samples (along the beam, across).
"""

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

PROBE = "P4-2v"
TILTS = np.deg2rad([-20.0, -10.0, 0.0, 10.0, 20.0])
WIDTH = np.deg2rad(75.0)  # of each wave's sector
THRESHOLD_DB = -60.0  # frequencies weaker than this are left out
BRIGHTEST = 0.995  # quantile of the envelope that is shown as white
NEAREST = 1e-4  # m: no sample lies on an element

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Scatterers:
    """Places in metres (x to the right, z downwards from the probe's middle) and reflection coefficients."""

    x: Doubles
    z: Doubles
    strength: Doubles


def pymust() -> ModuleType:
    """Raises ValueError without the package."""
    try:
        return import_module("pymust")
    except ModuleNotFoundError as error:
        raise ValueError(f"outside needs the package {error.name}: pip install -e 'lab[outside]'") from error


def polar_grid(half_angle: float, depth: float, along: int, across: int) -> tuple[Doubles, Doubles]:
    """x and z in metres of the samples of a sector, [R, A] each."""
    radius = np.maximum(np.linspace(0.0, depth, along), NEAREST)[:, None]
    angle = np.linspace(-half_angle, half_angle, across)[None]
    return radius * np.sin(angle), radius * np.cos(angle)


def wave(must: ModuleType, scatterers: Scatterers, tilt: float, x: Doubles, z: Doubles) -> NDArray[np.complex128]:
    """What one diverging wave shows at x, z, demodulated."""
    probe = must.getparam(PROBE)
    delays = must.txdelay(probe, tilt, WIDTH)
    options = must.utils.Options()
    options.dBThresh = THRESHOLD_DB
    rows = (values.reshape(1, -1).astype(np.float32) for values in (scatterers.x, scatterers.z, scatterers.strength))
    echoes = must.simus(*rows, delays, probe, options)[0]
    probe.fs = 4.0 * probe.fc  # what simus samples at
    probe.fnumber = None  # from the elements' directivity
    demodulated = must.rf2iq(echoes, probe.fs, probe.fc)
    sums = must.dasmtx(1j * np.array(demodulated.shape), x, z, delays, probe)
    picture: NDArray[np.complex128] = (sums @ demodulated.flatten(order="F")).reshape(x.shape, order="F")
    return picture


def sector_picture(scatterers: Scatterers, x: Doubles, z: Doubles, dynamic_range: float) -> Doubles:
    """Grey in 0..1 [R, A]: all waves together, spreading made up for, log compressed to so many dB."""
    must = pymust()
    total = sum(wave(must, scatterers, tilt, x, z) for tilt in TILTS)
    envelope = np.abs(total) * np.hypot(x, z)
    level = 20.0 * np.log10(envelope / np.quantile(envelope, BRIGHTEST) + 1e-9)
    return np.clip((level + dynamic_range) / dynamic_range, 0.0, 1.0)
