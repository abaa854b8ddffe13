"""The committed bundles: hashes, golden samples, parity with the modules, and bytes that do not depend on the batch."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from echocohort_lab.bundles.bundle import file_sha256, golden_request
from echocohort_lab.bundles.export import MOTION_DESCRIPTION, TINY_DESCRIPTION, arrays, differing_bytes, example_inputs
from echocohort_lab.bundles.generate import INPUTS
from echocohort_lab.bundles.restore import restore_generator
from echocohort_lab.bundles.sample import BundleSampler, Request
from echocohort_lab.bundles.tiny import TINY_INPUTS, TinyGenerator
from echocohort_lab.draws.beat import AnchorPhase
from echocohort_lab.graphs.graph import open_session, run_graph

NAMES = ("echo-motion", "tiny")
START = AnchorPhase(0, 0.0)


@pytest.fixture(scope="module")
def samplers(models: Path) -> dict[str, BundleSampler]:
    return {name: BundleSampler(models / name, threads=1) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_hashes(models: Path, name: str) -> None:
    folder = models / name
    manifest = json.loads((folder / "bundle.json").read_text())
    graphs = manifest["graphs"]
    for entry in (*graphs["generate"], graphs["read"], manifest["anchors"], manifest["golden"]):
        assert file_sha256(folder / entry["file"]) == entry["sha256"]
    assert file_sha256(folder / "bundle.json") != manifest["golden"]["sha256"]


@pytest.mark.parametrize("name", NAMES)
def test_sizes(models: Path, name: str) -> None:
    # What is shipped; the card's pictures are not.
    size = sum(path.stat().st_size for path in (models / name).iterdir() if path.suffix not in {".png", ".md"})
    assert size < (300_000 if name == "tiny" else 25_000_000)


@pytest.mark.parametrize("name", NAMES)
def test_golden_sample(samplers: dict[str, BundleSampler], name: str) -> None:
    sampler = samplers[name]
    golden = sampler.manifest["golden"]
    expected = np.frombuffer((sampler.folder / golden["file"]).read_bytes(), dtype=np.uint8)

    def levels(seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        request = golden_request(sampler.anchors, golden["frames"], golden["targetEfPercent"], seed)
        sample = sampler.generate([request])[0]
        assert (
            100 * sample.measured_ef == pytest.approx(golden["measuredEfPercent"], abs=0.05) or seed != golden["seed"]
        )
        return np.abs(sample.frames.astype(np.int64).ravel() - expected.astype(np.int64))

    off = levels(golden["seed"])
    assert off.mean() <= golden["tolerance"]["meanLevels"]
    assert off.max() <= golden["tolerance"]["maxLevels"]
    wrong = levels(golden["seed"] + 1)
    assert wrong.mean() > golden["tolerance"]["meanLevels"]


def test_graph_equals_module(samplers: dict[str, BundleSampler], models: Path) -> None:
    path = models / "echo-motion" / "generate.onnx"
    module = restore_generator(path)
    inputs = example_inputs(MOTION_DESCRIPTION, 2, 2, seed=3)
    with torch.no_grad():
        expected = module(*inputs)[0].numpy().astype(int)
    session = samplers["echo-motion"].generate_session
    got = run_graph(session, arrays(inputs, INPUTS))[0].astype(int)
    assert np.abs(got - expected).max() <= 1
    assert (got != expected).mean() < 1e-4
    other = run_graph(session, arrays(example_inputs(MOTION_DESCRIPTION, 2, 2, seed=4), INPUTS))[0].astype(int)
    assert (other != expected).mean() > 0.1


def test_tiny_graph_equals_module(models: Path) -> None:
    inputs = example_inputs(TINY_DESCRIPTION, 3, 2, seed=3)
    with torch.no_grad():
        expected = TinyGenerator()(*inputs)[0].numpy().astype(int)
    got = run_graph(open_session(models / "tiny" / "generate.onnx", 1), arrays(inputs, TINY_INPUTS))[0].astype(int)
    assert np.abs(got - expected).max() <= 1


def test_tiny_bytes_do_not_depend_on_the_batch(models: Path) -> None:
    assert differing_bytes(models / "tiny" / "generate.onnx", TINY_DESCRIPTION) == 0


def test_bytes_do_not_depend_on_the_batch(samplers: dict[str, BundleSampler]) -> None:
    sampler = samplers["echo-motion"]
    anchors = sampler.anchors
    requests = [
        Request(0.6, anchors[3:4], frames=20, seed=5, index=1, anchor=START),
        Request(0.2, anchors[7:9], positions=(0, 9), frames=32, seed=5, index=2),
        Request(0.4, anchors[1:2], positions=(6,), frames=11, seed=6, index=9),
    ]
    together = sampler.generate(requests)
    alone = [sampler.generate([request])[0] for request in requests]
    for a, b in zip(together, alone, strict=True):
        assert a.frames.tobytes() == b.frames.tobytes()
        assert a.area.tobytes() == b.area.tobytes()
    assert together[0].frames.tobytes() != together[1].frames[:20].tobytes()


def test_observed_frames_come_back_and_are_read_as_they_are(samplers: dict[str, BundleSampler]) -> None:
    sampler = samplers["echo-motion"]
    seen = sampler.anchors[10:11]
    sample = sampler.generate([Request(0.5, seen, positions=(4,), frames=16, seed=2, anchor=AnchorPhase(4, 0.0))])[0]
    assert np.array_equal(sample.frames[4], seen[0])
    assert not np.array_equal(sample.frames[8], seen[0])
    read = sampler.read(seen)
    assert sample.area[4] == pytest.approx(read["lvArea"][0], rel=1e-4)
    assert sample.audit_length[4] == pytest.approx(read["auditLength"][0], rel=1e-4)
    assert sample.agreement == pytest.approx(read["agreement"], abs=1e-3)
    np.testing.assert_allclose(sample.outline[4], read["outline"][0], atol=0.05)
    assert np.abs(sample.outline[8] - read["outline"][0]).max() > 1.0


@pytest.mark.parametrize("name", NAMES)
def test_outlines_enclose_what_is_measured(samplers: dict[str, BundleSampler], name: str) -> None:
    sampler = samplers[name]
    of = sampler.anchors[3:4]
    sample = sampler.generate([Request(0.5, of, frames=sampler.max_frames, seed=2, anchor=START)])[0]
    x, y = sample.outline[..., 0].astype(np.float64), sample.outline[..., 1].astype(np.float64)
    enclosed = 0.5 * (x * np.roll(y, -1, 1) - np.roll(x, -1, 1) * y).sum(1)
    np.testing.assert_allclose(enclosed, sample.area, rtol=0.1 if name == "tiny" else 0.03)
    assert sample.area.min() < 0.75 * sample.area.max()


@pytest.mark.parametrize("name", NAMES)
def test_readers_do_not_agree_on_what_is_no_ventricle(samplers: dict[str, BundleSampler], name: str) -> None:
    sampler = samplers[name]
    side, gate = sampler.anchors.shape[1], sampler.manifest["gate"]
    rng = np.random.default_rng(3)
    pictures = np.stack([np.zeros((side, side)), rng.integers(0, 90, (side, side))]).astype(np.uint8)
    assert sampler.read(pictures)["agreement"].max() < gate["agreementMin"]
    assert sampler.read(sampler.anchors[:8])["agreement"].min() > gate["agreementMin"]


@pytest.mark.parametrize("ef", [0.1, 0.4, 0.7])
def test_tiny_ef_follows(samplers: dict[str, BundleSampler], ef: float) -> None:
    sampler = samplers["tiny"]
    requests = [Request(ef, sampler.anchors[:1], frames=8, seed=s, anchor=START) for s in range(8)]
    measured = np.array([sample.measured_ef for sample in sampler.generate(requests)])
    assert np.abs(measured - ef).max() < 0.035
    assert measured.std() > 0.0005
    assert np.abs(measured - ef - 0.2).min() > 0.1


def test_ef_follows(samplers: dict[str, BundleSampler], models: Path) -> None:
    """By both readers, on anchors and on a clip; what the pictures show is near it."""
    sampler = samplers["echo-motion"]
    wanted = np.array([0.2, 0.6])
    sources = [*sampler.anchors[:8, None], np.load(models / "phantom-clip.npy")[:1]]
    samples = [sampler.generate([Request(ef, of, frames=32, seed=1, anchor=START) for of in sources]) for ef in wanted]
    measured = np.array([[sample.measured_ef for sample in row] for row in samples])
    audited = np.array([[sample.audit_ef for sample in row] for row in samples])
    shown = np.array([[sampler.shown_ef(sample.frames) for sample in row] for row in samples])
    assert np.abs(measured - audited).max() < 0.02
    for read in (measured, audited):
        assert np.abs(read - wanted[:, None]).mean() < 0.015
        assert np.abs(read - wanted[:, None]).max() < 0.05
    assert np.abs(shown - measured).mean() < 0.05
    assert np.abs(shown - measured[::-1]).mean() > 0.3


def test_the_audit_reads_a_clip_of_known_ef(samplers: dict[str, BundleSampler], models: Path) -> None:
    exact = json.loads((models / "phantom-clip.json").read_text())["efPercent"]
    read = samplers["echo-motion"].shown_ef(np.load(models / "phantom-clip.npy"))
    assert 100 * read == pytest.approx(exact, abs=6.0)


def test_a_read_graph_has_no_large_weight_of_its_own(models: Path) -> None:
    assert (models / "echo-motion" / "read.onnx").stat().st_size < 200_000


def test_a_frame_is_read_the_same_alone(samplers: dict[str, BundleSampler]) -> None:
    sampler = samplers["echo-motion"]
    together = sampler.read(sampler.anchors[:5])
    for at in range(5):
        alone = sampler.read(sampler.anchors[at : at + 1])
        assert all(alone[role].tobytes() == together[role][at : at + 1].tobytes() for role in alone)
