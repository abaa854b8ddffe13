"""Motion as a one-step mean flow over the codes of motion.py, given the volume curve and the observed frames.

The network predicts the average velocity u(z, t, dt) of a mean flow (Geng et al., arXiv 2505.13447; for echo EchoLVFM,
arXiv 2603.13967) by way of the clean codes: u = (z - x) / t. One step is t = 1, dt = 1: the noise goes in, codes come
out. The same weights take 25 or 50 steps. The trunk is a factorised space-time transformer.
Shapes: B batch, K references, T frames, P = 49 patches, D features, c x g x g = 8 x 14 x 14 code.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from echocohort_lab.draws.beat import CURVE_CHANNELS
from echocohort_lab.networks.autoencoder import LATENT_CHANNELS, LATENT_SIDE
from echocohort_lab.networks.motion import CODE_CHANNELS, MotionSpace
from echocohort_lab.picture.move import take_reference

MASKED = -1e4
TIME_FEATURES = 64
MODULATIONS = 9  # scale, shift and gate of the three sub-layers of a block
SIGNAL_VARIANCE = 0.3  # of a code against its noise; sets the share of z in the prediction


@dataclass(frozen=True)
class FlowConfig:
    """Sizes of the trunk. The defaults have 5.9 M parameters."""

    frames: int = 32
    width: int = 192
    depth: int = 8
    heads: int = 3
    stem: int = 64
    patch: int = 2
    low_rank: int = 32

    @property
    def patches(self) -> int:
        return (LATENT_SIDE // self.patch) ** 2


class Conditions(NamedTuple):
    """What is asked for. `latents` are those of the K references, `nearest` says which one each frame leans on."""

    latents: Float[Tensor, "B K 16 14 14"]
    nearest: Int[Tensor, "B T"]
    observed: Float[Tensor, "B T"]
    curve: Float[Tensor, "B T 7"]
    valid: Float[Tensor, "B T"]

    def rows(self, index: Tensor) -> "Conditions":
        return Conditions(*(value[index] for value in self))


def fourier(x: Float[Tensor, "B"], features: int, low: float, high: float) -> Float[Tensor, "B features"]:
    """Cosines and sines of geometrically spaced frequencies."""
    half = features // 2
    octave = torch.arange(half, dtype=x.dtype, device=x.device) / (half - 1)
    angle = x[:, None] * (low * (high / low) ** octave)
    return torch.cat([torch.cos(angle), torch.sin(angle)], -1)


class Attention(nn.Module):
    """Multi-head self-attention with RMS-normalised queries and keys. x [N, L, D], bias [N, 1, 1, L]."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.scale = nn.Parameter(torch.ones(width // heads))  # of queries times keys, each of root mean square 1

    @staticmethod
    def normalised(x: Tensor) -> Tensor:
        return x * torch.rsqrt((x**2).mean(-1, keepdim=True) + 1e-5)

    def forward(self, x: Float[Tensor, "N L D"], bias: Float[Tensor, "N 1 1 L"] | None) -> Float[Tensor, "N L D"]:
        count, length, width = x.shape
        head = width // self.heads
        q, k, v = self.qkv(x).view(count, length, 3, self.heads, head).permute(2, 0, 3, 1, 4).unbind(0)
        q, k = self.normalised(q) * self.scale, self.normalised(k)
        scores = q @ k.transpose(-1, -2) * head**-0.5  # [N, heads, L, L]
        if bias is not None:
            scores = scores + bias
        y = torch.softmax(scores, -1).to(v.dtype) @ v
        mixed: Tensor = self.out(y.transpose(1, 2).reshape(count, length, width))
        return mixed


