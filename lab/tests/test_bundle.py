"""The committed bundles: hashes, golden samples, parity with the modules, and bytes that do not depend on the batch."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from echocohort_lab.anchors import (
    AREA_TOLERANCE,
)
from echocohort_lab.bundle import file_sha256, golden_request
from echocohort_lab.export import MOTION_DESCRIPTION, TINY_DESCRIPTION, arrays, differing_bytes, example_inputs
from echocohort_lab.generate import INPUTS
from echocohort_lab.graph import open_session, run_graph
from echocohort_lab.restore import restore_generator
from echocohort_lab.sample import BundleSampler, Request
from echocohort_lab.timing import AnchorPhase
from echocohort_lab.tiny import TINY_INPUTS, TinyGenerator

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
    for entry in (*graphs["generate"], graphs["measure"], graphs["audit"], manifest["anchors"], manifest["golden"]):
        assert file_sha256(folder / entry["file"]) == entry["sha256"]
    assert file_sha256(folder / "bundle.json") != manifest["golden"]["sha256"]


@pytest.mark.parametrize("name", NAMES)
def test_sizes(models: Path, name: str) -> None:
    # What is shipped; the card's pictures are not.
    size = sum(path.stat().st_size for path in (models / name).iterdir() if path.suffix not in {".png", ".md"})
    assert size < (300_000 if name == "tiny" else 24_800_000)


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


def test_observed_frames_come_back_and_measure_the_same(samplers: dict[str, BundleSampler]) -> None:
    sampler = samplers["echo-motion"]
    seen = sampler.anchors[10:11]
    sample = sampler.generate([Request(0.5, seen, positions=(4,), frames=16, seed=2, anchor=AnchorPhase(4, 0.0))])[0]
    assert np.array_equal(sample.frames[4], seen[0])
    assert not np.array_equal(sample.frames[8], seen[0])
    assert sampler.measure(sample.frames) == pytest.approx(sample.measured_ef, abs=1e-3)


@pytest.mark.parametrize("ef", [0.1, 0.4, 0.7])
def test_tiny_ef_follows(samplers: dict[str, BundleSampler], ef: float) -> None:
    sampler = samplers["tiny"]
    requests = [Request(ef, sampler.anchors[:1], frames=8, seed=s, anchor=START) for s in range(8)]
    measured = np.array([sample.measured_ef for sample in sampler.generate(requests)])
    assert np.abs(measured - ef).max() < 0.035
    assert measured.std() > 0.0005
    assert np.abs(measured - ef - 0.2).min() > 0.1


def test_ef_follows(samplers: dict[str, BundleSampler], models: Path) -> None:
    """On a few sources, and on a clip whose 60 % the selector reads as 71 and the audit as 60 (limits in the card)."""
    sampler = samplers["echo-motion"]
    response = sampler.manifest["efResponse"]
    wanted = np.array([0.2, 0.6])
    asked = (wanted - response["offsetPp"] / 100.0) / response["slope"]
    sources = sampler.anchors[:8, None]
    samples = [sampler.generate([Request(ef, of, frames=32, seed=1, anchor=START) for of in sources]) for ef in asked]
    measured = np.array([[sample.measured_ef for sample in row] for row in samples])
    audited = np.array([[sampler.audit(sample.frames) for sample in row] for row in samples])
    for read in (measured, audited):
        assert read.mean(1) == pytest.approx(wanted, abs=0.04)
        assert np.abs(read - wanted[:, None]).mean() < 0.05
    clip = np.load(models / "phantom-clip.npy")
    low, high = sampler.generate([Request(ef, clip[:1], frames=32, seed=1, anchor=START) for ef in asked])
    assert low.measured_ef == pytest.approx(0.2, abs=0.06)
    assert sampler.audit(high.frames) == pytest.approx(0.6, abs=0.08)


def test_the_audit_reads_a_clip_of_known_ef(samplers: dict[str, BundleSampler], models: Path) -> None:
    exact = json.loads((models / "phantom-clip.json").read_text())["efPercent"]
    read = samplers["echo-motion"].audit(np.load(models / "phantom-clip.npy"))
    assert 100 * read == pytest.approx(exact, abs=6.0)


def test_anchors_are_read_alike_by_both_measurers(samplers: dict[str, BundleSampler]) -> None:
    """The phantom may have changed since they were drawn; what matters is that a clip from them can be checked."""
    sampler = samplers["echo-motion"]
    assert sampler.anchors.shape == (64, 112, 112)
    sessions = (sampler.measure_session, sampler.audit_session)
    own, audited = (np.asarray(run_graph(session, {"frames": sampler.anchors})[0], np.float64) for session in sessions)
    assert np.median(np.abs(own / audited - 1.0)) < AREA_TOLERANCE
    assert np.median(np.abs(own / np.roll(audited, 1) - 1.0)) > 2.0 * AREA_TOLERANCE
