"""The published EchoLVFM against latents of the official code, on random weights (lab/tools/echolvfm_golden.py)."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch
import torch.nn.functional as F
from cuda_on_cpu import runnable
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from echocohort_lab.bundles.bundle import MANIFEST_FILE, file_sha256, golden_request
from echocohort_lab.bundles.sample import BundleSampler
from echocohort_lab.cli import main
from echocohort_lab.echolvfm.files import FLOW_FILE, Published, read_published
from echocohort_lab.echolvfm.generator import INPUTS, EchoLvfm
from echocohort_lab.echolvfm.golden import BATCH, GOLDEN_FILE, LENGTHS, Kept, golden_inputs, kept
from echocohort_lab.echolvfm.random_files import SMALL, write_random
from echocohort_lab.graphs.graph import open_session, run_graph

LARGEST_DIFFERENCE = 1e-4
CASES = [(batch, length) for batch in (1, 2, 3) for length in LENGTHS]
Folders = tuple[Path, Path]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return write_random(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def published(folders: Folders) -> Published:
    return read_published(*folders)


@pytest.fixture
def module(published: Published) -> EchoLvfm:
    return EchoLvfm(published).eval()


@pytest.fixture(scope="module")
def bundle(folders: Folders, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """By the command, in a process of its own: shape checks and tracing do not go together."""
    out = tmp_path_factory.mktemp("models") / "echolvfm-random"
    flow, vae = map(str, folders)
    command = [sys.executable, "-m", "echocohort_lab.cli", "--threads", "1", "convert-echolvfm"]
    subprocess.run([*command, "--flow", flow, "--vae", vae, "--out", str(out)], check=True, timeout=300)
    return out


@pytest.fixture(scope="module")
def sampler(bundle: Path) -> BundleSampler:
    return BundleSampler(bundle, threads=1)


@pytest.fixture(scope="module")
def session(sampler: BundleSampler) -> ort.InferenceSession:
    return sampler.generate_session


@pytest.fixture(scope="module")
def official() -> dict[int, Kept]:
    with np.load(GOLDEN_FILE) as stored:
        return {length: Kept(stored[f"latents{length}"], stored[f"levels{length}"]) for length in LENGTHS}


def run_module(module: EchoLvfm, batch: int, length: int, **changes: Tensor) -> Kept:
    feeds = {name: torch.from_numpy(array) for name, array in golden_inputs(SMALL, batch, length).items()} | changes
    with torch.no_grad():
        frames, latents = module(*(feeds[name] for name in INPUTS))
    return kept(latents.numpy(), frames.numpy())


def difference(made: Kept, official: Kept) -> float:
    """The largest one between latents; a part of the official batch is compared when fewer clips were made."""
    return float(np.abs(made.latents - official.latents[: len(made.latents)]).max())


@pytest.mark.parametrize(("batch", "length"), CASES)
def test_module_gives_the_official_latents(
    module: EchoLvfm, official: dict[int, Kept], batch: int, length: int
) -> None:
    made = run_module(module, batch, length)
    assert difference(made, official[length]) < LARGEST_DIFFERENCE
    levels = np.abs(made.levels - official[length].levels[:batch])[:, :length]
    assert levels.max() < 0.51  # rounding to whole grey levels, which the official code leaves open
    assert not made.levels[:, length:].any()


@pytest.mark.parametrize(("batch", "length"), CASES)
def test_graph_gives_the_official_latents(
    session: ort.InferenceSession, official: dict[int, Kept], batch: int, length: int
) -> None:
    frames, latents = run_graph(session, golden_inputs(SMALL, batch, length))
    made = kept(latents.astype(np.float32), frames)
    assert difference(made, official[length]) < LARGEST_DIFFERENCE
    assert np.abs(made.levels - official[length].levels[:batch])[:, :length].max() < 0.51


def test_graph_for_cuda_makes_what_the_portable_graph_makes(
    bundle: Path, session: ort.InferenceSession, module: EchoLvfm, tmp_path: Path
) -> None:
    model = onnx.load(bundle / "generate.cuda.onnx")
    operators = Counter(node.op_type for node in model.graph.node)
    assert operators["Softmax"] == 0
    norms = [part for part in module.modules() if isinstance(part, nn.GroupNorm)]
    paired = [norm for norm in norms if norm.num_channels % (2 * norm.num_groups) == 0]  # what CUDA's kernel takes
    assert operators["GroupNorm"] == len(paired) > 0
    assert operators["ReduceMean"] == 4 * (len(norms) - len(paired)) + 1  # and the grey of three colours
    feeds = golden_inputs(SMALL, 2, LENGTHS[0])
    frames, latents = run_graph(session, feeds)
    half_frames, half_latents = run_graph(open_session(runnable(model, tmp_path / "here.onnx"), threads=1), feeds)
    off = np.abs(half_latents.astype(float) - latents.astype(float))
    levels = np.abs(half_frames.astype(int) - frames.astype(int))
    assert off.max() < 0.05
    assert levels.max() <= 2


def norm_epsilon(kind: type[nn.GroupNorm] | type[nn.LayerNorm], old: float, new: float) -> Callable[[nn.Module], None]:
    def change(module: nn.Module) -> None:
        for norm in module.modules():
            if isinstance(norm, kind) and norm.eps == old:
                norm.eps = new

    return change


@pytest.fixture
def fresh(folders: Folders) -> EchoLvfm:
    """A module that may be spoilt."""
    return EchoLvfm(read_published(*folders)).eval()


@pytest.mark.parametrize(
    "spoil",
    [
        norm_epsilon(nn.GroupNorm, 1e-6, 1e-5),
        norm_epsilon(nn.GroupNorm, 1e-5, 1e-6),
        norm_epsilon(nn.LayerNorm, 1e-5, 1e-6),
    ],
    ids=["group norm 1e-5 everywhere", "group norm 1e-6 everywhere", "layer norm 1e-6"],
)
def test_the_comparison_sees_another_epsilon(
    fresh: EchoLvfm, official: dict[int, Kept], spoil: Callable[[nn.Module], None]
) -> None:
    spoil(fresh.flow)
    assert difference(run_module(fresh, 1, LENGTHS[0]), official[LENGTHS[0]]) > LARGEST_DIFFERENCE


@pytest.fixture
def gelu_by_tanh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    exact = F.gelu
    with monkeypatch.context() as patch:
        patch.setattr(F, "gelu", lambda x: exact(x, approximate="tanh"))
        yield


@pytest.mark.usefixtures("gelu_by_tanh")
def test_the_comparison_sees_gelu_by_tanh(module: EchoLvfm, official: dict[int, Kept]) -> None:
    assert difference(run_module(module, 1, LENGTHS[0]), official[LENGTHS[0]]) > LARGEST_DIFFERENCE


def test_the_comparison_sees_other_inputs(module: EchoLvfm, official: dict[int, Kept]) -> None:
    length = LENGTHS[1]
    given = golden_inputs(SMALL, BATCH, length)
    noise = torch.from_numpy(given["noise"]).clone()
    noise[:, length:] = 0.0
    others = {
        "ef": torch.from_numpy(given["ef"]) + 0.01,
        "noise": noise,  # the frames that are not wanted move the wanted ones
        "valid": torch.ones(given["valid"].shape),
        "observed": torch.from_numpy(given["observed"]).roll(1, 1),
        "references": torch.from_numpy(given["references"]).flip(3),
    }
    for name, other in others.items():
        made = run_module(module, BATCH, length, **{name: other})
        assert np.abs(made.latents - official[length].latents)[:, :length].max() > LARGEST_DIFFERENCE, name


def with_other_weights(folders: Folders, folder: Path, ends: tuple[str, ...]) -> EchoLvfm:
    """The module with other numbers in all of the flow's weights whose names end so."""
    flow, vae = folders
    state = load_file(flow / FLOW_FILE)
    names = [name for name in state if name.endswith(ends)]
    assert names
    (folder / "config.yaml").write_bytes((flow / "config.yaml").read_bytes())
    save_file(state | {name: 1.5 * state[name].flip(0) for name in names}, folder / FLOW_FILE)
    return EchoLvfm(read_published(folder, vae)).eval()


