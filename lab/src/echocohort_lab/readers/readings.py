"""What two readers say of a ventricle: how large it is, where its border runs, and how far they agree.

Shapes: N frames (or B clips of T), K pictures that were looked at, H x W pixels, P = 48 points of an outline.
"""

from typing import NamedTuple

from jaxtyping import Float, UInt8
from torch import Tensor, nn

from echocohort_lab.readers.measurer import area_and_length
from echocohort_lab.readers.outline import outline

READINGS = ("lvArea", "lvLength", "auditArea", "auditLength", "outline", "agreement")


class Reading(NamedTuple):
    """What a reader's outlines enclose: area in px^2 and principal-axis length in px, for each frame."""

    area: Float[Tensor, "*N"]
    length: Float[Tensor, "*N"]

    def clips(self, count: int) -> "Reading":
        """Of frames one behind the other, those of so many clips [B, T]."""
        return Reading(self.area.unflatten(0, (count, -1)), self.length.unflatten(0, (count, -1)))


class Readings(NamedTuple):
    """What both readers say. `agreement` is outline.py's, on the references, or on the pictures read."""

    own: Reading
    audit: Reading
    outline: Float[Tensor, "*N 48 2"]  # the own reader's, x, y in px
    agreement: Float[Tensor, "*K"]

    def flat(self) -> tuple[Tensor, ...]:
        """In the order of READINGS."""
        return *self.own, *self.audit, self.outline, self.agreement

    def clips(self, count: int) -> "Readings":
        """Of frames [N, ...] one behind the other, those of so many clips [B, T, ...]."""
        return Readings(
            self.own.clips(count), self.audit.clips(count), self.outline.unflatten(0, (count, -1)), self.agreement
        )


def readings_of(masks: Float[Tensor, "N 2 H W"], agreement: Float[Tensor, "*K"]) -> Readings:
    """Of soft masks, the own reader's and the audit's."""
    own, audit = masks.unbind(1)
    return Readings(Reading(*area_and_length(own)), Reading(*area_and_length(audit)), outline(own), agreement)


class Reader(nn.Module):
    """Reads pictures."""

    def read(self, frames: UInt8[Tensor, "N H W"]) -> Readings:
        """What both readers see, in each picture for itself."""
        raise NotImplementedError


class ReadGraph(nn.Module):
    """Both readers as a bundle's graph: frames uint8 [N, H, W] -> READINGS."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, frames: UInt8[Tensor, "N H W"]) -> tuple[Tensor, ...]:
        return self.reader.read(frames).flat()
