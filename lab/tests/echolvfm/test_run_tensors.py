"""`lab sample`: a bundle on given tensors, by role."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from echocohort_lab.bundles.sample import BundleSampler, Request
from echocohort_lab.cli import main

Arrays = dict[str, Any]


@pytest.fixture(scope="module")
def sampler(models: Path) -> BundleSampler:
    return BundleSampler(models / "tiny", threads=1)


@pytest.fixture
def arrays(sampler: BundleSampler) -> Arrays:
    """Inputs of two samples; the tiny bundle calls each tensor by its role."""
    anchors = sampler.anchors
    return dict(sampler.feeds([Request(0.3, anchors[:1], frames=8), Request(0.5, anchors[2:3], frames=5, seed=4)]))


def save(path: Path, arrays: Arrays) -> Path:
    with path.open("wb") as file:
        np.savez(file, **arrays)
    return path


def sample(bundle: Path, given: Path, out: Path) -> int:
    return main(["--threads", "1", "sample", str(bundle), "--inputs", str(given), "--out", str(out)])


def test_gives_what_the_sampler_gives(models: Path, sampler: BundleSampler, arrays: Arrays, tmp_path: Path) -> None:
    out = tmp_path / "made/out.npz"
    assert sample(models / "tiny", save(tmp_path / "in.npz", arrays), out) == 0
    expected = sampler.generate([Request(0.3, sampler.anchors[:1], frames=8)])[0]
    with np.load(out) as made:
        assert set(made.files) == {port["role"] for port in sampler.manifest["graphs"]["generate"][0]["outputs"]}
        assert np.array_equal(made["frames"][0], expected.frames)
        assert not np.array_equal(made["frames"][1], expected.frames)


def dropped(name: str) -> Callable[[Arrays], None]:
    return lambda arrays: arrays.__delitem__(name)


def put(name: str, change: Callable[[Any], Any]) -> Callable[[Arrays], None]:
    return lambda arrays: arrays.update({name: change(arrays[name])})


def renamed(name: str, other: str) -> Callable[[Arrays], None]:
    return lambda arrays: arrays.update({other: arrays.pop(name)})


REFUSED: dict[str, tuple[Callable[[Arrays], None], tuple[str, ...]]] = {
    "missing": (dropped("noise"), ("noise: expected float32 [B, 8, 4, 4, 4]", "missing")),
    "unknown": (lambda arrays: arrays.update(cond_image=np.zeros(3)), ("cond_image: expected only references",)),
    "dtype": (put("ef", lambda ef: ef.astype(np.float64)), ("ef: expected float32 [B]", "got float64 [2]")),
    "shape": (
        put("noise", lambda noise: noise[:, :, :, :, :3]),
        ("noise: expected float32 [B, 8, 4, 4, 4]", "got float32 [2, 8, 4, 4, 3]"),
    ),
    "rank": (put("valid", lambda valid: valid[0]), ("valid: expected float32 [B, 8]", "got float32 [8]")),
    "batch": (put("ef", lambda ef: ef[:1]), ("ef: expected float32 [B] with B = 2", "got float32 [1]")),
    "empty": (put("references", lambda all: all[:0]), ("references: expected uint8", "got uint8 [0, 1, 32, 32]")),
    "percent": (put("ef", lambda ef: 100 * ef), ("ef: expected fractions, 0..1 (0.45, not 45), got 30",)),
    "no number": (put("ef", lambda ef: ef * np.nan), ("ef: expected fractions", "got nan")),
    "latents": (renamed("references", "latents"), ("generate.onnx: latents: expected a converted EchoLVFM",)),
    "index": (put("nearest", lambda nearest: nearest + 1), ("nearest: expected indices of references, 0..0",)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refuses_tensors(
    case: str, models: Path, arrays: Arrays, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, words = REFUSED[case]
    spoil(arrays)
    out = tmp_path / "out.npz"
    assert sample(models / "tiny", save(tmp_path / "in.npz", arrays), out) == 2
    told = capsys.readouterr().err
    for word in words:
        assert word in told
    assert not out.exists()


def test_refuses_what_is_no_npz(models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for content in (b"PK no zip", b"text", b""):
        (tmp_path / "in.npz").write_bytes(content)
        assert sample(models / "tiny", tmp_path / "in.npz", tmp_path / "out.npz") == 2
        assert "in.npz: expected an NPZ file" in capsys.readouterr().err
    assert sample(models / "tiny", tmp_path / "none.npz", tmp_path / "out.npz") == 2
    assert "none.npz: expected an NPZ file" in capsys.readouterr().err


def test_refuses_a_bundle_whose_graph_is_another(
    models: Path, arrays: Arrays, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = save(tmp_path / "in.npz", arrays)
    bundle = tmp_path / "tiny"
    shutil.copytree(models / "tiny", bundle)
    with (bundle / "generate.onnx").open("ab") as graph:
        graph.write(b"\0")
    assert sample(bundle, given, tmp_path / "out.npz") == 2
    assert "generate.onnx: expected SHA-256" in capsys.readouterr().err
    manifest = json.loads((bundle / "bundle.json").read_text())
    manifest["graphs"]["generate"][0]["layout"] = "cuda"
    (bundle / "bundle.json").write_text(json.dumps(manifest))
    assert sample(bundle, given, tmp_path / "out.npz") == 2
    assert "layout portable" in capsys.readouterr().err
    assert sample(tmp_path / "nowhere", given, tmp_path / "out.npz") == 2
    assert "bundle.json: expected the manifest" in capsys.readouterr().err
