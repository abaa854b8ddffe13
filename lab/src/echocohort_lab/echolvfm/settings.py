"""What the published files say of themselves: config.yaml of a flow, config.json of a diffusers AutoencoderKL.

Sizes are read from the files; the architecture is one. A file that describes another is refused with its name, the
field and what was expected.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LATENT_CHANNELS = 4  # the statistics that latents are scaled with are known for four
NORM_GROUPS = 32
DOWN, UP, LAST_UP = "CrossAttnDownBlockSpatioTemporal", "UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"
FLOW_FIELDS = {
    "down_block_types",
    "up_block_types",
    "block_out_channels",
    "num_attention_heads",
    "cross_attention_dim",
    "layers_per_block",
    "transformer_layers_per_block",
}


@dataclass(frozen=True)
class FlowSettings:
    """Sizes of the flow's network; one entry a level, from the finest."""

    widths: tuple[int, ...]
    heads: tuple[int, ...]
    layers: tuple[int, ...]  # residual blocks, each with a transformer
    depths: tuple[int, ...]  # blocks of a transformer
    side: int  # of the latent
    frames: int

    @property
    def padding(self) -> int:
        """Pixels that are added on each side, so that the latent's side becomes a power of two."""
        return ((1 << (self.side - 1).bit_length()) - self.side) // 2


@dataclass(frozen=True)
class VaeSettings:
    """Sizes of the autoencoder; widths from the finest level."""

    widths: tuple[int, ...]
    layers: int
    groups: int
    attention: bool
    quant: bool  # a 1 x 1 convolution after the encoder
    post_quant: bool  # and one before the decoder

    @property
    def factor(self) -> int:
        """Pixels of a picture for one of the latent, a side."""
        return 1 << (len(self.widths) - 1)


class Fields:
    """Values of a parsed file by dotted path; every complaint names file, field and what was expected."""

    def __init__(self, path: Path, values: object) -> None:
        self.path = path
        self.values = values

    def wrong(self, field: str, expected: str, got: object) -> ValueError:
        return ValueError(f"{self.path}: {field}: expected {expected}, got {got!r}")

    def get(self, field: str, default: object = None) -> Any:
        value = self.values
        for part in field.split("."):
            if not isinstance(value, Mapping) or part not in value:
                return default
            value = value[part]
        return value

    def equal(self, field: str, expected: object, default: object = None) -> None:
        got = self.get(field, default)
        if got != expected:
            raise self.wrong(field, repr(expected), got)

    def positive(self, field: str) -> int:
        value = self.get(field)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.wrong(field, "a positive integer", value)
        return value

    def flag(self, field: str, default: bool) -> bool:
        value = self.get(field, default)
        if not isinstance(value, bool):
            raise self.wrong(field, "true or false", value)
        return value

    def row(self, field: str) -> tuple[int, ...]:
        """A non-empty list of positive integers."""
        value = self.get(field)
        good = isinstance(value, list) and value and all(type(entry) is int and entry > 0 for entry in value)
        if not good:
            raise self.wrong(field, "a list of positive integers", value)
        return tuple(value)

    def row_or_number(self, field: str, count: int) -> tuple[int, ...]:
        """One positive integer for all levels, or one a level."""
        if not isinstance(self.get(field), list):
            return (self.positive(field),) * count
        row = self.row(field)
        if len(row) != count:
            raise self.wrong(field, f"{count} entries, as block_out_channels has", list(row))
        return row


