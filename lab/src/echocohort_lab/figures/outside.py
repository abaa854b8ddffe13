"""Do readers and carrying hold on pictures that are not the phantom's? On frames of `lab outside`.

Same geometry and exact masks, but physics of somebody else, which no network here has seen. Twins of each frame are
asked for three EFs; what the own reader's carried outline says is held against the true mask, moved by the same
displacement. Shapes: B subjects, T frames, H x W pixels.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from echocohort_lab.figures.ef import P95, dice
from echocohort_lab.metrics.bootstrap import Figures, mean, quantile, share
from echocohort_lab.phantom.subject import FRAMES
from echocohort_lab.readers.gate import Gate, passes
from echocohort_lab.stages.losses import exact_ef, warped_volumes
from echocohort_lab.trials.bench import Bench, ef_of, full_precision
from echocohort_lab.trials.outside_frames import Outside

EFS = (0.25, 0.50, 0.70)
SUBJECTS_A_CALL = 16


@dataclass(frozen=True)
class Part:
    """Some of the file's subjects, on the bench's device."""

    numbers: list[int]
    frames: UInt8[Tensor, "B H W"]
    masks: Float[Tensor, "B H W"]


def parts_of(held: Outside, device: torch.device) -> Iterator[Part]:
    for at in range(0, len(held.numbers), SUBJECTS_A_CALL):
        some = slice(at, at + SUBJECTS_A_CALL)
        frames, masks = (torch.from_numpy(values[some]).to(device) for values in (held.frames, held.masks))
        yield Part(held.numbers[some].tolist(), frames, masks.float() / 255.0)


def twins_of(bench: Bench, part: Part, ef: float) -> dict[str, Tensor]:
    """Carried and exact EF of one twin of every subject, as long as clips can be."""
    count = len(part.numbers)
    lengths, asked = torch.full((count,), FRAMES), torch.full((count,), ef)
    inputs = bench.ask_frames(part.frames, 0, lengths, asked, [("outside", number) for number in part.numbers], FRAMES)
    made = bench.generator.make(inputs)
    masks = part.masks[:, None].expand(-1, FRAMES, -1, -1)
    first = torch.zeros_like(inputs.nearest)
    return {
        "exact": exact_ef(warped_volumes(masks, made.displacement, first, inputs.observed), inputs.valid),
        "own": ef_of(made.readings.own, inputs.valid),
        "audit": ef_of(made.readings.audit, inputs.valid),
    }


def rows_of(bench: Bench, part: Part, gate: Gate) -> dict[str, Tensor]:
    """Of each subject whether it passes the gate, the worse reader's Dice, and the EFs of its twins, [B, 3]."""
    marked = bench.masks(part.frames)
    overlap = torch.stack([dice(marked[:, reader], part.masks) for reader in (0, 1)]).amin(0)
    twins = [twins_of(bench, part, ef) for ef in EFS]
    efs = {name: torch.stack([twin[name] for twin in twins], 1) for name in twins[0]}
    return {"readable": passes(gate, bench.read(part.frames)), "dice": overlap, **efs}


def outside(bench: Bench, held: Outside, gate: Gate) -> Figures:
    """EF errors are of frames that pass the gate: of others the product makes no clip. One mean a subject."""
    if held.split != bench.split:
        raise ValueError(f"expected frames of subjects of {bench.split}, got those of {held.split}")
    with torch.no_grad(), full_precision():
        parts = [rows_of(bench, part, gate) for part in parts_of(held, bench.device)]
    found = {key: np.concatenate([part[key].double().cpu().numpy() for part in parts]) for key in parts[0]}
    readable = found["readable"] > 0
    figures = {"outside.readable": share(found["readable"]), "outside.readerDice": mean(found["dice"])}
    if not readable.any():
        return figures
    own, audit = (100.0 * np.abs(found[name] - found["exact"])[readable] for name in ("own", "audit"))
    return {
        **figures,
        "outside.carriedMaePp": mean(own.mean(1)),
        "outside.carriedP95Pp": quantile(own.max(1), P95),
        "outside.auditMaePp": mean(audit.mean(1)),
    }
