"""Weights of earlier training runs on the phantom, read into the networks of this package.

Those runs kept their state dicts in half precision, under other names. Heads that the one-step generator never calls
are left out, and the two time embeddings, which are constants at t = 1 and r = 0, become one vector.
"""

import re
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from echocohort_lab.flow import fourier
from echocohort_lab.generate import Generator
from echocohort_lab.measurer import AUDIT_WIDTHS, Measurer

State = dict[str, Tensor]
Renames = tuple[tuple[str, str], ...]

RESIDUAL: Renames = ((r"\.a\.", ".first."), (r"\.b\.", ".second."), (r"\.g$", ".gain"))
MEASURER: Renames = ((r"^d(\d)", r"down\1"), (r"^u(\d)", r"up\1"), (r"^o\.", "out."))
BLOCK: Renames = (
    (r"\.sa\.", ".space."),
    (r"\.ta\.", ".time."),
    (r"\.o\.", ".out."),
    (r"\.qs$", ".query_scale"),
    (r"\.ks$", ".key_scale"),
    (r"\.m1\.", ".expand."),
    (r"\.m2\.", ".contract."),
    (r"\.tab$", ".table"),
    (r"\.lora\.", ".low_rank."),
)
FLOW: Renames = (
    (r"^pe\.", "patch."),
    (r"^pos$", "place"),
    (r"^tpos$", "moment"),
    (r"^ee\.", "ef."),
    (r"^null$", "ef_unknown"),
    (r"^ce\.", "curve."),
    (r"^cr\.", "curve_change."),
    (r"^mod\.", "modulation."),
    (r"^fmod\.", "last_modulation."),
    (r"^un\.", "unpatch."),
    (r"^h1\.", "join."),
    (r"^hd\.", "displacement."),
    (r"^hf\.", "features."),
)
MOVER: Renames = ((r"^ga\.", "tone."), (r"^ma\.", "blend."))
UNUSED_HEADS = ("h2.",)
TIME_FEATURES = 64


def read_parts(folder: Path, name: str) -> State:
    """A state dict that was stored in numbered parts, in single precision."""
    parts = sorted(folder.glob(f"{name}.[0-9].pt"))
    if not parts:
        raise FileNotFoundError(f"{folder}: expected {name}.0.pt")
    state: State = {}
    for part in parts:
        state |= torch.load(part, map_location="cpu", weights_only=True)
    return {key: value.float() if value.is_floating_point() else value for key, value in state.items()}


def renamed(state: State, renames: Renames) -> State:
    result: State = {}
    for key, value in state.items():
        for pattern, replacement in renames:
            key = re.sub(pattern, replacement, key)
        result[key] = value
    return result


def under(state: State, prefix: str) -> State:
    """The entries below a prefix, without it."""
    return {key.removeprefix(prefix): value for key, value in state.items() if key.startswith(prefix)}


def constant_step(state: State) -> Tensor:
    """Sum of the time embeddings at t = 1 and t - r = 1, the only point where a one-step sampler stands."""
    at_one = fourier(torch.ones(1), TIME_FEATURES, 0.25, 12.0)
    total = torch.zeros(1)
    for name in ("te", "de"):
        hidden = F.silu(F.linear(at_one, state[f"{name}.0.weight"], state[f"{name}.0.bias"]))
        total = total + F.linear(hidden, state[f"{name}.2.weight"], state[f"{name}.2.bias"])
    return total[0]


def load_measurer(folder: Path, name: str, measurer: Measurer) -> Measurer:
    measurer.load_state_dict(renamed(read_parts(folder, name), MEASURER))
    return measurer.eval()


def load_generator(folder: Path) -> Generator:
    """Model G, its encoder with the latent statistics, and the selector."""
    generator = Generator()
    encoder = under(renamed(read_parts(folder, "ae3"), RESIDUAL), "enc.")
    statistics = torch.load(folder / "st.pt", map_location="cpu", weights_only=True)
    encoder = {f"net.{key}": value for key, value in encoder.items()}
    encoder |= {"mean": statistics["mu"].view(1, -1, 1, 1), "scale": statistics["sd"].view(1, -1, 1, 1)}
    generator.encoder.load_state_dict(encoder)

    state = read_parts(folder, "relnet3_G")
    step = constant_step(state)
    kept = {key: value for key, value in state.items() if not key.startswith((*UNUSED_HEADS, "te.", "de."))}
    mover = {key: value for key, value in kept.items() if key.startswith(("ga.", "ma."))}
    trunk = {key: value for key, value in kept.items() if key not in mover}
    blocks = renamed({key: value for key, value in trunk.items() if key.startswith("blocks.")}, BLOCK)
    others = renamed({key: value for key, value in trunk.items() if not key.startswith("blocks.")}, FLOW)
    generator.flow.load_state_dict(blocks | others | {"step": step})
    generator.mover.load_state_dict(renamed(mover, MOVER))
    load_measurer(folder, "segC", generator.selector)
    return frozen(generator)


def load_audit(folder: Path) -> Measurer:
    """The larger measurer, which took part in neither training nor selection."""
    return load_measurer(folder, "seg", Measurer(AUDIT_WIDTHS))


def frozen(module: Generator) -> Generator:
    for parameter in module.parameters():
        parameter.requires_grad_(False)
    return module.eval()


def module_size(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