def test_only_values_of_the_cross_attention_matter(folders: Folders, official: dict[int, Kept], tmp_path: Path) -> None:
    length = LENGTHS[0]
    norms = tuple(f"blocks.{at}.norm2.{part}" for at in (0, 1) for part in ("weight", "bias"))
    dead = with_other_weights(folders, tmp_path, ("attn2.to_q.weight", "attn2.to_k.weight", *norms))
    assert difference(run_module(dead, 1, length), official[length]) < LARGEST_DIFFERENCE
    alive = with_other_weights(folders, tmp_path, ("attn2.to_v.weight",))
    assert difference(run_module(alive, 1, length), official[length]) > LARGEST_DIFFERENCE


def test_bundle_brings_its_golden_sample_and_no_readers(bundle: Path, sampler: BundleSampler) -> None:
    manifest = json.loads((bundle / MANIFEST_FILE).read_text())
    golden = manifest["golden"]
    assert manifest["name"] == bundle.name
    assert manifest["efMethod"] == "none"
    assert set(manifest["graphs"]) == {"generate"}
    assert "gate" not in manifest
    assert golden["measuredEfPercent"] is None
    assert sampler.anchors.flags.c_contiguous  # libs/sampler reads frames of the file by their place in it
    for entry in (manifest["graphs"]["generate"][0], manifest["anchors"], golden):
        assert file_sha256(bundle / entry["file"]) == entry["sha256"]

    def frames(seed: int) -> bytes:
        request = golden_request(sampler.anchors, golden["frames"], golden["targetEfPercent"], seed)
        pictures, _ = run_graph(sampler.generate_session, sampler.feeds([request]))
        return pictures.tobytes()

    assert frames(golden["seed"]) == (bundle / golden["file"]).read_bytes()
    assert frames(golden["seed"] + 1) != (bundle / golden["file"]).read_bytes()


