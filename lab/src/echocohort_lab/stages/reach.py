"""How far a finished flow moves: one factor on all its displacements that makes the mean exact EF what was asked for.

Masks of full size and twins of a single observed frame tell it; the flow's own loss looks at masks of half size, which
read a point more, and several observed frames have an EF of their own. Shapes: B clips, T frames, J of them.
"""

from collections.abc import Callable
from dataclasses import replace

import torch
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.data.pool import Ask, ClipBatch, draw_ask, draw_clips
from echocohort_lab.phantom.geometry import beats
from echocohort_lab.phantom.render import curve_of
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.subject import EF_RANGE
from echocohort_lab.stages.examples import exact_masks
from echocohort_lab.stages.losses import exact_ef, warped_volumes

CLIPS, CHUNK = 512, 32
FURTHER = 1.05  # the factor at which the error of EF is measured beside 1
REACH = 0.75, 1.33

Draw = Callable[[ClipBatch, Ask, torch.Generator], Float[Tensor, "B T 2 28 28"]]


def own_beat_at_another_ef(clips: ClipBatch, ask: Ask, generator: torch.Generator) -> Ask:
    """A twin: what the observed frame shows of its phase stays true."""
    ef = Sampler(clips.count, generator).uniform(*EF_RANGE)
    return replace(ask, ef=ef, curve=curve_of(beats(replace(clips.subject.beat, ef=ef))))


def ef_errors(clips: ClipBatch, ask: Ask, displacement: Float[Tensor, "B T 2 28 28"]) -> Float[Tensor, "B"]:
    """Exact EF of the moved masks less the EF that was asked for."""
    frames, side = ask.valid.shape[1], clips.video.shape[-1]
    every = torch.arange(frames, device=ask.valid.device).expand(clips.count, -1)
    masks = exact_masks(clips.subject, every, side)
    volumes = warped_volumes(masks, displacement, ask.reference_frame, ask.observed)
    return exact_ef(volumes, ask.valid) - ask.ef


@torch.no_grad()
def measured_reach(draw: Draw, pool: ClipBatch, generator: torch.Generator) -> float:
    """The factor; 1 when nothing moves yet, or no clip has a single observed frame."""
    errors = []
    for _ in range(-(-min(CLIPS, pool.count) // CHUNK)):
        clips = draw_clips(pool, min(CHUNK, pool.count), generator)
        ask = own_beat_at_another_ef(clips, draw_ask(clips, generator), generator)
        field = draw(clips, ask, generator)
        single = (ask.positions == ask.positions[:, :1]).all(1)
        errors.append(torch.stack([ef_errors(clips, ask, reach * field)[single] for reach in (1.0, FURTHER)]))
    near, far = torch.cat(errors, 1).mean(1).tolist()
    if not near - far < 0.0:
        return 1.0
    return min(max(1.0 + (FURTHER - 1.0) * near / (near - far), REACH[0]), REACH[1])
