"""Stages of the two measurers: the selector inside the product, and the audit that took no part in it.

A mask can overlap well and still be wrong in volume, so both losses look at the size of what is marked; they do so in
different terms, on differently varied frames. Shapes: B clips, F frames a clip, H x W pixels; `batch` counts frames.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from echocohort_lab.data.pool import ClipBatch
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.readers.audit import AUDIT_WIDTHS, AuditMeasurer, Widths
from echocohort_lab.readers.measurer import SELECTOR_WIDTHS, Measurer, area_and_length, volume
from echocohort_lab.stages.base import Figures, Stage
from echocohort_lab.stages.examples import (
    FRAMES_A_CLIP,
    Examples,
    draw_examples,
    varied_for_audit,
    varied_for_selector,
)
from echocohort_lab.stages.no_ventricle import invented, without_ventricle

VOLUME_WEIGHT, VOLUME_BETA = 1.0, 0.05  # of log volume
EF_WEIGHT, EF_BETA = 2.0, 0.02
AREA_WEIGHT, LENGTH_WEIGHT, SIZE_BETA = 1.0, 2.0, 0.03  # of log area and log length
BORDER_WIDTH, BORDER_WEIGHT = 5, 4.0  # pixels, and how much more they count
MISSED, INVENTED = 0.6, 0.4  # of Tversky: what is missed costs more than what is invented
NOTHING_EVERY = 8  # one picture without a ventricle for so many with one
NOTHING_WEIGHT = 1.0


class Sizes:
    """Area, length, log volume and EF of the masks of a batch, [B, F] each, EF [B]; differentiable."""

    def __init__(self, mask: Float[Tensor, "B F H W"]) -> None:
        area, length = area_and_length(mask.flatten(0, 1))
        self.area, self.length = area.view(mask.shape[:2]), length.view(mask.shape[:2])
        self.log_volume = torch.log(volume(self.area, self.length) + 1.0)
        self.ef = 1.0 - torch.exp(self.log_volume[:, 1] - self.log_volume[:, 0])


def dice(marked: Float[Tensor, "B F H W"], mask: Float[Tensor, "B F H W"]) -> Tensor:
    """Mean soft Dice of the frames."""
    both = (2.0 * marked * mask).sum((2, 3)) + 1.0
    return (both / ((marked + mask).sum((2, 3)) + 1.0)).mean()


def volume_error(own: Sizes, exact: Sizes) -> Tensor:
    """Log volume of each frame, and EF of each clip."""
    of_volume = F.smooth_l1_loss(own.log_volume, exact.log_volume, beta=VOLUME_BETA)
    return VOLUME_WEIGHT * of_volume + EF_WEIGHT * F.smooth_l1_loss(own.ef, exact.ef, beta=EF_BETA)


def selector_loss(logits: Float[Tensor, "B F H W"], mask: Float[Tensor, "B F H W"]) -> Tensor:
    """Cross entropy, soft Dice and the volume error."""
    marked = torch.sigmoid(logits)
    overlap = dice(marked, mask)
    found = overlap.detach() ** 2  # the size of a mask means nothing before it is in the right place
    entropy = F.binary_cross_entropy_with_logits(logits, mask)
    return entropy + 1.0 - overlap + found * volume_error(Sizes(marked), Sizes(mask))


def border(mask: Float[Tensor, "B F H W"]) -> Float[Tensor, "B F H W"]:
    """1 within two pixels of the mask's border, 0 elsewhere."""
    widened = F.max_pool2d(mask, BORDER_WIDTH, 1, BORDER_WIDTH // 2)
    return widened + F.max_pool2d(-mask, BORDER_WIDTH, 1, BORDER_WIDTH // 2)


def tversky(marked: Float[Tensor, "B F H W"], mask: Float[Tensor, "B F H W"]) -> Tensor:
    """Mean Tversky index (Salehi et al., arXiv:1706.05721)."""
    both = (marked * mask).sum((2, 3)) + 1.0
    missed, invented = ((1.0 - marked) * mask).sum((2, 3)), (marked * (1.0 - mask)).sum((2, 3))
    return (both / (both + MISSED * missed + INVENTED * invented)).mean()


def size_error(own: Sizes, exact: Sizes) -> Tensor:
    """Log area and log length of each frame, each by itself."""
    of_area = F.smooth_l1_loss(own.area.log(), exact.area.log(), beta=SIZE_BETA)
    return AREA_WEIGHT * of_area + LENGTH_WEIGHT * F.smooth_l1_loss(
        own.length.log(), exact.length.log(), beta=SIZE_BETA
    )


def audit_loss(logits: Float[Tensor, "B F H W"], mask: Float[Tensor, "B F H W"]) -> Tensor:
    """Cross entropy that counts the border more, Tversky, and the size error."""
    marked = torch.sigmoid(logits)
    entropy = F.binary_cross_entropy_with_logits(logits, mask, weight=1.0 + BORDER_WEIGHT * border(mask))
    overlap = tversky(marked, mask)
    return entropy + 1.0 - overlap + overlap.detach() ** 2 * size_error(Sizes(marked), Sizes(mask))


def logits_of(
    measurer: nn.Module, frames: Float[Tensor, "B F H W"], nothing: Float[Tensor, "N H W"]
) -> tuple[Float[Tensor, "B F H W"], Float[Tensor, "N H W"]]:
    """Of frames and of pictures without a ventricle, in one call; in single precision, whatever the network has."""
    pictures = torch.cat([frames.flatten(0, 1), nothing])[:, None]
    logits: Tensor = measurer(pictures).float()[:, 0]
    return logits[: -len(nothing)].view(frames.shape), logits[-len(nothing) :]


def nothing_like(shown: Examples, generator: torch.Generator) -> Float[Tensor, "N H W"]:
    """Pictures without a ventricle, made of some of the frames that are shown: as varied as these."""
    return without_ventricle(shown.frames.flatten(0, 1)[::NOTHING_EVERY], generator)


@torch.no_grad()
def figures(
    logits: Float[Tensor, "B F H W"], mask: Float[Tensor, "B F H W"], of_nothing: Float[Tensor, "N H W"]
) -> Figures:
    """Dice, relative area error and EF error of the batch; the share that is marked of pictures without a ventricle."""
    marked = torch.sigmoid(logits)
    own, exact = Sizes(marked), Sizes(mask)
    area = (own.area / exact.area - 1.0).abs().mean()
    of_ef = (own.ef - exact.ef).abs().mean()
    return {"dice": dice(marked, mask), "areaError": area, "efMae": of_ef, "invented": (of_nothing > 0).float().mean()}


def examples_of(pool: ClipBatch, batch: int, generator: torch.Generator) -> tuple[Examples, Sampler]:
    clips = max(1, batch // FRAMES_A_CLIP)
    return draw_examples(pool, clips, generator), Sampler(clips, generator)


class SelectorStage(Stage):
    """The measurer inside the product."""

    name = "selector"
    takes_labelled = True

    def __init__(self, widths: tuple[int, int, int, int] = SELECTOR_WIDTHS) -> None:
        self.network = self.measurer = Measurer(widths)

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator, progress: Tensor) -> tuple[Tensor, Figures]:
        shown = varied_for_selector(*examples_of(pool, batch, generator))
        logits, of_nothing = logits_of(self.measurer, shown.frames, nothing_like(shown, generator))
        loss = selector_loss(logits, shown.mask) + NOTHING_WEIGHT * invented(of_nothing)
        return loss, figures(logits, shown.mask, of_nothing)

    def compile(self) -> None:
        self.measurer.compile()


class AuditStage(Stage):
    """The measurer that reports. Its pool must come from another seed than the selector's."""

    name = "audit"
    takes_labelled = True

    def __init__(self, widths: Widths = AUDIT_WIDTHS) -> None:
        self.network = self.measurer = AuditMeasurer(widths)

    def loss(self, pool: ClipBatch, batch: int, generator: torch.Generator, progress: Tensor) -> tuple[Tensor, Figures]:
        shown = varied_for_audit(*examples_of(pool, batch, generator))
        logits, of_nothing = logits_of(self.measurer, shown.frames, nothing_like(shown, generator))
        loss = audit_loss(logits, shown.mask) + NOTHING_WEIGHT * invented(of_nothing)
        return loss, figures(logits, shown.mask, of_nothing)

    def compile(self) -> None:
        self.measurer.compile()
