"""Model G: from the observed frames' latents and a volume curve to a displacement of every frame, in one step.

The trunk is a factorised space-time transformer of the kind that one-step latent flows use (mean flow, arXiv
2505.13447; applied to echo by EchoLVFM, arXiv 2603.13967), kept at its one step t = 1, r = 0: the time embeddings are
constants and live in `step`. Trained with the exact volume loss, the noise input hardly matters: G is a conditional
regression of motion, and must be called that.
Shapes: B batch, T frames, P = 49 patches, D = 256 features, c x g x g latent.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int, Shaped
from torch import Tensor, nn

from echocohort_lab.autoencoder import LATENT_CHANNELS, LATENT_SIDE
from echocohort_lab.move import FEATURES
from echocohort_lab.timing import CURVE_CHANNELS

MASKED = -1e4
DISPLACEMENT_UNIT = 0.1
EF_FEATURES = 32
MODULATIONS = 9  # scale, shift and gate of the three sub-layers of a block


@dataclass(frozen=True)
class FlowConfig:
    """Sizes of the trunk. The defaults are model G's: 9.2 M parameters."""

    latent_channels: int = LATENT_CHANNELS
    latent_side: int = LATENT_SIDE
    frames: int = 32
    width: int = 256
    depth: int = 7
    heads: int = 4
    stem: int = 64
    patch: int = 2
    low_rank: int = 32

    @property
    def patches(self) -> int:
        return (self.latent_side // self.patch) ** 2


class Conditions(NamedTuple):
    """What is asked for. `latents` are those of the K references, `nearest` says which one each frame leans on."""

    latents: Float[Tensor, "B K c g g"]
    nearest: Int[Tensor, "B T"]
    observed: Float[Tensor, "B T"]
    ef: Float[Tensor, "B"]
    ef_known: Float[Tensor, "B"]
    curve: Float[Tensor, "B T 7"]
    valid: Float[Tensor, "B T"]


class Fields(NamedTuple):
    """Motion of each frame relative to its reference, on a grid of twice the latent's side."""

    displacement: Float[Tensor, "B T 2 2*g 2*g"]
    features: Float[Tensor, "B T 8 2*g 2*g"]


def fourier(x: Float[Tensor, "B"], features: int, low: float, high: float) -> Float[Tensor, "B features"]:
    """Cosines and sines of geometrically spaced frequencies."""
    half = features // 2
    octave = torch.arange(half, dtype=x.dtype, device=x.device) / (half - 1)
    angle = x[:, None] * (low * (high / low) ** octave)
    return torch.cat([torch.cos(angle), torch.sin(angle)], -1)


def take_reference(values: Shaped[Tensor, "B K *rest"], nearest: Int[Tensor, "B T"]) -> Shaped[Tensor, "B T *rest"]:
    """values[b, nearest[b, t]] for every frame."""
    rest = values.shape[2:]
    index = nearest.reshape(*nearest.shape, *(1 for _ in rest)).expand(*nearest.shape, *rest)
    return torch.gather(values, 1, index)


class Attention(nn.Module):
    """Multi-head self-attention with RMS-normalised queries and keys. x [N, L, D], bias [N, 1, 1, L]."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.query_scale = nn.Parameter(torch.ones(width // heads))
        self.key_scale = nn.Parameter(torch.ones(width // heads))

    @staticmethod
    def normalised(x: Tensor, scale: Tensor) -> Tensor:
        return x * torch.rsqrt((x**2).mean(-1, keepdim=True) + 1e-5) * scale

    def forward(self, x: Float[Tensor, "N L D"], bias: Float[Tensor, "N 1 1 L"] | None) -> Float[Tensor, "N L D"]:
        count, length, width = x.shape
        head = width // self.heads
        q, k, v = self.qkv(x).view(count, length, 3, self.heads, head).permute(2, 0, 3, 1, 4).unbind(0)
        q, k = self.normalised(q, self.query_scale), self.normalised(k, self.key_scale)
        scores = q @ k.transpose(-1, -2) * head**-0.5  # [N, heads, L, L]
        if bias is not None:
            scores = scores + bias
        y = torch.softmax(scores, -1) @ v
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
    """noise [B, T, c, g, g] and conditions -> fields."""

    def __init__(self, config: FlowConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or FlowConfig()
        c, width, stem = config.latent_channels, config.width, config.stem
        self.stem = nn.Conv2d(3 * c + 2, stem, 3, padding=1)
        self.patch = nn.Conv2d(stem, width, config.patch, config.patch)
        self.place = nn.Parameter(0.02 * torch.randn(1, 1, config.patches, width))
        self.moment = nn.Parameter(0.02 * torch.randn(1, config.frames, 1, width))
        self.step = nn.Parameter(torch.zeros(width))
        self.ef = mlp(EF_FEATURES, width)
        self.ef_unknown = nn.Parameter(0.02 * torch.randn(width))
        self.curve = mlp(CURVE_CHANNELS, width)
        self.curve_change = nn.Linear(2 * CURVE_CHANNELS, width)
        self.modulation = nn.Linear(width, MODULATIONS * width)
        self.blocks = nn.ModuleList([Block(config) for _ in range(config.depth)])
        self.last_modulation = nn.Linear(width, 2 * width)
        self.unpatch = nn.Linear(width, stem * config.patch**2)
        self.join = nn.Conv2d(2 * stem, stem, 3, padding=1)
        self.displacement = nn.Sequential(nn.Conv2d(stem, 48, 3, padding=1), nn.SiLU(), nn.Conv2d(48, 8, 3, padding=1))
        self.features = nn.Conv2d(stem, 4 * FEATURES, 1)
        self.initialise()

    def initialise(self) -> None:
        """Starts as the identity: no displacement, no change of the curve, gates at 0.3."""
        last = self.displacement[2]
        assert isinstance(last, nn.Conv2d)
        for layer in (self.last_modulation, self.curve_change, last):
            nn.init.zeros_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
        with torch.no_grad():
            self.modulation.weight.mul_(0.1)
            self.modulation.bias.zero_()
            self.modulation.bias.view(3, 3, -1)[:, 2] = 0.3

    def tokens(self, noise: Tensor, asked: Conditions) -> tuple[Tensor, Tensor]:
        """Patch tokens [B, T, P, D] and the stem's features [B*T, stem, g, g]."""
        batch, frames = noise.shape[:2]
        side = self.config.latent_side
        on = asked.observed[:, :, None, None, None]
        own = take_reference(asked.latents, asked.nearest) * on
        count = asked.observed.sum(1)[:, None, None, None, None]
        mean = own.sum(1, keepdim=True) / count.clamp(min=1.0)
        stacked = torch.cat(
            [
                noise,
                own,
                mean.expand_as(own),
                on.expand(batch, frames, 1, side, side),
                (count > 0).to(noise.dtype).expand(batch, frames, 1, side, side),
            ],
            2,
        )  # [B, T, 3c + 2, g, g]
        h = F.silu(self.stem(stacked.flatten(0, 1)))
        patches = self.patch(h).flatten(2).transpose(1, 2).reshape(batch, frames, -1, self.config.width)
        return patches + self.place + self.moment[:, :frames], h

    def condition(self, asked: Conditions) -> Float[Tensor, "B T D"]:
        """EF and curve of every frame, and the curve's change since its reference frame."""
        frames = asked.valid.shape[1]
        known = self.ef(fourier(asked.ef, EF_FEATURES, 1.0, 60.0))
        clip = self.step + torch.where(asked.ef_known[:, None] > 0, known, self.ef_unknown)
        # One row a frame that picks the observed frame of the same reference: exact, each row has a single one.
        same = (asked.nearest[:, :, None] == asked.nearest[:, None, :]).to(asked.curve.dtype)
        at_reference = (same * asked.observed[:, None, :]) @ asked.curve  # [B, T, 7]
        change = self.curve_change(torch.cat([at_reference, asked.curve - at_reference], -1))
        return F.silu(clip[:, None] + self.curve(asked.curve) + change + self.moment[:, :frames, 0])

    def forward(self, noise: Float[Tensor, "B T c g g"], asked: Conditions) -> Fields:
        batch, frames = noise.shape[:2]
        config = self.config
        x, h = self.tokens(noise, asked)
        condition = self.condition(asked)
        time_bias = ((1.0 - asked.valid) * MASKED)[:, None, None, None, :]
        time_bias = time_bias.expand(batch, config.patches, 1, 1, frames).flatten(0, 1)
        shared = self.modulation(condition)
        for block in self.blocks:
            x = block(x, shared, condition, time_bias)
        scale, shift = self.last_modulation(condition)[:, :, None].chunk(2, -1)
        x = self.unpatch(F.layer_norm(x, (config.width,)) * (1.0 + scale) + shift)
        k, p, g = config.latent_side // config.patch, config.patch, config.latent_side
        x = x.reshape(batch * frames, k, k, config.stem, p, p).permute(0, 3, 1, 4, 2, 5).reshape(-1, config.stem, g, g)
        f = F.silu(self.join(torch.cat([x, h], 1)))
        displacement = DISPLACEMENT_UNIT * F.pixel_shuffle(self.displacement(f), 2)
        features = F.pixel_shuffle(self.features(f), 2)
        return Fields(
            displacement.view(batch, frames, 2, 2 * g, 2 * g), features.view(batch, frames, FEATURES, 2 * g, 2 * g)
        )
