"""Clips for training, rendered once and kept on the device, and what a batch asks of the model.

Shapes: B clips, T frames, K references (positions are repeated where a clip has fewer).
"""

from dataclasses import dataclass, replace
from functools import partial

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int, UInt8
from torch import Tensor

from echocohort_lab.data.stream import CHUNK, Stream
from echocohort_lab.phantom.geometry import beats, material_map, solve_motion
from echocohort_lab.phantom.render import Video, curve_of, render, render_video
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.scanners import on_any_scanner
from echocohort_lab.phantom.subject import Subject, sample_beat, sample_subjects, select
from echocohort_lab.picture.move import take_reference

FIELD_SIDE = 28
HALF_CYCLE_SHARE = 0.15
REFERENCES_MAX = 4
SINGLE_REFERENCE_SHARE = 0.8
VOLUME_RANGE = (0.12, 1.45)  # of V_ED: where the geometry of a counterfactual can be trusted


@dataclass(frozen=True)
class ClipBatch:
    """Clips, what is known of them exactly, and weights (1 or 0) that say what that is: losses multiply by them.

    Of phantom clips everything is known on the valid frames. Of clips from a data set the masks of labelled
    frames are, and the curve's volume and contraction there. The rest of `curve` is then an assumed beat through these
    frames, fit to be asked for; `material` is zero, and `subject` is any phantom's.
    """

    video: UInt8[Tensor, "B T H W"]
    mask: Float[Tensor, "B T 56 56"]
    material: Float[Tensor, "B T 2 28 28"]
    curve: Float[Tensor, "B T 7"]
    valid: Float[Tensor, "B T"]
    ef: Float[Tensor, "B"]
    subject: Subject
    mask_known: Float[Tensor, "B T"]
    curve_known: Float[Tensor, "B T"]
    material_known: Float[Tensor, "B"]  # and with it the subject

    @property
    def count(self) -> int:
        return len(self.ef)


@dataclass(frozen=True)
class Ask:
    """What is asked of the model for each clip of a batch."""

    ef: Float[Tensor, "B"]
    curve: Float[Tensor, "B T 7"]
    positions: Int[Tensor, "B K"]
    nearest: Int[Tensor, "B T"]
    observed: Float[Tensor, "B T"]
    valid: Float[Tensor, "B T"]

    @property
    def reference_frame(self) -> Int[Tensor, "B T"]:
        """The frame that each frame leans on."""
        return torch.gather(self.positions, 1, self.nearest)


def without_seeds(subject: Subject) -> Subject:
    """The subject with its texture noise dropped: a clip already shows it, and it is most of the memory."""
    seeds = subject.scene.seeds
    empty = {name: getattr(seeds, name)[:, :0] for name in ("tissue", "coarse", "fine", "still", "clutter")}
    return replace(subject, scene=replace(subject.scene, seeds=replace(seeds, **empty)))


def render_batch(count: int, generator: torch.Generator, video_of: Video = render_video) -> ClipBatch:
    """New subjects and their clips, by scanners of every kind."""
    subjects = sample_subjects(count, generator, half_cycle_share=HALF_CYCLE_SHARE)
    subjects = on_any_scanner(subjects, Sampler(count, generator))
    clips = render(subjects, generator, video_of)
    half_mask = F.avg_pool2d(clips.mask, 2)
    material = material_map(clips.subject, clips.motion, FIELD_SIDE)
    subject = without_seeds(clips.subject)
    exact = {"mask_known": clips.valid, "curve_known": clips.valid, "material_known": torch.ones_like(clips.ef)}
    return ClipBatch(clips.video, half_mask, material, clips.curve, clips.valid, clips.ef, subject, **exact)


def phantom_stream(
    count: int, seed: int, device: torch.device, renew: int = 0, compiled: bool = False
) -> Stream[ClipBatch]:
    """Phantom clips for a pool of `count`, rounded up to whole chunks, of which `renew` are replaced each step."""
    size = min(count, CHUNK[device.type])
    draw = partial(render_batch, video_of=torch.compile(render_video)) if compiled else render_batch
    return Stream(draw, seed, device, size, -(-count // size), renew)


def make_pool(count: int, seed: int, device: torch.device) -> ClipBatch:
    """`count` clips, rounded up to whole chunks; a pure function of the seed on one device."""
    return phantom_stream(count, seed, device).pool(0)


def draw_clips(pool: ClipBatch, count: int, generator: torch.Generator) -> ClipBatch:
    index = torch.randint(pool.count, (count,), generator=generator, device=generator.device)
    return select(pool, index)


def draw_ask(clips: ClipBatch, generator: torch.Generator) -> Ask:
    """The clip's own EF and curve, given some of its frames: one in four cases of five, else two to four."""
    sampler = Sampler(clips.count, generator)
    frames = clips.valid.shape[1]
    wanted = torch.where(sampler.chance(SINGLE_REFERENCE_SHARE) > 0, 1, sampler.integers(2, REFERENCES_MAX))
    order = (sampler.uniform(0.01, 1.0, frames) * clips.valid).argsort(1, descending=True)[:, :REFERENCES_MAX]
    rank = torch.arange(REFERENCES_MAX, device=order.device)[None]
    positions = torch.where(rank < wanted[:, None], order, order[:, :1])  # [B, K], unused ones repeat the first
    frame = torch.arange(frames, device=order.device)
    distance = (frame[None, :, None] - positions[:, None, :]).abs()
    return Ask(
        ef=clips.ef,
        curve=clips.curve,
        positions=positions,
        nearest=distance.argmin(2),
        observed=(distance == 0).any(2).float(),
        valid=clips.valid,
    )


def counterfactual(ask: Ask, generator: torch.Generator) -> Ask:
    """The same observed frames with another EF and another beat."""
    sampler = Sampler(len(ask.ef), generator)
    beat = sample_beat(sampler, None, ask.valid.sum(1).long())
    return replace(ask, ef=beat.ef, curve=curve_of(beats(beat)))


def wanted_material(clips: ClipBatch, ask: Ask) -> tuple[Float[Tensor, "B T 2 28 28"], Float[Tensor, "B T"]]:
    """Material maps if the subject followed the requested curve from its observed frame, and the frames that count.

    The observed frame is taken to be at the requested phase: V(t) = V_observed * curve(t) / curve(observed).
    """
    at = ask.reference_frame
    own, asked = take_reference(clips.curve, at), take_reference(ask.curve, at)
    volume = own[..., 5] * ask.curve[..., 5] / asked[..., 5].clamp(min=0.05)
    contraction = own[..., 4] + ask.curve[..., 4] - asked[..., 4]
    trusted = ((volume > VOLUME_RANGE[0]) & (volume < VOLUME_RANGE[1])).float()
    motion = solve_motion(clips.subject.ventricle, volume.clamp(*VOLUME_RANGE), contraction)
    with torch.no_grad():
        wanted = material_map(clips.subject, motion, FIELD_SIDE)
    return wanted, ask.valid * (1.0 - ask.observed) * ask.curve[..., 6] * trusted
