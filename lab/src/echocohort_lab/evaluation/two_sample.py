"""Can a network tell made clips from raw ones? A classifier two-sample test (Lopez-Paz and Oquab, arXiv:1610.06545).

A test that stops early flatters the model, so it trains to convergence: until it has learnt its training clips or the
budget ends, long after; the weights that do best on clips set aside are tested on others. Near one half means that this
network, with so many clips, did not tell them apart, and nothing more. Shapes: N clips, T frames, H x W pixels.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from echocohort_lab.checkpoint import copied
from echocohort_lab.evaluation.bench import Bench, full_precision
from echocohort_lab.evaluation.bootstrap import Figure, Figures, mean
from echocohort_lab.evaluation.cohort import Cohort

SEED = 11
RATE, DECAY = 7e-4, 1e-3
WARM_UP = 20
CHECK_EVERY = 100
LEARNT = 0.02  # mean training loss of the last checks: nothing is left to learn
CLIPS_A_CALL = 64


@dataclass(frozen=True)
class Budget:
    """Clips of each class, and training steps at most."""

    train: int = 1152
    validation: int = 192
    test: int = 384
    steps: int = 3000
    batch: int = 32  # of each class

    @property
    def clips(self) -> int:
        return self.train + self.validation + self.test


class Videos(NamedTuple):
    """Clips of one class."""

    frames: UInt8[Tensor, "N T H W"]
    valid: Float[Tensor, "N T"]

    def rows(self, index: Tensor | slice) -> "Videos":
        return Videos(self.frames[index], self.valid[index])


class ClipNet(nn.Module):
    """Four 3-D convolutions on 2 x 2 pixel blocks, then mean, deviation and largest of each feature on valid frames."""

    def __init__(self, widths: tuple[int, int, int, int] = (32, 64, 128, 128)) -> None:
        super().__init__()
        strides = ((1, 1, 1), (1, 2, 2), (2, 2, 2), (2, 1, 1))
        inputs = (5, *widths[:-1])
        self.layers = nn.ModuleList(
            nn.Conv3d(a, b, 3, stride, 1) for a, b, stride in zip(inputs, widths, strides, strict=True)
        )
        self.norms = nn.ModuleList(nn.GroupNorm(8, width) for width in widths)
        self.head = nn.Sequential(nn.Linear(3 * widths[-1], 128), nn.SiLU(), nn.Linear(128, 1))

    def forward(self, clips: Videos) -> Float[Tensor, "N"]:
        """Logits: above 0 for made."""
        grey = clips.frames.float() / 127.5 - 1.0
        blocks = F.pixel_unshuffle(grey[:, :, None], 2).transpose(1, 2)  # [N, 4, T, H/2, W/2]
        shown = clips.valid[:, None, :, None, None]
        x = torch.cat([blocks * shown, shown.expand(-1, 1, -1, *blocks.shape[3:])], 1)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = F.relu(norm(layer(x)))
            shown = F.adaptive_max_pool3d(shown, (x.shape[2], 1, 1))
            x = x * shown
        x = x.float()
        count = shown.sum((2, 3, 4)) * x.shape[3] * x.shape[4]
        average = x.sum((2, 3, 4)) / count
        deviation = ((x**2).sum((2, 3, 4)) / count - average**2).clamp(min=1e-4).sqrt()
        return self.head(torch.cat([average, deviation, x.amax((2, 3, 4))], 1))[:, 0]


@torch.no_grad()
def hits(network: ClipNet, raw: Videos, made: Videos) -> Float[Tensor, "N"]:
    """1 for every clip that is told rightly, raw ones first."""
    network.eval()
    right = [
        (network(clips.rows(slice(at, at + CLIPS_A_CALL))) > 0) == wanted
        for clips, wanted in ((raw, False), (made, True))
        for at in range(0, len(clips.frames), CLIPS_A_CALL)
    ]
    network.train()
    return torch.cat(right).float()


def train_step(network: ClipNet, raw: Videos, made: Videos, generator: torch.Generator, batch: int) -> Tensor:
    """Loss of one batch, half of it mirrored."""

    def some(clips: Videos) -> Videos:
        index = torch.randint(len(clips.frames), (batch,), generator=generator, device=generator.device)
        return clips.rows(index)

    first, second = some(raw), some(made)
    frames, valid = torch.cat([first.frames, second.frames]), torch.cat([first.valid, second.valid])
    mirrored = torch.rand(2 * batch, 1, 1, 1, generator=generator, device=generator.device) < 0.5
    frames = torch.where(mirrored, frames.flip(3), frames)
    wanted = (torch.arange(2 * batch, device=frames.device) >= batch).float()
    return F.binary_cross_entropy_with_logits(network(Videos(frames, valid)), wanted)


def train_classifier(raw: Videos, made: Videos, budget: Budget) -> ClipNet:
    """The weights that tell the validation clips apart best."""
    device = raw.frames.device
    generator = torch.Generator(device).manual_seed(SEED)
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        torch.manual_seed(SEED)
        network = ClipNet().to(device)
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=DECAY)
    flat_then_down = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * (1.01 - step / max(budget.steps, 1))
    )
    learn, held = slice(0, budget.train), slice(budget.train, budget.train + budget.validation)
    best, weights, recent = -1.0, copied(network.state_dict()), []
    for step in range(budget.steps):
        loss = train_step(network, raw.rows(learn), made.rows(learn), generator, budget.batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        flat_then_down.step()
        recent.append(loss.detach())
        if (step + 1) % CHECK_EVERY == 0 or step + 1 == budget.steps:
            share = float(hits(network, raw.rows(held), made.rows(held)).mean())
            if share > best:
                best, weights = share, copied(network.state_dict())
            if float(torch.stack(recent[-CHECK_EVERY:]).mean()) < LEARNT:
                break
    network.load_state_dict(weights)
    return network


def separability(raw: Videos, made: Videos, budget: Budget) -> Figure:
    """Accuracy on the test clips; n counts those of both classes."""
    network = train_classifier(raw, made, budget)
    test = slice(budget.train + budget.validation, budget.clips)
    return mean(hits(network, raw.rows(test), made.rows(test)).cpu().numpy())


def videos(bench: Bench, name: str, budget: Budget, frames: Callable[[Cohort], Tensor]) -> Videos:
    """The clips of a cohort of its own, made or as they are."""
    with torch.no_grad(), full_precision():
        chunks = bench.draw(name, budget.clips, bench.device)
        parts = [Videos(frames(cohort), cohort.clips.valid) for cohort in chunks]
    return Videos(*(torch.cat(column) for column in zip(*parts, strict=True)))


def two_sample(bench: Bench, budget: Budget | None = None) -> Figures:
    """Raw clips of some subjects against made clips of others, with the subject's own EF and curve."""
    budget = budget or Budget()
    raw = videos(bench, "raw", budget, lambda cohort: cohort.clips.video)
    made = videos(bench, "made", budget, lambda cohort: bench.factual(cohort).frames)
    return {"c2stVsRaw": separability(raw, made, budget)}
