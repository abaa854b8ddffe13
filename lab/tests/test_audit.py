"""The audit measurer: its graph is the module, does not mix samples, and can be read back."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from echocohort_lab.audit import AuditMeasurer
from echocohort_lab.export import export_measurer
from echocohort_lab.graph import deployable, open_session, run_graph
from echocohort_lab.measurer import MeasureGraph
from echocohort_lab.restore import restore_audit

SIDE = 48
BUNDLE_SHARE = 4_500_000  # bytes that the audit may take of a bundle


@pytest.fixture(scope="module")
def audit() -> AuditMeasurer:
    """Weights that are nowhere equal, as after training."""
    torch.manual_seed(0)
    measurer = AuditMeasurer()
    with torch.no_grad():
        for parameter in measurer.parameters():
            parameter.add_(
                0.1 * parameter.abs().mean() * torch.randn_like(parameter) + 1e-3 * torch.randn_like(parameter)
            )
    deployable(measurer)
    return measurer


@pytest.fixture(scope="module")
def graph(audit: AuditMeasurer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("audit") / "audit.onnx"
    export_measurer(MeasureGraph(audit), SIDE, path)
    return path


@pytest.fixture(scope="module")
def frames() -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (5, SIDE, SIDE), dtype=np.uint8)


def test_graph_is_the_module(audit: AuditMeasurer, graph: Path, frames: NDArray[np.uint8]) -> None:
    area, length = run_graph(open_session(graph), {"frames": frames})
    with torch.no_grad():
        expected_area, expected_length = MeasureGraph(audit)(torch.from_numpy(frames))
        other, _ = MeasureGraph(audit)(torch.from_numpy(255 - frames))
    np.testing.assert_allclose(area.astype(np.float32), expected_area.numpy(), rtol=1e-5)
    np.testing.assert_allclose(length.astype(np.float32), expected_length.numpy(), rtol=1e-5)
    assert not np.allclose(area.astype(np.float32), other.numpy(), rtol=1e-4)
    assert graph.stat().st_size < BUNDLE_SHARE


def test_a_frame_measures_the_same_alone(graph: Path, frames: NDArray[np.uint8]) -> None:
    session = open_session(graph)
    together = run_graph(session, {"frames": frames})
    for at in range(len(frames)):
        alone = run_graph(session, {"frames": frames[at : at + 1]})
        assert [value.tobytes() for value in alone] == [value[at : at + 1].tobytes() for value in together]


def test_reads_back_from_its_graph(audit: AuditMeasurer, graph: Path) -> None:
    restored = restore_audit(graph).state_dict()
    for key, value in audit.state_dict().items():
        assert torch.equal(value, restored[key]), key