class Block(nn.Module):
    """Attention in space, in time, and an MLP; each modulated a frame by the conditions (AdaLN, arXiv 2212.09748)."""

    def __init__(self, config: FlowConfig) -> None:
        super().__init__()
        width = config.width
        self.width = width
        self.space = Attention(width, config.heads)
        self.time = Attention(width, config.heads)
        self.expand = nn.Linear(width, 4 * width)
        self.contract = nn.Linear(4 * width, width)
        self.table = nn.Parameter(torch.zeros(MODULATIONS, width))
        self.low_rank = nn.Sequential(
            nn.Linear(width, config.low_rank), nn.Linear(config.low_rank, MODULATIONS * width)
        )
        last = self.low_rank[1]
        assert isinstance(last, nn.Linear)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)

    def forward(
        self,
        x: Float[Tensor, "B T P D"],
        shared: Float[Tensor, "B T M"],
        condition: Float[Tensor, "B T D"],
        time_bias: Float[Tensor, "BP 1 1 T"],
    ) -> Float[Tensor, "B T P D"]:
        batch, frames, patches, width = x.shape
        modulation = (shared + self.low_rank(condition)).view(batch, frames, 1, MODULATIONS, width) + self.table
        scale, shift, gate = modulation.view(batch, frames, 1, 3, 3, width).unbind(4)  # each [B, T, 1, 3, D]

        def adapted(y: Tensor, layer: int) -> Tensor:
            return F.layer_norm(y, (width,)) * (1.0 + scale[:, :, :, layer]) + shift[:, :, :, layer]

        y = self.space(adapted(x, 0).reshape(batch * frames, patches, width), None)
        x = x + gate[:, :, :, 0] * y.view(batch, frames, patches, width)
        y = adapted(x, 1).permute(0, 2, 1, 3).reshape(batch * patches, frames, width)
        y = self.time(y, time_bias).view(batch, patches, frames, width).permute(0, 2, 1, 3)
        x = x + gate[:, :, :, 1] * y
        y = self.contract(F.gelu(self.expand(adapted(x, 2)), approximate="tanh"))
        return x + gate[:, :, :, 2] * y


def mlp(inputs: int, width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(inputs, width), nn.SiLU(), nn.Linear(width, width))


