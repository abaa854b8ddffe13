"""The gate: two readers must agree on something of a ventricle's size."""

import torch

from echocohort_lab.readers.gate import Gate, passes
from echocohort_lab.readers.outline import POINTS
from echocohort_lab.readers.readings import Reading, Readings

GATE = Gate(agreement_min=0.6, area_share=(0.01, 0.5), side=100)


def seen(own: float, audit: float, agreement: float) -> bool:
    length = torch.ones(1)
    readings = Readings(
        Reading(torch.tensor([own]), length),
        Reading(torch.tensor([audit]), length),
        torch.zeros(1, POINTS, 2),
        torch.tensor([agreement]),
    )
    return bool(passes(GATE, readings)[0])


def test_it_lets_a_ventricle_through_and_nothing_else() -> None:
    assert seen(2000.0, 1800.0, 0.9)
    assert not seen(2000.0, 1800.0, 0.59)
    assert not seen(99.0, 1800.0, 0.9)
    assert not seen(2000.0, 5001.0, 0.9)
    assert not seen(2000.0, 1800.0, float("nan"))


def test_it_is_written_as_the_service_reads_it() -> None:
    assert GATE.manifest() == {"agreementMin": 0.6, "areaShare": [0.01, 0.5]}
