"""EchoLVFM's flow network (arXiv:2603.13967), for the one step that makes a clip: t = 1, dt = 1.

A UNet over space and time in the architecture of diffusers' spatio-temporal blocks (Stable Video Diffusion,
arXiv:2311.15127), written for the published configuration. A module is built with the published weights under their
published names, so that a file is checked to the last tensor; `fold_` then turns what is constant at t = dt = 1 into
biases and drops what cannot matter. Only the folded network runs.

B clips, T frames, N = B T pictures, S pixels of a picture, C channels, c latent channels of g x g.
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from echocohort_lab.echolvfm.layers import Attention, GroupNorm, Residual, Upsample, inner
from echocohort_lab.echolvfm.settings import LATENT_CHANNELS, NORM_GROUPS, FlowSettings

EPSILON = 1e-6
EPSILON_MIDDLE = 1e-5  # of the coarsest level's residual blocks and of the last norm
LONGEST_PERIOD = 10_000.0


def waves(positions: Float[Tensor, "P"], width: int) -> Float[Tensor, "P width"]:
    """cos, then sin, of width / 2 frequencies from 1 down to 1 / 10000."""
    half = width // 2
    frequencies = torch.exp(-math.log(LONGEST_PERIOD) * torch.arange(half, dtype=torch.float32) / half)
    angles = positions[:, None] * frequencies
    return torch.cat([angles.cos(), angles.sin()], 1)


def by_clip(x: Float[Tensor, "N ..."], count: int) -> Float[Tensor, "B count ..."]:
    """The first dimension as clips and what each has `count` of: frames, or pixels."""
    return x.reshape(-1, count, *inner(x))


class Embedding(nn.Module):
    """Waves of a number -> vector."""

    def __init__(self, width: int, outputs: int) -> None:
        super().__init__()
        self.linear_1 = nn.Linear(width, 4 * width)
        self.linear_2 = nn.Linear(4 * width, outputs)

    def forward(self, positions: Float[Tensor, "P"]) -> Float[Tensor, "P D"]:
        return self.linear_2(F.silu(self.linear_1(waves(positions, self.linear_1.in_features))))


def fold_time_(block: "Residual | FrameResidual", time: Float[Tensor, "D"]) -> None:
    """The time embedding is one vector, so what a residual block adds of it is a bias of its first convolution."""
    bias = block.conv1.bias
    assert isinstance(bias, nn.Parameter)
    bias.data = bias + block.time_emb_proj(F.silu(time))
    del block.time_emb_proj


def fold_frames(conv: nn.Conv3d) -> nn.Conv2d:
    """A convolution along time, kernel (3, 1, 1), as one over [T, S]: the same sums, on the faster kernels."""
    flat = nn.Conv2d(conv.in_channels, conv.out_channels, (3, 1), padding=(1, 0), device="meta")
    assert conv.bias is not None
    flat.load_state_dict({"weight": conv.weight.squeeze(-1), "bias": conv.bias}, assign=True)
    return flat


class FrameResidual(nn.Module):
    """A residual block along time."""

    def __init__(self, width: int, epsilon: float, time_width: int) -> None:
        super().__init__()
        self.norm1 = GroupNorm(NORM_GROUPS, width, epsilon)
        self.conv1: nn.Module = nn.Conv3d(width, width, (3, 1, 1), padding=(1, 0, 0))
        self.time_emb_proj = nn.Linear(time_width, width)
        self.norm2 = GroupNorm(NORM_GROUPS, width, epsilon)
        self.conv2: nn.Module = nn.Conv3d(width, width, (3, 1, 1), padding=(1, 0, 0))

    def fold_(self, time: Float[Tensor, "D"], gain: Float[Tensor, "1"]) -> None:
        """`gain` scales the residual."""
        fold_time_(self, time)
        assert isinstance(self.conv1, nn.Conv3d)
        assert isinstance(self.conv2, nn.Conv3d)
        self.conv1, self.conv2 = fold_frames(self.conv1), fold_frames(self.conv2)
        for weight in self.conv2.parameters():
            weight.mul_(gain)

    def forward(self, x: Float[Tensor, "B C T S"]) -> Float[Tensor, "B C T S"]:
        return x + self.conv2(F.silu(self.norm2(self.conv1(F.silu(self.norm1(x))))))


class Mixer(nn.Module):
    """A learned share of what space says, the rest of what time says."""

    def __init__(self) -> None:
        super().__init__()
        self.mix_factor = nn.Parameter(torch.zeros(1))

    def share(self) -> Float[Tensor, "1"]:
        return torch.sigmoid(self.mix_factor)

    def forward(self, space: Float[Tensor, "*d"], time: Float[Tensor, "*d"]) -> Float[Tensor, "*d"]:
        share = self.share()
        return share * space + (1.0 - share) * time


class ClipResidual(nn.Module):
    """A residual block on each picture, then one along time."""

    def __init__(self, inputs: int, outputs: int, frames: int, epsilon: float, time_width: int) -> None:
        super().__init__()
        self.frames = frames
        self.spatial_res_block = Residual(inputs, outputs, NORM_GROUPS, epsilon, time_width)
        self.temporal_res_block = FrameResidual(outputs, epsilon, time_width)
        self.time_mixer = Mixer()

    def fold_(self, time: Float[Tensor, "D"]) -> None:
        """Time says what space says plus a residual, so that mixing the two is to scale the residual."""
        fold_time_(self.spatial_res_block, time)
        self.temporal_res_block.fold_(time, 1.0 - self.time_mixer.share())
        del self.time_mixer

    def forward(self, x: Float[Tensor, "N C H W"]) -> Float[Tensor, "N D H W"]:
        space = self.spatial_res_block(x)
        channels, height, width = inner(space)
        clip = space.reshape(-1, self.frames, channels, height * width).transpose(1, 2)  # [B, D, T, S]
        return self.temporal_res_block(clip).transpose(1, 2).reshape(-1, channels, height, width)


class EfAttention(nn.Module):
    """Cross-attention to the EF, as published. One key means that softmax is 1: queries and keys are dead weights."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(1, width, bias=False)
        self.to_v = nn.Linear(1, width, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(width, width)])


