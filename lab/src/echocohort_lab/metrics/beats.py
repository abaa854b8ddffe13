"""How good drawn beats are: whether they are the prior's, whether they are beats, and what the anchor's phase is worth.

All figures are of contraction curves s(t), 0 at the fullest and 1 at the emptiest sampled frame, so that EF plays no
part. Each comes a subject, so that intervals can be bootstrapped over subjects.
Shapes: S subjects, K draws, T frames; `valid` is 1 on a subject's frames, which come first.
"""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

REVERSAL_SHARE = 0.2
MANY_REVERSALS = 4
SAMPLES = 24  # of a curve, in time from its first to its last frame


def in_time(curves: Float[Tensor, "S K T"], valid: Float[Tensor, "S T"]) -> Float[Tensor, "S K 24"]:
    """Curves of any length at the same 24 moments, linearly between frames."""
    last = (valid.sum(1) - 1.0)[:, None]
    moment = torch.linspace(0.0, 1.0, SAMPLES, device=curves.device, dtype=curves.dtype)[None] * last
    before = moment.floor().minimum(last - 1.0).clamp(min=0.0)
    share = (moment - before)[:, None]
    index = before.long()[:, None].expand(-1, curves.shape[1], -1)
    return torch.gather(curves, 2, index) * (1.0 - share) + torch.gather(curves, 2, index + 1) * share


def pooled_energy_distance(
    draws: Float[Tensor, "S K T"], prior: Float[Tensor, "S L T"], valid: Float[Tensor, "S T"]
) -> Float[Tensor, "S"]:
    """Energy distance of all subjects' draws to all subjects' prior draws; each subject's part, whose mean it is.

    Told of their anchor's phase, the draws of one subject are not the prior's, but those of many are, when they are
    calibrated. Curves are compared in time, with the number of frames beside them, so that a flow that ignores it is
    found out. Only pairs of two subjects count, which makes it unbiased. Needs two subjects.
    """
    subjects = draws.shape[0]
    length = (valid.sum(1) / valid.shape[1])[:, None, None]

    def flat(curves: Float[Tensor, "S M T"]) -> tuple[Float[Tensor, "N 25"], Int[Tensor, "N"]]:
        moments = in_time(curves, valid) / SAMPLES**0.5
        whole = torch.cat([moments, length.expand(-1, curves.shape[1], -1)], 2)
        owner = torch.arange(subjects, device=curves.device).repeat_interleave(curves.shape[1])
        return whole.flatten(0, 1), owner

    def between(a: Float[Tensor, "S M T"], b: Float[Tensor, "S N T"]) -> Float[Tensor, "S"]:
        (left, mine), (right, other) = flat(a), flat(b)
        distance = torch.cdist(left, right, compute_mode="donot_use_mm_for_euclid_dist")
        others = (mine[:, None] != other[None]).to(distance.dtype)
        each = (distance * others).sum(1) / others.sum(1)
        return each.view(subjects, -1).mean(1)

    return between(draws, prior) + between(prior, draws) - between(draws, draws) - between(prior, prior)


def reversals(curves: Float[Tensor, "N T"], valid: Float[Tensor, "N T"]) -> Int[Tensor, "N"]:
    """How often a curve turns by more than a fifth of its amplitude; smaller wiggles do not count (hysteresis)."""
    inside = valid > 0
    high = torch.where(inside, curves, -torch.inf).amax(1)
    low = torch.where(inside, curves, torch.inf).amin(1)
    step = REVERSAL_SHARE * (high - low)
    top = bottom = curves[:, 0]
    direction = torch.zeros_like(top)  # 0 before the first change that is large enough
    count = torch.zeros_like(top, dtype=torch.int64)
    for frame in range(1, curves.shape[1]):
        now = curves[:, frame]
        top, bottom = torch.maximum(top, now), torch.minimum(bottom, now)
        falls = inside[:, frame] & (direction >= 0) & (top - now > step)
        rises = inside[:, frame] & (direction <= 0) & (now - bottom > step) & ~falls
        count += turned(direction, falls, rises)
        direction = torch.where(falls, -1.0, torch.where(rises, 1.0, direction))
        top, bottom = torch.where(falls | rises, now, top), torch.where(falls | rises, now, bottom)
    return count


def turned(direction: Float[Tensor, "N"], falls: Bool[Tensor, "N"], rises: Bool[Tensor, "N"]) -> Int[Tensor, "N"]:
    """1 where a curve that already had a direction takes the other one."""
    return ((direction > 0) & falls | (direction < 0) & rises).long()


def clip_reversals(draws: Float[Tensor, "S K T"], valid: Float[Tensor, "S T"]) -> Float[Tensor, "S K"]:
    subjects, count, frames = draws.shape
    each = valid[:, None].expand(-1, count, -1).reshape(-1, frames)
    return reversals(draws.reshape(-1, frames), each).view(subjects, count).to(draws.dtype)


def crps(draws: Float[Tensor, "S K T"], truth: Float[Tensor, "S T"], valid: Float[Tensor, "S T"]) -> Float[Tensor, "S"]:
    """Continuous ranked probability score of each frame, unbiased in K, mean over the valid frames."""
    count = draws.shape[1]
    error = (draws - truth[:, None]).abs().mean(1)
    spread = (draws[:, :, None] - draws[:, None]).abs().sum((1, 2)) / (count * (count - 1))
    return ((error - 0.5 * spread) * valid).sum(1) / valid.sum(1)
