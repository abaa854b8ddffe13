"""What measurers are shown: a few frames of each clip with the mask that each of them shows, and how they are varied.

A quarter of the clips are made as the generator makes them: one of their frames, moved to the others. Their masks are
moved by the same field, because that is what the picture shows; the masks of the frames that they imitate are up to
4 percentage points of EF away (a 28 x 28 grid flattens the motion at the border of the cavity).
Shapes: B clips, F = 4 frames (end-diastole, end-systole, two more), H x W pixels.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from echocohort_lab.data.exact_motion import displacement_between
from echocohort_lab.data.pool import ClipBatch, draw_clips
from echocohort_lab.phantom.geometry import Motion, beats, solve_motion, ventricle_mask
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.subject import Subject, select
from echocohort_lab.picture.move import identity_grid, warp

FRAMES_A_CLIP = 4
MOVED_SHARE = 0.25
OVERSHOOT = (0.85, 1.25)  # of the moved clips' fields
VOLUME_CHANNEL = 5

BLUR_MAX, BLURRED_SHARE = 0.8, 0.5
SELECTOR_GAIN, SELECTOR_GAMMA = (0.8, 1.25), (0.8, 1.25)
AUDIT_GAIN, AUDIT_LIFT, AUDIT_GAMMA = (0.7, 1.25), (-0.03, 0.05), (0.7, 1.4)
AUDIT_SPECKLE = 0.2
AUDIT_TURN, AUDIT_ZOOM, AUDIT_SHIFT = 0.2, 0.12, 0.09  # radians, log scale, half image widths


@dataclass(frozen=True)
class Examples:
    """Frames in 0..1 and the cavity's share of each pixel; frames 0 and 1 are at end-diastole and end-systole."""

    frames: Float[Tensor, "B F H W"]
    mask: Float[Tensor, "B F H W"]


def taken(values: Tensor, at: Int[Tensor, "B F"]) -> Tensor:
    """values [B, T, ...] at the frames of each clip: [B, F, ...]."""
    return values[torch.arange(len(at), device=at.device)[:, None], at]


def exact_masks(subject: Subject, at: Int[Tensor, "B F"], side: int) -> Float[Tensor, "B F H W"]:
    """Masks of some frames at full size, drawn anew from the geometry: a pool keeps them at half size only."""
    b = beats(subject.beat)
    motion = solve_motion(subject.ventricle, b.volume, b.contraction)
    return ventricle_mask(subject.ventricle, Motion(*(taken(values, at) for values in motion)), side)


def marked(clips: ClipBatch, at: Int[Tensor, "B F"], side: int) -> Float[Tensor, "B F H W"]:
    """Masks of some frames: exact ones of the phantom's clips, those of the data set, at half size, of others."""
    exact = exact_masks(clips.subject, at, side)
    drawn = F.interpolate(taken(clips.mask.float(), at), scale_factor=2, mode="bilinear", align_corners=False)
    return torch.where(clips.material_known[:, None, None, None] > 0, exact, drawn)


def telling_frames(clips: ClipBatch, sampler: Sampler) -> tuple[Int[Tensor, "B F"], Int[Tensor, "B 1"]]:
    """End-diastole, end-systole and two random frames; and a third random one, which others may be made from.

    All are frames whose mask is known, but for the third of a clip that has no three such.
    """
    shown, volume = clips.valid > 0, clips.curve[:, :, VOLUME_CHANNEL]
    end_diastole = torch.where(shown, volume, -1.0).argmax(1, keepdim=True)
    end_systole = torch.where(shown, volume, torch.inf).argmin(1, keepdim=True)
    order = (sampler.uniform(0.01, 1.0, clips.valid.shape[1]) * clips.mask_known).topk(3, 1).indices
    return torch.cat([end_diastole, end_systole, order[:, :2]], 1), order[:, 2:]


def moved_examples(
    clips: ClipBatch, examples: Examples, wanted: Tensor, reference: Tensor, sampler: Sampler
) -> Examples:
    """The reference frame of each clip, and its mask, moved to where the wanted frames are, a little more or less."""
    side = clips.video.shape[-1]
    source = taken(clips.material, reference).expand(-1, FRAMES_A_CLIP, -1, -1, -1).flatten(0, 1)
    field = displacement_between(source, taken(clips.material, wanted).flatten(0, 1))
    field = field * sampler.uniform(*OVERSHOOT, 1, 1, 1).repeat_interleave(FRAMES_A_CLIP, 0)
    frame = taken(clips.video, reference).float() / 255.0  # [B, 1, H, W]
    pair = torch.cat([frame, exact_masks(clips.subject, reference, side)], 1).repeat_interleave(FRAMES_A_CLIP, 0)
    frames, mask = warp(pair, field).chunk(2, 1)
    return Examples(frames.reshape(examples.frames.shape), mask.reshape(examples.mask.shape))


