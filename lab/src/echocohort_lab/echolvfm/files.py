"""The published folders, read: every tensor is there, none is left over, and each has its shape."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from echocohort_lab.echolvfm.autoencoder import Autoencoder
from echocohort_lab.echolvfm.network import FlowNetwork
from echocohort_lab.echolvfm.settings import FlowSettings, VaeSettings, read_flow_settings, read_vae_settings

FLOW_FILE, VAE_FILE = "model.safetensors", "diffusion_pytorch_model.safetensors"
FLOW_PREFIX = "model."  # the flow's state dict holds its network under this name
SHOWN = 3
OLD_ATTENTION = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}

State = dict[str, Tensor]
Module = TypeVar("Module", bound=nn.Module)


@dataclass(frozen=True)
class Published:
    """A flow and the autoencoder of its latents, ready to run."""

    flow: FlowNetwork
    autoencoder: Autoencoder
    flow_settings: FlowSettings
    vae_settings: VaeSettings


def read_tensors(path: Path) -> State:
    """A safetensors file in single precision. Raises ValueError when it is none or holds what is no finite number."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: expected this file, there is none")
    try:
        state = load_file(path)
    except SafetensorError as error:
        raise ValueError(f"{path}: expected a safetensors file, got {error}") from error
    for name, tensor in state.items():
        if not tensor.is_floating_point() or not torch.isfinite(tensor).all():
            raise ValueError(f"{path}: {name}: expected finite floating-point numbers")
    return {name: tensor.float() for name, tensor in state.items()}


def listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def complaints(wanted: State, given: State) -> list[str]:
    """What is wrong with a state dict, a line each; empty when it fits."""
    missing = sorted(wanted.keys() - given.keys())
    left_over = sorted(given.keys() - wanted.keys())
    misshapen = [
        f"{name} is {list(given[name].shape)}, expected {list(wanted[name].shape)}"
        for name in sorted(wanted.keys() & given.keys())
        if given[name].shape != wanted[name].shape
    ]
    lines = [f"{len(missing)} missing ({listed(missing)})"] if missing else []
    lines += [f"{len(left_over)} left over ({listed(left_over)})"] if left_over else []
    return lines + ([f"{len(misshapen)} of another shape ({listed(misshapen)})"] if misshapen else [])


def filled(module: Module, state: State, path: Path, prefix: str = "") -> Module:
    """The module with the weights of a file. Raises ValueError naming tensors that are missing, left over or off.

    The module may stand on the meta device: it takes the tensors themselves.
    """
    wanted = {f"{prefix}{name}": tensor for name, tensor in module.state_dict().items()}
    wrong = complaints(wanted, state)
    if wrong:
        raise ValueError(f"{path}: expected the {len(wanted)} tensors that its config describes: {'; '.join(wrong)}")
    module.load_state_dict({name.removeprefix(prefix): tensor for name, tensor in state.items()}, assign=True)
    return module.eval().requires_grad_(False)


def renamed_attention(state: State) -> State:
    """Files of earlier diffusers call the weights of the autoencoder's attention otherwise."""

    def rename(name: str) -> str:
        parts = name.split(".")
        if "attentions" in parts and parts[-2] in OLD_ATTENTION:
            parts[-2] = OLD_ATTENTION[parts[-2]]
        return ".".join(parts)

    return {rename(name): tensor for name, tensor in state.items()}


def read_flow(folder: Path, settings: FlowSettings) -> FlowNetwork:
    """The flow's network, folded."""
    path = folder / FLOW_FILE
    with torch.device("meta"):
        network = FlowNetwork(settings)
    filled(network, read_tensors(path), path, FLOW_PREFIX).fold_()
    return network.requires_grad_(False)


def read_autoencoder(folder: Path, settings: VaeSettings) -> Autoencoder:
    path = folder / VAE_FILE
    with torch.device("meta"):
        autoencoder = Autoencoder(settings)
    return filled(autoencoder, renamed_attention(read_tensors(path)), path)


def read_published(flow: Path, vae: Path) -> Published:
    """Both folders. Raises FileNotFoundError or ValueError naming the file and what was expected."""
    flow_settings, vae_settings = read_flow_settings(flow), read_vae_settings(vae)
    return Published(read_flow(flow, flow_settings), read_autoencoder(vae, vae_settings), flow_settings, vae_settings)
