"""A bundle, run: the same requests, feeds and figures as libs/sampler, for golden samples and evaluation.

Shapes: B requests, K references, T maxFrames, L frames asked for, H x W pixels. The rules are in lab/golden/README.md.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from echocohort_lab.draws.beat import (
    CURVE_CHANNELS,
    TIMING_NUMBERS,
    AnchorPhase,
    TimingPrior,
    drawn_timing,
    phase_input,
    volume_curve,
)
from echocohort_lab.draws.philox import Draw, Stream, normals
from echocohort_lab.graphs.graph import THREADS, open_session, run_graph
from echocohort_lab.readers.readings import READINGS

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Manifest = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One sample: what it leans on and what it is asked to show. `ef` is a fraction."""

    ef: float
    references: Pixels  # [K, H, W]
    positions: tuple[int, ...] = (0,)
    frames: int = 32
    seed: int = 0
    index: int = 0
    attempt: int = 0
    anchor: AnchorPhase | None = None
    curve: Floats | None = None  # [T, 7], drawn from the prior when absent


@dataclass(frozen=True)
class Sample:
    """What came back, cut to the frames that were asked for. EFs are fractions."""

    frames: Pixels  # [L, H, W]
    curve: Floats
    area: Floats
    length: Floats
    audit_area: Floats
    audit_length: Floats
    outline: Floats  # [L, P, 2], x, y in px
    agreement: Floats  # [K]

    @property
    def measured_ef(self) -> float:
        return area_length_ef(self.area, self.length)

    @property
    def audit_ef(self) -> float:
        return area_length_ef(self.audit_area, self.audit_length)


def area_length_ef(area: Floats, length: Floats) -> float:
    """Single-plane area-length EF as a fraction; ED and ES at the largest and smallest area."""
    ed, es = int(np.argmax(area)), int(np.argmin(area))

    def volume(at: int) -> float:
        return 8.0 / (3.0 * math.pi) * float(area[at]) ** 2 / max(float(length[at]), 1.0)

    return 1.0 - volume(es) / volume(ed)


def nearest_reference(positions: Sequence[int], frames: int) -> NDArray[np.int64]:
    """Which reference each output frame leans on, the earlier of equals, [frames]."""
    distance = np.abs(np.arange(frames)[:, None] - np.asarray(positions)[None, :])
    return np.argmin(distance, axis=1).astype(np.int64)


def timing_noise(request: Request) -> Floats:
    """Normals of a timing flow, [8]."""
    return normals(Draw(request.seed, request.index, request.attempt, Stream.TIMING_NOISE), TIMING_NUMBERS)


def request_curve(request: Request, prior: TimingPrior | None, max_frames: int) -> Floats:
    """The curve that is given, else one drawn from the prior, else (no prior) zeros: the graph draws its own."""
    if request.curve is not None:
        return request.curve
    if prior is None:
        return np.zeros((max_frames, CURVE_CHANNELS), dtype=np.float32)
    drawn = drawn_timing(prior, request.frames, request.anchor, request.seed, request.index, request.attempt)
    return volume_curve(drawn, request.frames, request.ef, max_frames)


def read_prior(manifest: Manifest) -> TimingPrior:
    """`timingPrior` of bundle.json."""
    prior = manifest["timingPrior"]
    return TimingPrior(
        prior["beats"]["framesPerBeatMin"],
        prior["beats"]["min"],
        prior["beats"]["max"],
        *(
            (float(prior[name][0]), float(prior[name][1]))
            for name in (
                "endSystole",
                "isovolumicRelaxation",
                "earlyFillingDuration",
                "earlyFillingShare",
                "atrialStart",
            )
        ),
    )


