"""What painting a structure needs: where each point lies, what it is made of, and soft masks.

Each structure is laid over what is there: amplitude + mask * (its own - amplitude).
Shapes: [B, T, P] unless said otherwise; levels in dB, amplitudes linear.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from echocohort_lab.phantom.geometry import Beats, Motion, Place, wide
from echocohort_lab.phantom.probe import decibel
from echocohort_lab.phantom.speckle import Texture
from echocohort_lab.phantom.subject import Subject

EDGE = 0.005


class Painter(NamedTuple):
    """All that a structure's shape and brightness depend on."""

    subject: Subject
    beats: Beats
    motion: Motion
    place: Place
    texture: Texture
    depth: Tensor  # [B, 1, P] distance from the probe
    grain: Tensor  # texture of tissue, a factor
    blood: Tensor  # [B, 1, P] amplitude in the ventricle
    atrial_blood: Tensor  # amplitude in the other chambers, which are hazier


def soft(distance: Tensor, edge: Tensor | float = EDGE) -> Tensor:
    """1 where the distance is positive, 0 where negative."""
    return torch.sigmoid(distance / edge)


def bump(distance: Tensor, width: Tensor | float) -> Tensor:
    return torch.exp(-((distance / width) ** 2))


def over(below: Tensor, mask: Tensor, own: Tensor) -> Tensor:
    return below + mask * (own - below)


def tissue(p: Painter, level: Tensor) -> Tensor:
    """Amplitude of tissue of this level in dB, [B], with its texture."""
    return decibel(wide(level)) * p.grain


def make_painter(
    subject: Subject, beats: Beats, motion: Motion, place: Place, texture: Texture, depth: Tensor
) -> Painter:
    """Everything that several structures share is worked out once."""
    levels = subject.scene.levels
    uneven = wide(levels.coarse_texture) * texture.coarse + wide(levels.fine_texture) * texture.fine
    blood = decibel(wide(levels.blood) + 1.5 * texture.still[:, 1])
    atrial = blood * (1.0 + wide(decibel(levels.atrial_haze) - 1.0) * (0.3 + 0.35 * texture.fine).clamp(0.0, 1.0))
    return Painter(subject, beats, motion, place, texture, depth, decibel(uneven), blood, atrial)
