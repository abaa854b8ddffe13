"""`lab convert-echolvfm`: what it refuses and how it says so, and what half precision changes."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
import yaml
from safetensors.torch import load_file, save_file

from echocohort_lab.bundles.bundle import GENERATE_FILE, MANIFEST_FILE, file_sha256
from echocohort_lab.bundles.sample import BundleSampler
from echocohort_lab.cli import main
from echocohort_lab.echolvfm.files import FLOW_FILE, VAE_FILE, read_published
from echocohort_lab.echolvfm.generator import INPUTS, EchoLvfm
from echocohort_lab.echolvfm.golden import golden_inputs
from echocohort_lab.echolvfm.random_files import TINY, Sizes, write_random
from echocohort_lab.echolvfm.settings import VaeSettings
from echocohort_lab.graphs.graph import open_session, run_graph

Spoil = Callable[[Path], None]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    write_random(folder, TINY)
    return folder


def arguments(published: Path, out: Path) -> list[str]:
    return ["--flow", str(published / "flow"), "--vae", str(published / "vae"), "--out", str(out)]


def without(file: str) -> Spoil:
    return lambda folder: (folder / file).unlink()


def written(file: str, content: str) -> Spoil:
    return lambda folder: void(folder.joinpath(file).write_text(content))


def void(_: object) -> None:
    """Forgets a result."""


def flow_value(field: str, value: object) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / "flow/config.yaml"
        config = yaml.safe_load(path.read_text())
        *way, last = field.split(".")
        inner = config
        for part in way:
            inner = inner[part]
        inner[last] = value
        path.write_text(yaml.safe_dump(config))

    return spoil


def vae_value(field: str, value: object) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / "vae/config.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))

    return spoil


def tensors(file: str, change: Callable[[dict[str, torch.Tensor]], None]) -> Spoil:
    def spoil(folder: Path) -> None:
        state = load_file(folder / file)
        change(state)
        save_file(state, folder / file)

    return spoil


def first_of(state: dict[str, torch.Tensor], end: str) -> str:
    return next(name for name in sorted(state) if name.endswith(end))


FLOW, VAE = f"flow/{FLOW_FILE}", f"vae/{VAE_FILE}"
REFUSED: dict[str, tuple[Spoil, tuple[str, ...]]] = {
    "no config": (without("flow/config.yaml"), ("config.yaml", "there is none")),
    "no weights": (without(FLOW), (FLOW_FILE, "there is none")),
    "no VAE config": (without("vae/config.json"), ("config.json", "there is none")),
    "no VAE weights": (without(VAE), (VAE_FILE, "there is none")),
    "config is no YAML": (written("flow/config.yaml", "a: [1"), ("config.yaml", "expected YAML")),
    "config is no mapping": (written("flow/config.yaml", "7"), ("config.yaml", "model.type")),
    "VAE config is no JSON": (written("vae/config.json", "{"), ("config.json", "expected JSON")),
    "weights are no safetensors": (written(FLOW, "pickle"), (FLOW_FILE, "safetensors")),
    "linear flow": (flow_value("flow.type", "linear"), ("config.yaml", "flow.type", "'mean'", "'linear'")),
    "many steps": (flow_value("flow.sample_kwargs.steps", 24), ("flow.sample_kwargs.steps", "24")),
    "guidance": (flow_value("flow.kwargs.uncond_prob", 0.1), ("flow.kwargs.uncond_prob", "0.1")),
    "another network": (flow_value("model.type", "dit"), ("model.type", "'unet'", "'dit'")),
    "other blocks": (
        flow_value("model.kwargs.down_block_types", ["DownBlockSpatioTemporal"] * 2),
        ("model.kwargs.down_block_types", "CrossAttnDownBlockSpatioTemporal"),
    ),
    "an unknown field": (flow_value("model.kwargs.dropout", 0.1), ("model.kwargs", "dropout")),
    "text conditions": (flow_value("model.kwargs.cross_attention_dim", 768), ("cross_attention_dim", "768")),
    "other channels": (flow_value("model.init.in_channels", 8), ("model.init.in_channels", "9", "8")),
    "an odd width": (flow_value("model.kwargs.block_out_channels", [32, 48]), ("block_out_channels", "48")),
    "a width in words": (flow_value("model.kwargs.block_out_channels", ["a"]), ("block_out_channels", "'a'")),
    "an odd side": (flow_value("model.init.sample_size", 7), ("model.init.sample_size", "7")),
    "one frame": (flow_value("model.init.num_frames", 1), ("model.init.num_frames", "1")),
    "heads for three levels": (flow_value("model.kwargs.num_attention_heads", [2, 2, 2]), ("num_attention_heads",)),
    "wider than its weights": (
        flow_value("model.kwargs.block_out_channels", [32, 96]),
        (FLOW_FILE, "of another shape"),
    ),
    "more layers than weights": (flow_value("model.kwargs.layers_per_block", 2), (FLOW_FILE, "missing")),
    "another autoencoder": (vae_value("_class_name", "VQModel"), ("config.json", "_class_name", "VQModel")),
    "grey pictures": (vae_value("in_channels", 1), ("config.json", "in_channels", "3", "1")),
    "sixteen latents": (vae_value("latent_channels", 16), ("latent_channels", "4", "16")),
    "odd groups": (vae_value("norm_num_groups", 3), ("block_out_channels", "norm_num_groups (3)")),
    "attention without weights": (vae_value("mid_block_add_attention", True), (VAE_FILE, "missing")),
    "a tensor too few": (
        tensors(FLOW, lambda state: void(state.pop("model.conv_out.bias"))),
        (FLOW_FILE, "1 missing", "model.conv_out.bias"),
    ),
    "a tensor too many": (
        tensors(FLOW, lambda state: state.update(null_ehs=torch.ones(1, 1))),
        (FLOW_FILE, "1 left over", "null_ehs"),
    ),
    "a dead tensor of another shape": (
        tensors(FLOW, lambda state: state.update({first_of(state, "attn2.to_k.weight"): torch.ones(3, 3)})),
        (FLOW_FILE, "attn2.to_k.weight is [3, 3], expected [32, 1]"),
    ),
    "a number that is none": (
        tensors(VAE, lambda state: state.update({"decoder.conv_in.bias": torch.full((16,), torch.nan)})),
        (VAE_FILE, "decoder.conv_in.bias", "finite"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refuses(case: str, published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil, words = REFUSED[case]
    folder, models = tmp_path / "published", tmp_path / "models"
    shutil.copytree(published, folder)
    spoil(folder)
    assert main(["--threads", "1", "convert-echolvfm", *arguments(folder, models / "random")]) == 2
    told = capsys.readouterr().err
    for word in words:
        assert word in told
    assert not models.exists()


@pytest.mark.parametrize("name", ["Upper", "with space", "-first"])
def test_refuses_a_name_that_no_bundle_may_have(
    name: str, published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--threads", "1", "convert-echolvfm", *arguments(published, tmp_path / name)]) == 2
    assert "a-z, 0-9 and -" in capsys.readouterr().err


def test_refuses_a_folder_that_is_there(published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "there"
    out.mkdir()
    (out / "kept").touch()
    assert main(["--threads", "1", "convert-echolvfm", *arguments(published, out)]) == 2
    assert "not there yet" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["kept"]


def test_leaves_nothing_when_it_fails_on_the_way(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("the disk is full")

    monkeypatch.setattr("echocohort_lab.echolvfm.convert.export_traced", fail)
    assert main(["--threads", "1", "convert-echolvfm", *arguments(published, tmp_path / "models/random")]) == 2
    assert "the disk is full" in capsys.readouterr().err
    assert list((tmp_path / "models").iterdir()) == []


def test_attention_under_its_old_names(published: Path, tmp_path: Path) -> None:
    with_attention = Sizes(TINY.flow, VaeSettings((8, 8, 16), 1, 4, attention=True, quant=False, post_quant=False))
    flow, vae = write_random(tmp_path / "new", with_attention)
    old = tmp_path / "old"
    shutil.copytree(vae, old)
    state = load_file(old / VAE_FILE)
    names = {"to_q.": "query.", "to_k.": "key.", "to_v.": "value.", "to_out.0.": "proj_attn."}
    for new, former in names.items():
        for name in [name for name in state if new in name]:
            state[name.replace(new, former)] = state.pop(name)
    save_file(state, old / VAE_FILE)
    feeds = [torch.from_numpy(array) for array in golden_inputs(TINY, 1, 4).values()]
    with torch.no_grad():
        made = [EchoLvfm(read_published(flow, folder))(*feeds)[1] for folder in (vae, old)]
        plain = EchoLvfm(read_published(published / "flow", published / "vae"))(*feeds)[1]
    assert torch.equal(made[0], made[1])
    assert not torch.equal(made[0], plain)


def convert(published: Path, out: Path, *more: str) -> Path:
    """By the command, in a process of its own: shape checks and tracing do not go together."""
    command = [sys.executable, "-m", "echocohort_lab.cli", "--threads", "1", "convert-echolvfm", *more]
    subprocess.run([*command, *arguments(published, out)], check=True, timeout=300)
    return out


def test_takes_the_readers_of_another_bundle(published: Path, models: Path, tmp_path: Path) -> None:
    tiny = models / "tiny"
    bundle = convert(published, tmp_path / "read", "--readers", str(tiny))
    manifest, lender = (json.loads((folder / MANIFEST_FILE).read_text()) for folder in (bundle, tiny))
    assert manifest["efMethod"] == "re-read"
    assert manifest["gate"] == lender["gate"]
    assert manifest["golden"]["measuredEfPercent"] is None  # the generate graph does not read
    assert "readers are those of tiny 0.1.0" in manifest["provenance"]["weights"]
    read = manifest["graphs"]["read"]
    assert read["sha256"] == file_sha256(bundle / read["file"])
    assert (read["inputs"], read["outputs"]) == tuple(lender["graphs"]["read"][end] for end in ("inputs", "outputs"))
    whole = onnx.load(bundle / read["file"], load_external_data=False)
    assert not any(tensor.external_data for tensor in whole.graph.initializer)
    own, others = (BundleSampler(folder, threads=1) for folder in (bundle, tiny))
    for frames in (own.anchors, others.anchors):
        assert own.read(frames).keys() == others.read(frames).keys()
        for role, values in own.read(frames).items():
            assert np.array_equal(values, others.read(frames)[role])
    seen, (least, most) = own.read(own.anchors), manifest["gate"]["areaShare"]
    assert (seen["agreement"] >= manifest["gate"]["agreementMin"]).all()
    for role in ("lvArea", "auditArea"):
        assert ((seen[role] >= least * 32**2) & (seen[role] <= most * 32**2)).all()


def spoilt_readers(models: Path, folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The tiny bundle with another manifest."""
    shutil.copytree(models / "tiny", folder)
    manifest = json.loads((folder / MANIFEST_FILE).read_text())
    change(manifest)
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest))
    return folder


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda manifest: manifest.update(format="echocohort-bundle/1"), "expected echocohort-bundle/2 with"),
        (lambda manifest: manifest["graphs"].pop("read"), "graphs.read and gate"),
        (lambda manifest: manifest["frame"].update(width=112), "expected readers of 32 x 32 pixels"),
        (lambda manifest: manifest["graphs"]["read"].update(sha256="0" * 64), "read.onnx: expected SHA-256"),
        (lambda manifest: manifest["gate"].update(areaShare=[0.9, 1.0]), "expected them to see a ventricle in 8 of 16"),
    ],
    ids=["format 1", "no readers", "other frames", "another file", "blind"],
)
def test_refuses_readers(
    change: Callable[[dict[str, Any]], object],
    words: str,
    published: Path,
    models: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("echocohort_lab.echolvfm.convert.export_traced", lambda *_, **__: None)
    monkeypatch.setattr("echocohort_lab.echolvfm.convert.write_cuda_graph", lambda *_: None)
    readers, out = spoilt_readers(models, tmp_path / "tiny", change), tmp_path / "models/random"
    command = ["--threads", "1", "convert-echolvfm", "--readers", str(readers)]
    assert main([*command, *arguments(published, out)]) == 2
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_half_precision_halves_the_file(published: Path, tmp_path: Path) -> None:
    graph = convert(published, tmp_path / "half", "--half") / GENERATE_FILE
    weights = (published / FLOW).stat().st_size + (published / VAE).stat().st_size
    assert graph.stat().st_size < 0.65 * weights
    feeds = golden_inputs(TINY, 2, 3)
    rounded = run_graph(open_session(graph, 1), feeds)[1].astype(np.float32)
    with torch.no_grad():
        module = EchoLvfm(read_published(published / "flow", published / "vae"))
        whole = module(*(torch.from_numpy(feeds[name]) for name in INPUTS))[1].numpy()
    assert 1e-5 < np.abs(rounded - whole).max() < 0.05
    assert "half precision" in json.loads((tmp_path / "half/bundle.json").read_text())["provenance"]["weights"]
