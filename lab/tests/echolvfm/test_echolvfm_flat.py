"""Flat backgrounds through a converted graph: most numbers of a group are equal, and sums must not drift."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from echocohort_lab.bundles.sample import BundleSampler
from echocohort_lab.echolvfm.files import read_published
from echocohort_lab.echolvfm.generator import INPUTS, EchoLvfm
from echocohort_lab.echolvfm.golden import golden_inputs
from echocohort_lab.echolvfm.layers import GroupNorm
from echocohort_lab.echolvfm.random_files import Sizes, write_random
from echocohort_lab.echolvfm.settings import FlowSettings, VaeSettings
from echocohort_lab.graphs.graph import open_session, run_graph

# Pictures of the published size, and as few numbers otherwise as they go with.
LARGE_PICTURES = Sizes(
    FlowSettings(widths=(32, 32), heads=(2, 2), layers=(1, 1), depths=(1, 1), side=28, frames=2),
    VaeSettings(widths=(64, 64, 64), layers=1, groups=32, attention=False, quant=False, post_quant=False),
)
REFUSED_SEED = 3  # its golden sample was off by 1.3e-4 when the graph had InstanceNormalization
LARGEST_DIFFERENCE = 1e-4
Pictures = NDArray[np.uint8]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_random(tmp_path_factory.mktemp("published"), LARGE_PICTURES, REFUSED_SEED)


@pytest.fixture(scope="module")
def sampler(folders: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> BundleSampler:
    """By the command, which checks the golden sample; in a process of its own, as tracing wants it."""
    out = tmp_path_factory.mktemp("models") / "random"
    flow, vae = map(str, folders)
    command = [sys.executable, "-m", "echocohort_lab.cli", "--threads", "1", "convert-echolvfm"]
    subprocess.run([*command, "--flow", flow, "--vae", vae, "--out", str(out)], check=True, timeout=300)
    return BundleSampler(out, threads=1)


@pytest.fixture(scope="module")
def exact(folders: tuple[Path, Path]) -> EchoLvfm:
    """The module in double precision."""
    return EchoLvfm(read_published(*folders)).double().eval()


@pytest.mark.parametrize("grey", [0, 40, 128, 255])
def test_a_flat_reference_is_encoded_as_exactly_as_others(sampler: BundleSampler, exact: EchoLvfm, grey: int) -> None:
    feeds = golden_inputs(LARGE_PICTURES, 1, 2)
    feeds["references"] = np.full_like(feeds["references"], grey)
    given = [torch.from_numpy(feeds[name]) for name in INPUTS]
    with torch.no_grad():
        expected = exact(*(part.double() if part.is_floating_point() else part for part in given))[1].numpy()
    (_, latents) = run_graph(sampler.generate_session, feeds)
    assert np.abs(latents.astype(float) - expected).max() < LARGEST_DIFFERENCE


def nearly_flat(channels: int, side: int) -> NDArray[np.float32]:
    """Pictures [1, channels, side, side]: each channel has a level of its own, and its last row and column another."""
    levels = 1.0 + 0.1 * np.random.default_rng(7).normal(size=(2, 1, channels, 1, 1))
    pictures = np.tile(levels[0], (1, 1, side, side))
    pictures[..., -1, :], pictures[..., :, -1] = levels[1, ..., 0], levels[1, ..., 0]
    return pictures.astype(np.float32)


def test_instance_normalization_drifts_on_flat_pictures(tmp_path: Path) -> None:
    """The runtime's kernel, which PyTorch exports a group norm to. Where this fails, layers.GroupNorm may go."""
    groups, pictures = 32, nearly_flat(64, 112)
    x = pictures.reshape(1, groups, -1)
    weights = {"one": np.ones(groups, np.float32), "zero": np.zeros(groups, np.float32)}
    node = helper.make_node("InstanceNormalization", ["x", "one", "zero"], ["y"], epsilon=1e-6)
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape) for name in "xy"]
    tensors = [numpy_helper.from_array(array, name) for name, array in weights.items()]
    graph = helper.make_graph([node], "norm", ports[:1], ports[1:], tensors)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9), tmp_path / "n.onnx")
    (got,) = run_graph(open_session(tmp_path / "n.onnx", 1), {"x": x})
    expected = nn.GroupNorm(groups, 64, 1e-6).double()(torch.from_numpy(pictures).double()).detach().numpy()
    assert np.abs(got.reshape(expected.shape).astype(float) - expected).max() > 1e-4


@pytest.mark.parametrize("side", [1, 5, 28])
def test_group_norm_is_pytorchs(side: int) -> None:
    torch.manual_seed(side)
    x = 3.0 + torch.randn(2, 12, side, side + 2, dtype=torch.float64)
    plain, own = (kind(4, 12, 1e-5).double() for kind in (nn.GroupNorm, GroupNorm))
    for norm in (plain, own):
        nn.init.normal_(norm.weight, generator=torch.Generator().manual_seed(1))
        nn.init.normal_(norm.bias, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(own(x), plain(x), rtol=1e-9, atol=1e-9)
    own.eps = 1e-3
    assert (own(x) - plain(x)).abs().max() > 1e-5