def draw_examples(pool: ClipBatch, count: int, generator: torch.Generator) -> Examples:
    """Frames of `count` random clips; of the first quarter the phantom's are moved."""
    clips = draw_clips(pool, count, generator)
    sampler = Sampler(count, generator)
    wanted, reference = telling_frames(clips, sampler)
    frames = taken(clips.video, wanted).float() / 255.0
    seen = Examples(frames, marked(clips, wanted, frames.shape[-1]))
    moving = int(MOVED_SHARE * count)
    if moving == 0:
        return seen
    first = select(clips, torch.arange(moving, device=frames.device))
    own = Examples(seen.frames[:moving], seen.mask[:moving])
    moved = moved_examples(first, own, wanted[:moving], reference[:moving], Sampler(moving, generator))
    exact = first.material_known[:, None, None, None] > 0
    moved = Examples(torch.where(exact, moved.frames, own.frames), torch.where(exact, moved.mask, own.mask))
    return Examples(torch.cat([moved.frames, frames[moving:]]), torch.cat([moved.mask, seen.mask[moving:]]))


def blurred(frames: Float[Tensor, "B F H W"], sampler: Sampler) -> Float[Tensor, "B F H W"]:
    """Half of the clips a little, as interpolation blurs."""
    share = sampler.uniform(0.0, BLUR_MAX, 1, 1, 1) * sampler.chance(BLURRED_SHARE, 1, 1, 1)
    return frames + share * (F.avg_pool2d(frames, 3, 1, 1) - frames)


def varied_for_selector(examples: Examples, sampler: Sampler) -> Examples:
    """Blur, gain and gamma, the same for all frames of a clip."""
    frames = sampler.uniform(*SELECTOR_GAIN, 1, 1, 1) * blurred(examples.frames, sampler)
    return Examples(frames.clamp(1e-4, 1.0) ** sampler.uniform(*SELECTOR_GAMMA, 1, 1, 1), examples.mask)


def speckled(frames: Float[Tensor, "B F H W"], sampler: Sampler) -> Float[Tensor, "B F H W"]:
    """Multiplicative noise in grains of 3 pixels, fresh in every frame."""
    grain = F.avg_pool2d(sampler.normal(0.0, 3.0, *frames.shape[1:]), 3, 1, 1)  # deviation 1
    return frames * (1.0 + sampler.uniform(0.0, AUDIT_SPECKLE, 1, 1, 1) * grain)


def placed(examples: Examples, sampler: Sampler) -> Examples:
    """Frames and masks turned, zoomed and shifted, the same for all frames of a clip; black comes in at the border."""
    angle, zoom = sampler.uniform(-AUDIT_TURN, AUDIT_TURN), sampler.uniform(-AUDIT_ZOOM, AUDIT_ZOOM).exp()
    cos, sin = (zoom * torch.cos(angle))[:, None, None], (zoom * torch.sin(angle))[:, None, None]
    shift = sampler.uniform(-AUDIT_SHIFT, AUDIT_SHIFT, 2, 1, 1)
    x, y = identity_grid(examples.frames.shape[-1], examples.frames)[0]
    grid = torch.stack([cos * x - sin * y + shift[:, 0], sin * x + cos * y + shift[:, 1]], -1)
    both = torch.cat([examples.frames, examples.mask], 1)
    frames, mask = F.grid_sample(both, grid, mode="bilinear", padding_mode="zeros", align_corners=False).chunk(2, 1)
    return Examples(frames, mask)


def varied_for_audit(examples: Examples, sampler: Sampler) -> Examples:
    """Place, speckle, gain, brightness and gamma; other ranges than the selector's, and no blur."""
    examples = placed(examples, sampler)
    frames = speckled(examples.frames, sampler)
    lift = sampler.uniform(*AUDIT_LIFT, 1, 1, 1) * (20.0 * frames).clamp(0.0, 1.0)  # black stays black
    frames = (frames * sampler.uniform(*AUDIT_GAIN, 1, 1, 1) + lift).clamp(1e-4, 1.0)
    return Examples(frames ** sampler.uniform(*AUDIT_GAMMA, 1, 1, 1), examples.mask)
