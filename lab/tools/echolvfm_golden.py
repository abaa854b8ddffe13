"""Runs the official EchoLVFM code on random weights, and keeps or compares what comes out.

    python lab/tools/echolvfm_golden.py CHECKOUT --write        # lab/golden/echolvfm.npz
    python lab/tools/echolvfm_golden.py CHECKOUT --compare      # the module beside it, at the published size; minutes

CHECKOUT is a clone of github.com/EngEmmanuel/EchoLVFM (5cde23b was used). Needs `pip install -e 'lab[echolvfm]'`.
Attention is plain softmax: the flash kernel of the released configs needs a GPU and has no stated precision.
"""

import argparse
import itertools
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import torch
import yaml
from diffusers import AutoencoderKL
from diffusers.image_processor import VaeImageProcessor
from diffusers.models.attention_processor import AttnProcessor
from safetensors.torch import load_file

from echocohort_lab.bundles.sample import BundleSampler
from echocohort_lab.echolvfm.files import read_published
from echocohort_lab.echolvfm.generator import LATENT_MEAN, LATENT_STD, EchoLvfm
from echocohort_lab.echolvfm.golden import BATCH, GOLDEN_FILE, LENGTHS, Kept, golden_inputs, kept
from echocohort_lab.echolvfm.random_files import PUBLISHED, SMALL, Sizes, write_random
from echocohort_lab.graphs.graph import run_graph

BATCHES = (1, 2, 3)


def official_flow(checkout: Path, folder: Path):
    """The official flow with the weights of a published folder, loaded as the official loader does."""
    sys.path.insert(0, str(checkout))
    unused = ModuleType("jvp_flash_attention.jvp_attention")
    unused.JVPAttn = None
    sys.modules["jvp_flash_attention"] = ModuleType("jvp_flash_attention")
    sys.modules["jvp_flash_attention.jvp_attention"] = unused
    from src.flows import RMMFlow
    from src.model import UNet3D

    config = yaml.safe_load((folder / "config.yaml").read_text())
    unet = UNet3D(**config["model"]["init"], **config["model"]["kwargs"])
    flow = RMMFlow(model=unet, **{**config["flow"]["kwargs"], "use_jvp_flash_attn": False})
    flow.load_state_dict(load_file(folder / "model.safetensors"), strict=True)
    unet.set_attn_processor(AttnProcessor())
    return flow.eval()


class Official:
    """Official network, loader and autoencoder behind the tensors of our graph."""

    def __init__(self, checkout: Path, flow: Path, vae: Path, sizes: Sizes) -> None:
        self.flow = official_flow(checkout, flow)
        self.vae = AutoencoderKL.from_pretrained(str(vae)).eval()
        self.processor = VaeImageProcessor.from_config(self.vae.config)
        self.side = sizes.flow.side * sizes.vae.factor
        self.mean = torch.tensor(LATENT_MEAN)[:, None, None]
        self.std = torch.tensor(LATENT_STD)[:, None, None]

    def condition(self, references, observed, valid):
        """One reference a clip, at its observed position; [B, 5, T, g, g]."""
        grey = torch.from_numpy(references[:, 0]).float()[:, None].repeat(1, 3, 1, 1) / 255.0
        pictures = self.processor.preprocess(grey, height=self.side, width=self.side)
        z = (self.vae.encode(pictures).latent_dist.mean - self.mean) / self.std
        shown = z[:, :, None] * torch.from_numpy(observed)[:, None, :, None, None]
        mask = torch.from_numpy(valid)[:, None, :, None, None].expand(-1, -1, -1, *z.shape[2:])
        return torch.cat([shown, mask], 1)

    @torch.no_grad()
    def __call__(self, feeds) -> Kept:
        latents = self.flow.sample(
            encoder_hidden_states=torch.from_numpy(feeds["ef"])[:, None, None],
            cond_image=self.condition(feeds["references"], feeds["observed"], feeds["valid"]),
            batch_size=len(feeds["ef"]),
            data_shape=feeds["noise"].shape[1:],
            noise=torch.from_numpy(feeds["noise"]).transpose(1, 2),
        )
        clips = latents.transpose(1, 2)  # [B, T, c, g, g]
        colour = torch.cat([self.vae.decode(clip * self.std + self.mean).sample for clip in clips])
        grey = (colour / 2 + 0.5).clamp(0, 1).mean(1) * 255.0
        return kept(clips.numpy(), grey.view(*clips.shape[:2], self.side, self.side).numpy())


def golden(checkout: Path) -> None:
    """Latents in full and grey levels at every third pixel, of batches of three and two lengths."""
    with tempfile.TemporaryDirectory() as folder:
        official = Official(checkout, *write_random(Path(folder), SMALL), SMALL)
        arrays = {}
        for length in LENGTHS:
            whole = official(golden_inputs(SMALL, BATCH, length))
            arrays |= {f"latents{length}": whole.latents, f"levels{length}": whole.levels}
            for batch in BATCHES:
                part = official(golden_inputs(SMALL, batch, length))
                off = np.abs(part.latents - whole.latents[:batch]).max()
                print(f"length {length}, batch {batch}: {off:.1e} from the batch of {BATCH}")
        np.savez_compressed(GOLDEN_FILE, **arrays)
    print(f"wrote {GOLDEN_FILE}, {GOLDEN_FILE.stat().st_size} bytes")


def compare(checkout: Path, lengths: Sequence[int], batches: Sequence[int], bundle: Path | None) -> None:
    """Module and, with a bundle of the same random files, graph beside the official code, at the published size."""
    with tempfile.TemporaryDirectory() as folder:
        flow, vae = write_random(Path(folder), PUBLISHED)
        official, module = Official(checkout, flow, vae, PUBLISHED), EchoLvfm(read_published(flow, vae))
    makers = {"module": lambda feeds: [part.numpy() for part in module(*map(torch.from_numpy, feeds.values()))]}
    if bundle is not None:
        session = BundleSampler(bundle).generate_session
        makers["graph"] = lambda feeds: run_graph(session, feeds)
    for length, batch in itertools.product(lengths, batches):
        feeds = golden_inputs(PUBLISHED, batch, length)
        theirs = official(feeds)
        for name, make in makers.items():
            with torch.no_grad():
                frames, latents = make(feeds)
            ours = kept(latents, frames)
            print(
                f"length {length}, batch {batch}, {name}: latents {np.abs(ours.latents - theirs.latents).max():.1e} "
                f"(largest {np.abs(theirs.latents).max():.1f}), "
                f"grey levels {np.abs(ours.levels - theirs.levels)[:, :length].max():.3f}",
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--lengths", type=int, nargs="+", default=(32, 19))
    parser.add_argument("--batches", type=int, nargs="+", default=BATCHES)
    parser.add_argument("--bundle", type=Path, help="converted from `random_files FOLDER --size published`")
    args = parser.parse_args()
    torch.set_num_threads(2)
    if args.write:
        golden(args.checkout)
    if args.compare:
        compare(args.checkout, args.lengths, args.batches, args.bundle)
