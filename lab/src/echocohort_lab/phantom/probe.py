"""The scanner: its sector, point-spread function, compression and receiver noise, drawn for a batch of subjects.

Public apical clips come in two looks: soft ones (CAMUS), with blood dark grey and hardly a pixel black, and hard ones
(EchoNet), where a quarter of the sector is black. `hardness` draws between them; half of the subjects are hard.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from echocohort_lab.phantom.sampler import Sampler

HARD_SHARE, SOFT_SHARE = 0.5, 0.3
HARD_FROM, SOFT_TO = 0.85, 0.15


def decibel(level: Tensor) -> Tensor:
    """Amplitude of a level in dB."""
    return torch.exp(level * (math.log(10.0) / 20.0))


def blend(hardness: Tensor, soft: Tensor, hard: Tensor) -> Tensor:
    """From the soft look's value to the hard one's."""
    return soft + hardness * (hard - soft)


@dataclass(frozen=True)
class Probe:
    """Sector, blur, compression and receiver noise."""

    hardness: Tensor  # 0 a soft grey picture without black, 1 a hard one with a third of it black
    x: Tensor
    y: Tensor
    half_angle: Tensor
    depth: Tensor
    dynamic_range: Tensor  # dB
    gain: Tensor  # dB
    gamma: Tensor
    attenuation: Tensor  # dB an image height
    axial_blur: Tensor  # sigma of the point-spread function, polar samples
    lateral_blur: Tensor
    compounding: Tensor  # steady part of the echo over the deviation of its speckle
    noise: Tensor  # dB
    noise_slope: Tensor  # dB an image height
    display_axial: Tensor  # sigma of the display's smoothing, polar samples
    display_lateral: Tensor
    beam_gain: Tensor  # [B, 9] dB, knots across the sector


def sample_hardness(s: Sampler) -> Tensor:
    """[B]: half near 1, some near 0, the rest between."""
    share, within = s.uniform(0.0, 1.0), s.uniform(0.0, 1.0)
    between = torch.where(share < HARD_SHARE + SOFT_SHARE, SOFT_TO * within, 0.2 + 0.6 * within)
    return torch.where(share < HARD_SHARE, HARD_FROM + (1.0 - HARD_FROM) * within, between)


def sample_probe(s: Sampler) -> Probe:
    hardness = sample_hardness(s)
    display_axial = blend(hardness, s.uniform(0.15, 0.5), s.uniform(0.08, 0.4))
    return Probe(
        hardness=hardness,
        x=s.normal(0.0, 0.012),
        y=s.uniform(0.0, 0.035),
        half_angle=torch.deg2rad(blend(hardness, s.uniform(33.0, 41.0), s.uniform(37.0, 46.0))),
        depth=s.uniform(0.9, 1.0),
        dynamic_range=blend(hardness, s.uniform(72.0, 92.0), s.uniform(33.0, 45.0)),
        gain=blend(hardness, s.normal(-5.0, 3.0), s.normal(0.0, 2.0)).clamp(-12.0, 7.0),
        gamma=blend(hardness, s.uniform(1.7, 2.5), s.uniform(0.9, 1.4)),
        attenuation=s.uniform(-2.0, 9.0),
        axial_blur=s.uniform(0.33, 0.55),
        lateral_blur=s.uniform(0.8, 1.3),
        compounding=blend(hardness, s.uniform(1.6, 3.0), s.uniform(0.5, 1.7)),
        noise=blend(hardness, s.uniform(-64.0, -52.0), s.uniform(-66.0, -50.0)),
        noise_slope=s.uniform(0.0, 14.0),
        display_axial=display_axial,
        display_lateral=display_axial + s.uniform(0.0, 0.5),
        beam_gain=s.normal(0.0, 1.0, 9) * s.uniform(1.5, 5.0, 1),
    )