class EfShift(nn.Module):
    """What is left of it: EF shifts every channel along a line. ef [B] -> [B, 1, C]."""

    def __init__(self, attention: EfAttention) -> None:
        super().__init__()
        out = attention.to_out[0]
        assert isinstance(out, nn.Linear)
        slope = out.weight.double() @ attention.to_v.weight[:, 0].double()
        self.slope = nn.Parameter(slope.float())
        self.offset = nn.Parameter(out.bias.detach().clone())

    def forward(self, ef: Float[Tensor, "B"]) -> Float[Tensor, "B 1 C"]:
        return (ef[:, None] * self.slope + self.offset)[:, None]


class GatedGelu(nn.Module):
    """One product gives values and their gates; folded, each has a product of its own, so that nothing is cut apart."""

    def __init__(self, width: int, outputs: int) -> None:
        super().__init__()
        self.proj = nn.Linear(width, 2 * outputs)

    def fold_(self) -> None:
        outputs, width = self.proj.out_features // 2, self.proj.in_features
        self.value, self.gate = (nn.Linear(width, outputs, device="meta") for _ in range(2))
        parts = zip(self.proj.weight.chunk(2), self.proj.bias.chunk(2), strict=True)
        for part, (weight, bias) in zip((self.value, self.gate), parts, strict=True):
            part.load_state_dict({"weight": weight.clone(), "bias": bias.clone()}, assign=True)
        del self.proj

    def forward(self, x: Float[Tensor, "N S C"]) -> Float[Tensor, "N S D"]:
        return self.value(x) * F.gelu(self.gate(x))