def parsed(path: Path, parse: Callable[[str], object]) -> Fields:
    """A file of the published folder, parsed. Raises ValueError when it is missing or not what its name says."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: expected this file, there is none")
    try:
        return Fields(path, parse(path.read_text()))
    except (yaml.YAMLError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path}: expected {path.suffix[1:].upper()}, got {error}") from error


def check_block_types(fields: Fields, levels: int) -> None:
    fields.equal("model.kwargs.down_block_types", [DOWN] * levels)
    fields.equal("model.kwargs.up_block_types", [UP] * (levels - 1) + [LAST_UP])
    dim = fields.get("model.kwargs.cross_attention_dim")
    if dim not in (1, [1] * levels):
        raise fields.wrong("model.kwargs.cross_attention_dim", "1, for the EF alone", dim)


def check_one_step(fields: Fields) -> None:
    """Only the mean flow makes a clip in one step, and only without classifier-free guidance."""
    flow = fields.get("flow.type")
    if not isinstance(flow, str) or flow.lower() != "mean":
        raise fields.wrong("flow.type", "'mean', the one-step flow", flow)
    fields.equal("flow.sample_kwargs.steps", 1, default=1)
    fields.equal("flow.kwargs.uncond_prob", 0, default=0)


def read_flow_settings(folder: Path) -> FlowSettings:
    """config.yaml of a published flow. Raises ValueError on another architecture."""
    fields = parsed(folder / "config.yaml", yaml.safe_load)
    kind = fields.get("model.type")
    if not isinstance(kind, str) or kind.lower() != "unet":
        raise fields.wrong("model.type", "'unet'", kind)
    given = fields.get("model.kwargs")
    if not isinstance(given, Mapping) or set(given) != FLOW_FIELDS:
        got = sorted(given) if isinstance(given, Mapping) else given
        raise fields.wrong("model.kwargs", f"the fields {', '.join(sorted(FLOW_FIELDS))}", got)
    check_one_step(fields)
    widths = fields.row("model.kwargs.block_out_channels")
    check_block_types(fields, len(widths))
    fields.equal("model.init.out_channels", LATENT_CHANNELS)
    fields.equal("model.init.in_channels", 2 * LATENT_CHANNELS + 1)
    settings = FlowSettings(
        widths=widths,
        heads=fields.row_or_number("model.kwargs.num_attention_heads", len(widths)),
        layers=fields.row_or_number("model.kwargs.layers_per_block", len(widths)),
        depths=fields.row_or_number("model.kwargs.transformer_layers_per_block", len(widths)),
        side=fields.positive("model.init.sample_size"),
        frames=fields.positive("model.init.num_frames"),
    )
    if any(width % NORM_GROUPS or width % heads for width, heads in zip(widths, settings.heads, strict=True)):
        raise fields.wrong(
            "model.kwargs.block_out_channels", f"multiples of {NORM_GROUPS} and of num_attention_heads", list(widths)
        )
    if settings.side % 2 or (settings.side + 2 * settings.padding) % (1 << (len(widths) - 1)):
        raise fields.wrong("model.init.sample_size", f"an even size that {len(widths)} levels can halve", settings.side)
    if settings.frames < 2:
        raise fields.wrong("model.init.num_frames", "2 or more", settings.frames)
    return settings


def read_vae_settings(folder: Path) -> VaeSettings:
    """config.json of a diffusers AutoencoderKL for RGB pictures. Raises ValueError on another architecture."""
    fields = parsed(folder / "config.json", json.loads)
    fields.equal("_class_name", "AutoencoderKL")
    widths = fields.row("block_out_channels")
    fields.equal("down_block_types", ["DownEncoderBlock2D"] * len(widths))
    fields.equal("up_block_types", ["UpDecoderBlock2D"] * len(widths))
    for field, expected in (("in_channels", 3), ("out_channels", 3), ("latent_channels", LATENT_CHANNELS)):
        fields.equal(field, expected)
    fields.equal("act_fn", "silu", default="silu")
    groups = NORM_GROUPS if fields.get("norm_num_groups") is None else fields.positive("norm_num_groups")
    if any(width % groups for width in widths):
        raise fields.wrong("block_out_channels", f"multiples of norm_num_groups ({groups})", list(widths))
    return VaeSettings(
        widths=widths,
        layers=fields.positive("layers_per_block"),
        groups=groups,
        attention=fields.flag("mid_block_add_attention", True),
        quant=fields.flag("use_quant_conv", True),
        post_quant=fields.flag("use_post_quant_conv", True),
    )
