"""Scanners beyond the two looks of probe.py: coarse speckle, narrow sectors, sectors whose apex is cut off.

A third of the subjects get the coarse speckle of older and of handheld scanners, which the display smooths more, a
fifth a narrow sector, which cuts the heart's sides off, and some a sector whose apex lies above the picture, as curved
probes and cropped clips have it. Training looks at these beside the others; most figures are about subjects as probe.py
draws them, so that they stand beside those of earlier bundles, and figures/scanners.py is about these.
"""

import math
from dataclasses import replace

import torch
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.phantom.probe import Probe
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.subject import Subject

COARSE_SHARE = 0.33
COARSER_DOWN, COARSER_ACROSS = (1.2, 2.2), (1.5, 3.5)  # how much wider the point-spread is there
SMOOTHER_DOWN, SMOOTHER_ACROSS = (0.0, 0.3), (0.0, 0.6)  # polar samples that the display's smoothing is wider there
NARROW_SHARE, NARROW_HALF_ANGLE = 0.2, (25.0, 33.0)  # degrees
COARSE_FROM = 1.95  # sigma of the point-spread across, polar samples; none of probe.py comes near it
CUT_SHARE, CUT_HALF_ANGLE = 0.15, (27.0, 40.0)
ABOVE = 0.03, 0.22  # image heights that the sector's apex lies above the picture there


def coarse(probe: Probe, s: Sampler) -> Probe:
    """All with coarse speckle."""
    return replace(
        probe,
        axial_blur=probe.axial_blur * s.uniform(*COARSER_DOWN),
        lateral_blur=probe.lateral_blur * s.uniform(*COARSER_ACROSS),
        display_axial=probe.display_axial + s.uniform(*SMOOTHER_DOWN),
        display_lateral=probe.display_lateral + s.uniform(*SMOOTHER_ACROSS),
    )


def narrow(probe: Probe, s: Sampler) -> Probe:
    """All with a narrow sector."""
    return replace(probe, half_angle=torch.deg2rad(s.uniform(*NARROW_HALF_ANGLE)))


def cut(probe: Probe, s: Sampler) -> Probe:
    """All with the apex of their sector above the picture; it ends at the same depth in the picture."""
    above = s.uniform(*ABOVE)
    half_angle = torch.deg2rad(s.uniform(*CUT_HALF_ANGLE))
    return replace(probe, half_angle=half_angle, y=probe.y - above, depth=probe.depth + above)


def chosen(which: Float[Tensor, "B"], there: Probe, here: Probe) -> Probe:
    """`there` where `which` is 1, else `here`."""

    def either(name: str) -> Tensor:
        one, other = getattr(there, name), getattr(here, name)
        return torch.where(which.view(-1, *(1 for _ in one.shape[1:])) > 0, one, other)

    return Probe(**{name: either(name) for name in vars(here)})


def on_any_scanner(subject: Subject, s: Sampler) -> Subject:
    """The subjects, seen by scanners of every kind; their hearts stay."""
    probe = subject.scene.probe
    for share, kind in ((COARSE_SHARE, coarse), (NARROW_SHARE, narrow), (CUT_SHARE, cut)):
        probe = chosen(s.chance(share), kind(probe, s), probe)
    return replace(subject, scene=replace(subject.scene, probe=probe))


def is_coarse(probe: Probe) -> Float[Tensor, "B"]:
    """1 where the point-spread is wider than that of any scanner of probe.py."""
    return (probe.lateral_blur > COARSE_FROM).to(probe.depth.dtype)


def is_narrow(probe: Probe) -> Float[Tensor, "B"]:
    """1 where the sector is narrower than that of any scanner of probe.py."""
    return (probe.half_angle < math.radians(NARROW_HALF_ANGLE[1])).to(probe.depth.dtype)
