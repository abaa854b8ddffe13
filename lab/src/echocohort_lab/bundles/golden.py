"""Golden vectors: numbers that libs/sampler must reproduce. The rules are in lab/golden/README.md."""

import json
from pathlib import Path

from echocohort_lab.draws.beat import (
    TIMING_NUMBERS,
    AnchorPhase,
    TimingPrior,
    contraction,
    drawn_timing,
    phase_input,
    volume_curve,
)
from echocohort_lab.draws.philox import Draw, Stream, normals, uniforms, words

MAX_FRAMES = 32
DRAWS = (
    Draw(0, 0, 0, Stream.NOISE),
    Draw(1, 0, 0, Stream.TIMING_PRIOR),
    Draw(20260314, 7, 2, Stream.ANCHOR_CHOICE),
    Draw(0xFFFFFFFF, 999_999, 31, Stream.TIMING_NOISE),
    Draw(12345, 2**32 + 5, 1, Stream.NOISE),
)
ANCHORS = (
    None,
    AnchorPhase(0, 0.0, None),
    AnchorPhase(4, 0.5, True),
    AnchorPhase(4, 0.5, False),
    AnchorPhase(9, 1.0, None),
    AnchorPhase(1, 0.97, True),
)


def philox_vectors() -> dict[str, object]:
    """Words, uniforms and normals of a few draws."""
    return {
        "draws": [
            {
                "seed": draw.seed,
                "index": draw.index,
                "attempt": draw.attempt,
                "stream": int(draw.stream),
                "words": [int(word) for word in words(draw, 12)],
                "uniforms": [float(u) for u in uniforms(draw, 12)],
                "normals": [float(z) for z in normals(draw, 12)],
            }
            for draw in DRAWS
        ]
    }


def anchor_json(anchor: AnchorPhase) -> dict[str, object]:
    return {"position": anchor.position, "contraction": anchor.contraction, "contracting": anchor.contracting}


def timing_case(
    frames: int, ef_percent: float, anchor: AnchorPhase | None, seed: int, index: int, attempt: int
) -> dict[str, object]:
    timing = drawn_timing(TimingPrior(), frames, anchor, seed, index, attempt)
    curve = volume_curve(timing, frames, ef_percent / 100.0, MAX_FRAMES)
    at_anchor = None if anchor is None else float(contraction(timing, frames)[anchor.position])
    return {
        "seed": seed,
        "index": index,
        "attempt": attempt,
        "frames": frames,
        "efPercent": ef_percent,
        "anchor": None if anchor is None else anchor_json(anchor),
        "timing": timing.as_json(),
        "contractionAtAnchor": at_anchor,
        "curve": [[float(value) for value in row] for row in curve[:frames]],
    }


def timing_vectors() -> dict[str, object]:
    """Drawn timings and their curves (rows of valid frames; all later rows are zero)."""
    cases = [
        timing_case(frames, ef, anchor, seed=41 + order, index=order * 3, attempt=order % 2)
        for order, (frames, ef, anchor) in enumerate(
            [(32, 55.0, anchor) for anchor in ANCHORS] + [(10, 20.0, ANCHORS[1]), (17, 80.0, ANCHORS[3])]
        )
    ]
    cases += [timing_case(frames, 40.0, AnchorPhase(0, 0.0, None), 7, 0, 0) for frames in (2, 3, 5)]
    return {"maxFrames": MAX_FRAMES, "timingPrior": TimingPrior().manifest(), "cases": cases}


def timing_input_vectors() -> dict[str, object]:
    """What a graph with a timing flow is fed: the noise of its beat and the phase of the first observed frame."""
    cases = []
    for order, anchor in enumerate(ANCHORS):
        draw = Draw(seed=73 + order, index=2**31 * order, attempt=order, stream=Stream.TIMING_NOISE)
        positions = [4, 9] if order == len(ANCHORS) - 1 else [anchor.position if anchor else 0, 20]
        cases.append(
            {
                "seed": draw.seed,
                "index": draw.index,
                "attempt": draw.attempt,
                "positions": positions,
                "anchor": None if anchor is None else anchor_json(anchor),
                "timingNoise": [float(z) for z in normals(draw, TIMING_NUMBERS)],
                "phase": [float(value) for value in phase_input(anchor, positions[0])],
            }
        )
    return {"cases": cases}


GOLDEN = {"philox.json": philox_vectors, "timing.json": timing_vectors, "timing-inputs.json": timing_input_vectors}


def write_golden(folder: Path) -> list[Path]:
    """Writes the files of GOLDEN; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, vectors in GOLDEN.items():
        path = folder / name
        path.write_text(json.dumps(vectors(), indent=1) + "\n")
        paths.append(path)
    return paths
