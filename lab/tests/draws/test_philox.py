"""Philox against the known answers of its authors, and what keying by (seed, index, attempt, stream) promises."""

from dataclasses import replace

import numpy as np
import pytest

from echocohort_lab.draws.philox import Draw, Stream, normals, philox4x32, uniforms, words

# Random123's kat_vectors for philox4x32-10 (Salmon et al. 2011): counter, key, result.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
DRAW = Draw(seed=7, index=3, attempt=1, stream=Stream.NOISE)


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN)
def test_known_answers(counter: tuple[int, ...], key: tuple[int, int], result: tuple[int, ...]) -> None:
    got = philox4x32(key, np.array([counter], dtype=np.uint64))
    assert tuple(int(word) for word in got[0]) == result
    wrong = philox4x32((key[0] ^ 1, key[1]), np.array([counter], dtype=np.uint64))
    assert tuple(int(word) for word in wrong[0]) != result


@pytest.mark.parametrize(
    "other",
    [
        replace(DRAW, seed=8),
        replace(DRAW, index=4),
        replace(DRAW, index=3 + 2**32),
        replace(DRAW, attempt=2),
        replace(DRAW, stream=Stream.TIMING_PRIOR),
    ],
)
def test_each_part_of_the_key_counts(other: Draw) -> None:
    assert np.array_equal(words(DRAW, 64), words(DRAW, 64))
    assert not np.any(words(DRAW, 64) == words(other, 64))


def test_shorter_draws_are_prefixes() -> None:
    assert np.array_equal(normals(DRAW, 101), normals(DRAW, 4096)[:101])
    assert np.array_equal(uniforms(DRAW, 3), uniforms(DRAW, 9)[:3])


def test_normals_are_standard() -> None:
    z = normals(DRAW, 200_000).astype(np.float64)
    assert z.dtype == np.float64
    assert abs(z.mean()) < 0.01
    assert abs(z.std() - 1.0) < 0.01
    assert abs(float((z**4).mean()) - 3.0) < 0.1
    assert abs(float((z[:-1] * z[1:]).mean())) < 0.01
    # The same test tells uniforms apart.
    u = (uniforms(DRAW, 200_000) - 0.5) * np.sqrt(12.0)
    assert abs(float((u**4).mean()) - 3.0) > 1.0
