"""Figures with percentile bootstrap intervals (Efron 1979), subjects resampled; shares with Wilson's."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 1000
LEVEL = 0.95
Z = 1.959964  # normal quantile of that level
SEED = 20_260_314

Index = NDArray[np.int64]
Statistic = Callable[[Index], float]


@dataclass(frozen=True)
class Figure:
    """A value with its 95 % interval, from `n` subjects (or repeats, or clips; one where nothing varies)."""

    value: float
    low: float
    high: float
    n: int


Figures = dict[str, Figure]


def bootstrap(n: int, statistic: Statistic) -> Figure:
    """`statistic` takes the rows to use, repeats included. NaN where it is not defined on the sample itself."""
    value = statistic(np.arange(n))
    rng = np.random.default_rng(SEED)
    drawn = np.array([statistic(rng.integers(n, size=n)) for _ in range(RESAMPLES)])
    drawn = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or not len(drawn):
        return Figure(float("nan"), float("nan"), float("nan"), n)
    low, high = np.quantile(drawn, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    return Figure(float(value), float(low), float(high), n)


def constant(value: float) -> Figure:
    """A figure that no resampling changes: a file size."""
    return Figure(float(value), float(value), float(value), 1)


def mean(values: ArrayLike) -> Figure:
    rows = np.asarray(values, np.float64)
    return bootstrap(len(rows), lambda at: float(rows[at].mean()))


def share(hits: ArrayLike) -> Figure:
    """Share of rows that are 1. The interval is Wilson's (J. Am. Stat. Assoc. 1927): resampling n rows without a single
    hit says 0 to 0, and what was never seen in n rows may yet be found in one of n / 4."""
    rows = np.asarray(hits, np.float64)
    n, value = len(rows), float(rows.mean())
    middle = (value + Z**2 / (2 * n)) / (1.0 + Z**2 / n)
    half = Z / (1.0 + Z**2 / n) * float(np.sqrt(value * (1.0 - value) / n + (Z / (2 * n)) ** 2))
    return Figure(value, max(middle - half, 0.0), min(middle + half, 1.0), n)


def quantile(values: ArrayLike, level: float) -> Figure:
    rows = np.asarray(values, np.float64)
    return bootstrap(len(rows), lambda at: float(np.quantile(rows[at], level)))


def ratio(part: ArrayLike, whole: ArrayLike) -> Figure:
    """Sum over sum: a mean over frames of subjects that have different numbers of them."""
    above, below = np.asarray(part, np.float64), np.asarray(whole, np.float64)

    def quotient(at: Index) -> float:
        total = float(below[at].sum())
        return float(above[at].sum()) / total if total > 0 else float("nan")

    return bootstrap(len(below), quotient)