class BundleSampler:
    """Opens a bundle folder on the CPU provider."""

    def __init__(self, folder: Path, threads: int = THREADS, manifest: Manifest | None = None) -> None:
        self.folder = folder
        self.threads = threads
        self.manifest: Manifest = manifest or json.loads((folder / "bundle.json").read_text())
        self.max_frames: int = self.manifest["maxFrames"]
        self.prior = read_prior(self.manifest)

    @cached_property
    def generate_session(self) -> ort.InferenceSession:
        return open_session(self.folder / self.manifest["graphs"]["generate"][0]["file"], self.threads)

    @cached_property
    def read_session(self) -> ort.InferenceSession:
        return open_session(self.folder / self.manifest["graphs"]["read"]["file"], self.threads)

    @cached_property
    def anchors(self) -> Pixels:
        """End-diastolic frames [count, H, W] for samples without a source."""
        anchors: Pixels = np.load(self.folder / self.manifest["anchors"]["file"])
        return anchors

    def feeds(self, requests: Sequence[Request]) -> dict[str, NDArray[np.generic]]:
        """The graph's inputs for a batch; a request with fewer references repeats its first.

        A graph that takes timing noise draws the beats of requests without a curve itself.
        """
        frames, ports = self.max_frames, self.manifest["graphs"]["generate"][0]["inputs"]
        own_beats = any(port["role"] == "timingNoise" for port in ports)
        latent = tuple(self.manifest["latent"][key] for key in ("channels", "height", "width"))
        most = max(len(request.references) for request in requests)
        frame = np.arange(frames)
        padded = [[*r.references, *[r.references[0]] * (most - len(r.references))] for r in requests]
        noise = [
            normals(Draw(r.seed, r.index, r.attempt, Stream.NOISE), frames * math.prod(latent)).reshape(frames, *latent)
            for r in requests
        ]
        roles: dict[str, NDArray[np.generic]] = {
            "references": np.stack([np.stack(rows) for rows in padded]),
            "nearest": np.stack([nearest_reference(r.positions, frames) for r in requests]),
            "observed": np.stack([np.isin(frame, r.positions) for r in requests]).astype(np.float32),
            "noise": np.stack(noise),
            "ef": np.array([r.ef for r in requests], dtype=np.float32),
            "efKnown": np.ones(len(requests), dtype=np.float32),
            "timingNoise": np.stack([timing_noise(r) for r in requests]),
            "phase": np.stack([phase_input(r.anchor, r.positions[0]) for r in requests]),
            "curve": np.stack([request_curve(r, None if own_beats else self.prior, frames) for r in requests]),
            "curveKnown": np.array([r.curve is not None or not own_beats for r in requests], dtype=np.float32),
            "valid": np.stack([frame < r.frames for r in requests]).astype(np.float32),
        }
        return {port["name"]: roles[port["role"]] for port in ports}

    def generate(self, requests: Sequence[Request]) -> list[Sample]:
        """One graph call. Raises ValueError for a bundle that does not measure what it makes."""
        outputs = self.manifest["graphs"]["generate"][0]["outputs"]
        missing = {"frames", "curve", *READINGS} - {port["role"] for port in outputs}
        if missing:
            raise ValueError(f"{self.folder}: expected outputs {', '.join(sorted(missing))}: it brings no readers")
        values = run_graph(self.generate_session, self.feeds(requests))
        by_role = {port["role"]: value for port, value in zip(outputs, values, strict=True)}

        def cut(role: str, at: int, request: Request) -> NDArray[Any]:
            wanted: NDArray[Any] = by_role[role][at][
                : len(request.references) if role == "agreement" else request.frames
            ]
            return wanted

        return [
            Sample(*(cut(role, at, request) for role in ("frames", "curve", *READINGS)))
            for at, request in enumerate(requests)
        ]

    def read(self, frames: Pixels) -> dict[str, Floats]:
        """What both readers see in frames [N, H, W], by role."""
        outputs = self.manifest["graphs"]["read"]["outputs"]
        values = run_graph(self.read_session, {"frames": frames})
        return {port["role"]: value.astype(np.float32) for port, value in zip(outputs, values, strict=True)}

    def shown_ef(self, frames: Pixels) -> float:
        """EF of a clip [L, H, W] by the audit, which looks at every frame anew, as a fraction."""
        seen = self.read(frames)
        return area_length_ef(seen["auditArea"], seen["auditLength"])
