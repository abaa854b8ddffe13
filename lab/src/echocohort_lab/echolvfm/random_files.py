"""Published folders with random weights, nowhere zero: to try the converter, and to hold it against the official code.

    python -m echocohort_lab.echolvfm.random_files FOLDER [--size tiny|small|published] [--seed N]

Every number is a Philox draw, so the files are the same wherever they are made. `small` has the published layout at
a 26th of the weights; `tiny` has fewer levels, and frames as small as those of models/tiny, whose readers fit it.
The autoencoder's widths at the published size are as a user of its files reported them.
"""

import argparse
import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import yaml
from safetensors.torch import save_file
from torch import Tensor, nn

from echocohort_lab.draws.philox import Draw, Stream, normals
from echocohort_lab.echolvfm.autoencoder import Autoencoder
from echocohort_lab.echolvfm.files import FLOW_FILE, FLOW_PREFIX, VAE_FILE
from echocohort_lab.echolvfm.network import FlowNetwork
from echocohort_lab.echolvfm.settings import DOWN, LAST_UP, LATENT_CHANNELS, UP, FlowSettings, VaeSettings

WEIGHT_SEED = 2603
# Standard deviation of a matrix's products, for inputs of 1. Most are so small that the epsilons of norms matter, and
# some so large that attention chooses, that gates close, and that latents need their z-score.
GAINS = {
    "encoder.conv_out.": 10.0,
    "conv_out.": 1.0,
    "quant_conv.": 1.0,
    "to_q.": 0.7,
    "to_k.": 0.7,
    "net.0.": 1.0,
    "net.2.": 0.3,
    "proj_out.": 0.3,
    "": 0.3,
}
BIAS, NORM_SPREAD = 0.03, 0.2


@dataclass(frozen=True)
class Sizes:
    flow: FlowSettings
    vae: VaeSettings


TINY = Sizes(
    FlowSettings(widths=(32, 64), heads=(2, 2), layers=(1, 1), depths=(1, 1), side=8, frames=4),
    VaeSettings(widths=(8, 8, 16), layers=1, groups=4, attention=False, quant=False, post_quant=False),
)
SMALL = Sizes(
    FlowSettings(widths=(32, 32, 64, 64), heads=(2, 2, 4, 4), layers=(2,) * 4, depths=(1, 1, 2, 2), side=12, frames=8),
    VaeSettings(widths=(16, 16, 32), layers=1, groups=8, attention=True, quant=True, post_quant=True),
)
PUBLISHED = Sizes(
    FlowSettings((128, 128, 256, 256), (4, 4, 8, 8), layers=(2,) * 4, depths=(1, 1, 2, 2), side=28, frames=32),
    VaeSettings(widths=(128, 256, 512), layers=2, groups=32, attention=True, quant=True, post_quant=True),
)

SIZES = {"tiny": TINY, "small": SMALL, "published": PUBLISHED}


def random_state(module: nn.Module, seed: int, prefix: str = "") -> dict[str, Tensor]:
    """Weights of a module that stands on the meta device."""
    state = {}
    for index, (name, tensor) in enumerate(sorted(module.state_dict().items())):
        draws = torch.from_numpy(normals(Draw(seed, index, 0, Stream.NOISE), tensor.numel())).view(tensor.shape)
        if tensor.ndim > 1:
            gain = next(gain for part, gain in GAINS.items() if part in name)
            draws = gain * draws / math.sqrt(tensor[0].numel())
        elif "norm" in name and name.endswith("weight"):
            draws = 1.0 + NORM_SPREAD * draws
        elif not name.endswith("mix_factor"):
            draws = BIAS * draws
        state[f"{prefix}{name}"] = draws.contiguous()
    return state


def flow_config(s: FlowSettings) -> dict[str, object]:
    """config.yaml as the official scripts write it."""
    levels = len(s.widths)
    return {
        "model": {
            "type": "unet",
            "kwargs": {
                "down_block_types": [DOWN] * levels,
                "up_block_types": [UP] * (levels - 1) + [LAST_UP],
                "block_out_channels": list(s.widths),
                "num_attention_heads": list(s.heads),
                "cross_attention_dim": 1,
                "layers_per_block": s.layers[0],
                "transformer_layers_per_block": list(s.depths),
            },
            "init": {
                "sample_size": s.side,
                "in_channels": 2 * LATENT_CHANNELS + 1,
                "out_channels": LATENT_CHANNELS,
                "num_frames": s.frames,
            },
        },
        "flow": {
            "type": "mean",
            "kwargs": {
                "add_recon_loss": True,
                "recon_loss_weight": 1.0,
                "prob_default_flow_obj": 0.75,
                "adaptive_loss_weight_p": 1,
                "use_jvp_flash_attn": True,
            },
            "sample_kwargs": {"steps": 1},
        },
    }


def vae_config(s: VaeSettings, side: int) -> dict[str, object]:
    """config.json as diffusers writes it; `side` is that of a picture."""
    levels = len(s.widths)
    return {
        "_class_name": "AutoencoderKL",
        "act_fn": "silu",
        "block_out_channels": list(s.widths),
        "down_block_types": ["DownEncoderBlock2D"] * levels,
        "in_channels": 3,
        "latent_channels": LATENT_CHANNELS,
        "layers_per_block": s.layers,
        "mid_block_add_attention": s.attention,
        "norm_num_groups": s.groups,
        "out_channels": 3,
        "sample_size": side,
        "scaling_factor": 0.108,
        "up_block_types": ["UpDecoderBlock2D"] * levels,
        "use_post_quant_conv": s.post_quant,
        "use_quant_conv": s.quant,
    }


def write_random(folder: Path, sizes: Sizes = SMALL, seed: int = WEIGHT_SEED) -> tuple[Path, Path]:
    """Writes FOLDER/flow and FOLDER/vae; returns both."""
    flow, vae = folder / "flow", folder / "vae"
    for part in (flow, vae):
        part.mkdir(parents=True)
    with torch.device("meta"):
        network, autoencoder = FlowNetwork(sizes.flow), Autoencoder(sizes.vae)
    (flow / "config.yaml").write_text(yaml.safe_dump(flow_config(sizes.flow), sort_keys=False))
    save_file(random_state(network, seed, FLOW_PREFIX), flow / FLOW_FILE)
    (vae / "config.json").write_text(json.dumps(vae_config(sizes.vae, sizes.flow.side * sizes.vae.factor), indent=2))
    save_file(random_state(autoencoder, seed + 1), vae / VAE_FILE)
    return flow, vae


def random_pictures(count: int, side: int, seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Grey pictures [count, side, side]: random at a quarter of the size, each pixel repeated."""
    coarse = normals(Draw(seed, 0, 0, Stream.ANCHOR_CHOICE), count * (side // 4) ** 2)
    grey = np.clip(128.0 + 60.0 * coarse, 0.0, 255.0).astype(np.uint8).reshape(count, side // 4, side // 4)
    return grey.repeat(4, axis=1).repeat(4, axis=2)


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes published folders with random weights.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=tuple(SIZES), default="small")
    parser.add_argument("--seed", type=int, default=WEIGHT_SEED)
    args = parser.parse_args()
    for path in write_random(args.folder, SIZES[args.size], args.seed):
        print(path)


if __name__ == "__main__":
    main()
