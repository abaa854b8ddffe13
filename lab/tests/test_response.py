"""The line through what a bundle is asked for and what its measurer reads."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pytest

from echocohort_lab.response import ASKED, ef_response
from echocohort_lab.sample import BundleSampler, Pixels, Request, Sample


class Line(BundleSampler):
    """Answers 0.9 of what is asked, less 4 points, and remembers who asked."""

    def __init__(self) -> None:
        self.max_frames = 32
        self.requests: list[Request] = []

    @cached_property
    def anchors(self) -> Pixels:
        return np.zeros((10, 112, 112), np.uint8)

    def generate(self, requests: Sequence[Request]) -> list[Sample]:
        self.requests.extend(requests)
        black, curve, length = np.zeros((2, 112, 112), np.uint8), np.zeros((2, 7), np.float32), np.ones(2, np.float32)
        measured = [0.9 * request.ef - 0.04 for request in requests]
        areas = [np.array([1.0, (1.0 - ef) ** 0.5], np.float32) for ef in measured]  # V is A^2 / L
        return [Sample(black, curve, area, length) for area in areas]


def test_finds_the_line() -> None:
    assert ef_response(Line()) == {"slope": 0.9, "offsetPp": -4.0}


def test_asks_each_anchor_once_over_the_whole_range() -> None:
    line = Line()
    ef_response(line)
    assert [request.index for request in line.requests] == list(range(10))
    assert (line.requests[0].ef, line.requests[-1].ef) == pytest.approx(ASKED)