class FeedForward(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.net = nn.Sequential(GatedGelu(width, 4 * width), nn.Identity(), nn.Linear(4 * width, width))

    def forward(self, x: Float[Tensor, "N S C"]) -> Float[Tensor, "N S C"]:
        return self.net(x)


class SpaceBlock(nn.Module):
    """A transformer block over the pixels of each picture."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attn1 = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.attn2: nn.Module = EfAttention(width)
        self.norm3 = nn.LayerNorm(width)
        self.ff = FeedForward(width)

    def fold_(self) -> None:
        assert isinstance(self.attn2, EfAttention)
        self.attn2 = EfShift(self.attn2)
        del self.norm2

    def forward(self, x: Float[Tensor, "N S C"], ef: Float[Tensor, "B"], tokens: int) -> Float[Tensor, "N S C"]:
        """`tokens` is how many rows of x belong to one clip, T S."""
        rows, width = inner(x)
        x = x + self.attn1(self.norm1(x))
        x = (x.reshape(-1, tokens, width) + self.attn2(ef)).reshape(-1, rows, width)
        return x + self.ff(self.norm3(x))


class TimeBlock(SpaceBlock):
    """A transformer block over the frames of each pixel, with one more feed-forward layer before it."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__(width, heads)
        self.norm_in = nn.LayerNorm(width)
        self.ff_in = FeedForward(width)

    def forward(self, x: Float[Tensor, "N S C"], ef: Float[Tensor, "B"], tokens: int) -> Float[Tensor, "N S C"]:
        return super().forward(x + self.ff_in(self.norm_in(x)), ef, tokens)


class ClipTransformer(nn.Module):
    """Blocks over space and over time in turn, each pair mixed."""

    def __init__(self, width: int, heads: int, depth: int, frames: int) -> None:
        super().__init__()
        self.frames = frames
        self.norm = GroupNorm(NORM_GROUPS, width, EPSILON)
        self.proj_in = nn.Linear(width, width)
        self.transformer_blocks = nn.ModuleList(SpaceBlock(width, heads) for _ in range(depth))
        self.temporal_transformer_blocks = nn.ModuleList(TimeBlock(width, heads) for _ in range(depth))
        self.time_pos_embed = Embedding(width, width)
        self.time_mixer = Mixer()
        self.proj_out = nn.Linear(width, width)

    def fold_(self) -> None:
        """Where a frame stands is a constant of its position."""
        self.place = nn.Parameter(self.time_pos_embed(torch.arange(self.frames, dtype=torch.float32)))  # [T, C]
        del self.time_pos_embed
        for block in (*self.transformer_blocks, *self.temporal_transformer_blocks):
            block.fold_()

    def over_time(self, block: nn.Module, x: Float[Tensor, "N S C"], ef: Float[Tensor, "B"]) -> Float[Tensor, "N S C"]:
        pixels, width = inner(x)
        clip = by_clip(x, self.frames) + self.place[:, None]  # [B, T, S, C]
        each_pixel = clip.transpose(1, 2).reshape(-1, self.frames, width)  # [B S, T, C]
        moved = by_clip(block(each_pixel, ef, self.frames * pixels), pixels)  # [B, S, T, C]
        return moved.transpose(1, 2).reshape(-1, pixels, width)

    def forward(self, x: Float[Tensor, "N C H W"], ef: Float[Tensor, "B"]) -> Float[Tensor, "N C H W"]:
        channels, height, width = inner(x)
        pixels = height * width
        tokens = self.proj_in(self.norm(x).reshape(-1, channels, pixels).transpose(1, 2))
        for space, time in zip(self.transformer_blocks, self.temporal_transformer_blocks, strict=True):
            tokens = space(tokens, ef, self.frames * pixels)
            tokens = self.time_mixer(tokens, self.over_time(time, tokens, ef))
        return x + self.proj_out(tokens).transpose(1, 2).reshape(-1, channels, height, width)


class Downsample(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, stride=2, padding=1)

    def forward(self, x: Float[Tensor, "N C H W"]) -> Float[Tensor, "N C h w"]:
        return self.conv(x)


class DownLevel(nn.Module):
    """Residual blocks and transformers of one resolution on the way down."""

    def __init__(self, s: FlowSettings, at: int) -> None:
        super().__init__()
        width, before, time_width = s.widths[at], s.widths[max(at - 1, 0)], 4 * s.widths[0]
        self.resnets = nn.ModuleList(
            ClipResidual(before if k == 0 else width, width, s.frames, EPSILON, time_width) for k in range(s.layers[at])
        )
        self.attentions = nn.ModuleList(
            ClipTransformer(width, s.heads[at], s.depths[at], s.frames) for _ in range(s.layers[at])
        )
        is_last = at == len(s.widths) - 1
        self.downsamplers = nn.ModuleList([] if is_last else [Downsample(width)])

    def forward(self, x: Float[Tensor, "N C H W"], ef: Float[Tensor, "B"]) -> list[Tensor]:
        """Everything that the way up wants to see again; the last goes on down."""
        seen = []
        for resnet, attention in zip(self.resnets, self.attentions, strict=True):
            x = attention(resnet(x), ef)
            seen.append(x)
        for downsampler in self.downsamplers:
            x = downsampler(x)
            seen.append(x)
        return seen


class MiddleLevel(nn.Module):
    def __init__(self, s: FlowSettings) -> None:
        super().__init__()
        width, time_width = s.widths[-1], 4 * s.widths[0]
        self.resnets = nn.ModuleList(ClipResidual(width, width, s.frames, EPSILON_MIDDLE, time_width) for _ in range(2))
        self.attentions = nn.ModuleList([ClipTransformer(width, s.heads[-1], s.depths[-1], s.frames)])

    def forward(self, x: Float[Tensor, "N C h w"], ef: Float[Tensor, "B"]) -> Float[Tensor, "N C h w"]:
        return self.resnets[1](self.attentions[0](self.resnets[0](x), ef))


class UpLevel(nn.Module):
    """Residual blocks of one resolution on the way up, each beside what was seen on the way down.

    Only the finest level has transformers.
    """

    def __init__(self, s: FlowSettings, at: int) -> None:
        super().__init__()
        last = len(s.widths) - 1
        width, time_width = s.widths[at], 4 * s.widths[0]
        coarser, finer = s.widths[min(at + 1, last)], s.widths[max(at - 1, 0)]
        count = s.layers[at] + 1
        self.resnets = nn.ModuleList()
        for k in range(count):
            inputs = (coarser if k == 0 else width) + (finer if k == count - 1 else width)
            self.resnets.append(ClipResidual(inputs, width, s.frames, EPSILON, time_width))
        self.attentions = nn.ModuleList(
            ClipTransformer(width, s.heads[at], s.depths[at], s.frames) for _ in range(count if at == 0 else 0)
        )
        self.upsamplers = nn.ModuleList([Upsample(width)] if at > 0 else [])

    def forward(self, x: Float[Tensor, "N C H W"], seen: list[Tensor], ef: Float[Tensor, "B"]) -> Tensor:
        """Takes its share off the end of `seen`."""
        for at, resnet in enumerate(self.resnets):
            x = resnet(torch.cat([x, seen.pop()], 1))
            if self.attentions:
                x = self.attentions[at](x, ef)
        for upsampler in self.upsamplers:
            x = upsampler(x)
        return x


def wrapped(x: Float[Tensor, "N C g g"], padding: int) -> Float[Tensor, "N C G G"]:
    """The picture, continued on each side by what stands at the opposite one."""
    if padding == 0:
        return x
    x = torch.cat([x[..., -padding:], x, x[..., :padding]], 3)
    return torch.cat([x[..., -padding:, :], x, x[..., :padding, :]], 2)


class FlowNetwork(nn.Module):
    """Noise and conditions -> latents, in one step."""

    def __init__(self, settings: FlowSettings) -> None:
        super().__init__()
        widths, levels = settings.widths, range(len(settings.widths))
        self.settings = settings
        self.conv_in = nn.Conv2d(2 * LATENT_CHANNELS + 1, widths[0], 3, padding=1)
        self.time_embedding = Embedding(widths[0], 4 * widths[0])
        self.cond_t_embedding = Embedding(widths[0], 4 * widths[0])
        self.down_blocks = nn.ModuleList(DownLevel(settings, at) for at in levels)
        self.mid_block = MiddleLevel(settings)
        self.up_blocks = nn.ModuleList(UpLevel(settings, at) for at in reversed(levels))
        self.conv_norm_out = GroupNorm(NORM_GROUPS, widths[0], EPSILON_MIDDLE)
        self.conv_out = nn.Conv2d(widths[0], LATENT_CHANNELS, 3, padding=1)

    @torch.no_grad()
    def fold_(self) -> None:
        """Puts t = dt = 1, the frames' places and the cross-attention into biases, and drops what is dead."""
        one = torch.ones(1)
        time = (self.time_embedding(one) + self.cond_t_embedding(one))[0]
        del self.time_embedding, self.cond_t_embedding
        for module in list(self.modules()):
            if isinstance(module, ClipResidual):
                module.fold_(time)
            elif isinstance(module, ClipTransformer | GatedGelu):
                module.fold_()

    def forward(
        self, noise: Float[Tensor, "B T c g g"], condition: Float[Tensor, "B T d g g"], ef: Float[Tensor, "B"]
    ) -> Float[Tensor, "B T c g g"]:
        """x = e - u(e, t=1, dt=1). `condition` is the observed latents, 0 elsewhere, and 1 on valid frames; z-scored.

        `ef` is a fraction.
        """
        pad, side = self.settings.padding, self.settings.side
        given = torch.cat([noise, condition], 2)
        x = self.conv_in(wrapped(given.reshape(-1, *inner(given)[1:]), pad))
        seen = [x]
        for down in self.down_blocks:
            seen += down(x, ef)
            x = seen[-1]
        x = self.mid_block(x, ef)
        for up in self.up_blocks:
            x = up(x, seen, ef)
        velocity = self.conv_out(F.silu(self.conv_norm_out(x)))[..., pad : pad + side, pad : pad + side]
        return noise - by_clip(velocity, self.settings.frames)