class MotionFlow(nn.Module):
    """Noise and conditions -> standardised motion codes; 0 where the frame is observed."""

    def __init__(self, config: FlowConfig | None = None, space: MotionSpace | None = None) -> None:
        super().__init__()
        self.config = config = config or FlowConfig()
        self.space = space or MotionSpace()
        width, stem = config.width, config.stem
        self.stem = nn.Conv2d(CODE_CHANNELS + 2 * LATENT_CHANNELS + 1, stem, 3, padding=1)
        self.patch = nn.Conv2d(stem, width, config.patch, config.patch)
        self.place = nn.Parameter(0.02 * torch.randn(1, 1, config.patches, width))
        self.moment = nn.Parameter(0.02 * torch.randn(1, config.frames, 1, width))
        self.time = mlp(TIME_FEATURES, width)
        self.duration = mlp(TIME_FEATURES, width)
        self.curve = mlp(CURVE_CHANNELS, width)
        self.curve_change = nn.Linear(2 * CURVE_CHANNELS, width)
        self.modulation = nn.Linear(width, MODULATIONS * width)
        self.blocks = nn.ModuleList([Block(config) for _ in range(config.depth)])
        self.last_modulation = nn.Linear(width, 2 * width)
        self.unpatch = nn.Linear(width, stem * config.patch**2)
        self.join = nn.Conv2d(2 * stem, stem, 3, padding=1)
        self.codes = nn.Conv2d(stem, CODE_CHANNELS, 3, padding=1)
        self.initialise()

    def initialise(self) -> None:
        """Starts as no motion: zero codes, no change of the curve, gates at 0.3."""
        for layer in (self.last_modulation, self.curve_change, self.codes):
            nn.init.zeros_(layer.weight)
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)
        with torch.no_grad():
            self.modulation.weight.mul_(0.1)
            self.modulation.bias.zero_()
            self.modulation.bias.view(3, 3, -1)[:, 2] = 0.3

    def tokens(self, z: Tensor, asked: Conditions) -> tuple[Tensor, Tensor]:
        """Patch tokens [B, T, P, D] and the stem's features [B*T, stem, g, g]."""
        batch, frames = z.shape[:2]
        on = asked.observed[:, :, None, None, None]
        nearest = take_reference(asked.latents, asked.nearest)
        stacked = torch.cat([z, nearest, nearest * on, on.expand(batch, frames, 1, LATENT_SIDE, LATENT_SIDE)], 2)
        h = F.silu(self.stem(stacked.flatten(0, 1)))
        patches = self.patch(h).flatten(2).transpose(1, 2).reshape(batch, frames, -1, self.config.width)
        return patches + self.place + self.moment[:, :frames], h

    def condition(self, t: Tensor, dt: Tensor, asked: Conditions) -> Float[Tensor, "B T D"]:
        """Flow time, the curve of every frame, and the curve's change since its reference frame."""
        frames = asked.valid.shape[1]
        # A row for every frame, not for every clip: a product of a single row is rounded unlike one of many, and then
        # a sample alone would differ from itself in company.
        times = (fourier(x[:, None].expand(-1, frames).flatten(), TIME_FEATURES, 1.0, 1000.0) for x in (t, dt))
        step = (self.time(next(times)) + self.duration(next(times))).unflatten(0, (-1, frames))
        # One row a frame that picks the observed frame of the same reference: exact, each row has a single one.
        same = (asked.nearest[:, :, None] == asked.nearest[:, None, :]).to(asked.curve.dtype)
        at_reference = (same * asked.observed[:, None, :]) @ asked.curve  # [B, T, 7]
        change = self.curve_change(torch.cat([at_reference, asked.curve - at_reference], -1))
        return F.silu(step + self.curve(asked.curve) + change + self.moment[:, :frames, 0])

    def trunk(self, z: Tensor, t: Tensor, dt: Tensor, asked: Conditions) -> Float[Tensor, "B T 8 14 14"]:
        batch, frames = z.shape[:2]
        config, side = self.config, LATENT_SIDE
        x, h = self.tokens(z, asked)
        condition = self.condition(t, dt, asked)
        time_bias = ((1.0 - asked.valid) * MASKED)[:, None, None, None, :]
        time_bias = time_bias.expand(batch, config.patches, 1, 1, frames).flatten(0, 1)
        shared = self.modulation(condition)
        for block in self.blocks:
            x = block(x, shared, condition, time_bias)
        scale, shift = self.last_modulation(condition)[:, :, None].chunk(2, -1)
        x = self.unpatch(F.layer_norm(x, (config.width,)) * (1.0 + scale) + shift)
        k, p = side // config.patch, config.patch
        x = x.reshape(batch * frames, k, k, config.stem, p, p).permute(0, 3, 1, 4, 2, 5)
        f = F.silu(self.join(torch.cat([x.reshape(-1, config.stem, side, side), h], 1)))
        return self.codes(f).view(batch, frames, CODE_CHANNELS, side, side)

    def clean(
        self, z: Float[Tensor, "B T 8 14 14"], t: Float[Tensor, "B"], dt: Float[Tensor, "B"], asked: Conditions
    ) -> Float[Tensor, "B T 8 14 14"]:
        """The codes that the average velocity over [t - dt, t] points to."""
        left = (1.0 - t)[:, None, None, None, None]
        share = left * SIGNAL_VARIANCE / (left**2 * SIGNAL_VARIANCE + (1.0 - left) ** 2 + 1e-6)
        x = self.space.projected(self.trunk(z, t, dt, asked)) + share * z
        return x * (1.0 - asked.observed)[:, :, None, None, None]

    def velocity(self, z: Tensor, t: Tensor, dt: Tensor, asked: Conditions) -> Float[Tensor, "B T 8 14 14"]:
        return (z - self.clean(z, t, dt, asked)) / t[:, None, None, None, None].clamp(min=0.05)

    def forward(
        self, noise: Float[Tensor, "B T K 1 1"], asked: Conditions, steps: int = 1
    ) -> Float[Tensor, "B T 8 14 14"]:
        """Codes (not standardised) from standard normal noise, in one step or several equal ones."""
        z = self.space.coloured(noise)
        one = torch.ones_like(asked.valid[:, 0])
        if steps == 1:
            return self.space.code(self.clean(z, one, one, asked))
        for step in range(steps):
            z = z - self.velocity(z, one * (1.0 - step / steps), one / steps, asked) / steps
        return self.space.code(z)
