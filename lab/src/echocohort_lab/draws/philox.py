"""Counter-based noise: the same numbers here and in libs/sampler, for any batch and any order.

Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), and Box-Muller.
The rules, word by word, are in lab/golden/README.md.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

ROUNDS = 10
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
MASK = 0xFFFFFFFF

Words = NDArray[np.uint64]
Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]


class Stream(IntEnum):
    """What a number is drawn for; streams of one seed never overlap."""

    NOISE = 0
    TIMING_NOISE = 1
    TIMING_PRIOR = 2
    ANCHOR_CHOICE = 3


@dataclass(frozen=True)
class Draw:
    """Which numbers: a run's seed, a sample's index, its attempt, and the stream."""

    seed: int
    index: int
    attempt: int
    stream: Stream


def philox4x32(key: tuple[int, int], counter: Words) -> Words:
    """Philox4x32-10 of counters [N, 4] -> words [N, 4]; every entry is a 32-bit word in a 64-bit integer."""
    c0, c1, c2, c3 = (counter[:, lane].copy() for lane in range(4))
    k0, k1 = key
    mask = np.uint64(MASK)
    shift = np.uint64(32)
    for _ in range(ROUNDS):
        p0 = c0 * np.uint64(MULTIPLIERS[0])
        p1 = c2 * np.uint64(MULTIPLIERS[1])
        c0, c1, c2, c3 = (p1 >> shift) ^ c1 ^ np.uint64(k0), p1 & mask, (p0 >> shift) ^ c3 ^ np.uint64(k1), p0 & mask
        k0, k1 = (k0 + WEYL[0]) & MASK, (k1 + WEYL[1]) & MASK
    return np.stack([c0, c1, c2, c3], axis=1)


def words(draw: Draw, count: int) -> Words:
    """The first `count` words of a draw, in order, [count]."""
    blocks = -(-count // 4)
    counter = np.empty((blocks, 4), dtype=np.uint64)
    counter[:, 0] = np.arange(blocks, dtype=np.uint64)
    counter[:, 1] = draw.attempt
    counter[:, 2] = draw.index & MASK
    counter[:, 3] = draw.index >> 32
    return philox4x32((draw.seed & MASK, int(draw.stream)), counter).reshape(-1)[:count]


def uniforms(draw: Draw, count: int) -> Doubles:
    """`count` uniforms in (0, 1): (word + 0.5) / 2^32, float64."""
    return (words(draw, count).astype(np.float64) + 0.5) / 2.0**32


def normals(draw: Draw, count: int) -> Floats:
    """`count` standard normals by Box-Muller on pairs of uniforms, computed in float64, kept in float32."""
    pairs = uniforms(draw, -(-count // 4) * 4).reshape(-1, 2)
    radius = np.sqrt(-2.0 * np.log(pairs[:, 0]))
    angle = 2.0 * np.pi * pairs[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).reshape(-1)[:count].astype(np.float32)