def sampled(bundle: Path, folder: Path, arrays: Mapping[str, Any]) -> Kept | None:
    """What `lab sample` makes of the arrays; None when it refuses them."""
    given, out = folder / "in.npz", folder / "out.npz"
    with given.open("wb") as file:
        np.savez(file, **arrays)
    if main(["--threads", "1", "sample", str(bundle), "--inputs", str(given), "--out", str(out)]) != 0:
        return None
    with np.load(out) as made:
        assert set(made.files) == {"frames", "latents"}
        return kept(made["latents"], made["frames"])


def test_sample_command_gives_the_official_latents(bundle: Path, official: dict[int, Kept], tmp_path: Path) -> None:
    made = sampled(bundle, tmp_path, golden_inputs(SMALL, BATCH, LENGTHS[1]))
    assert made is not None
    assert difference(made, official[LENGTHS[1]]) < LARGEST_DIFFERENCE


def test_sample_command_takes_latents_in_place_of_references(
    bundle: Path, module: EchoLvfm, official: dict[int, Kept], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    length = LENGTHS[0]
    arrays = golden_inputs(SMALL, BATCH, length)
    references = torch.from_numpy(arrays.pop("references"))
    with torch.no_grad():
        latents = module.encode(references).numpy()  # [B, K, c, g, g]
    made = sampled(bundle, tmp_path, arrays | {"latents": latents})
    other = sampled(bundle, tmp_path, arrays | {"latents": latents[::-1]})
    assert made is not None
    assert other is not None
    assert difference(made, official[length]) < LARGEST_DIFFERENCE
    assert np.abs(made.levels - official[length].levels).max() < 0.51
    assert difference(other, official[length]) > LARGEST_DIFFERENCE
    assert sampled(bundle, tmp_path, arrays | {"latents": latents[:, :, :3]}) is None
    assert (
        "latents: expected float32 [B, K, 4, 12, 12] with B = 3, K = 1, got float32 [3, 1, 3, 12, 12]"
        in capsys.readouterr().err
    )
    assert sampled(bundle, tmp_path, arrays | {"latents": latents, "references": references.numpy()}) is None
    assert "latents: expected only references" in capsys.readouterr().err


def test_a_bundle_without_readers_is_not_evaluated(sampler: BundleSampler) -> None:
    with pytest.raises(ValueError, match="lvArea"):
        sampler.generate([golden_request(sampler.anchors, 8, 45.0, 1)])


def test_each_frame_leans_on_the_reference_that_is_nearest(
    session: ort.InferenceSession, official: dict[int, Kept]
) -> None:
    feeds = golden_inputs(SMALL, BATCH, LENGTHS[0])
    references = np.concatenate([feeds["references"][::-1], feeds["references"]], axis=1)  # the second is the right one
    picked = {"references": references, "nearest": np.ones_like(feeds["nearest"])}
    frames, latents = run_graph(session, feeds | picked)
    assert difference(kept(latents.astype(np.float32), frames), official[LENGTHS[0]]) < LARGEST_DIFFERENCE
    frames, latents = run_graph(session, feeds | picked | {"nearest": feeds["nearest"]})
    assert difference(kept(latents.astype(np.float32), frames), official[LENGTHS[0]]) > LARGEST_DIFFERENCE
