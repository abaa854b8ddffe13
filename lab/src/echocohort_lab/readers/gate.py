"""Whether a ventricle is believed in a picture: two readers that share nothing must agree on one of a possible size.

libs/shared/src/gate.ts is the same rule for the service. Shapes: N pictures.
"""

from dataclasses import dataclass

from jaxtyping import Bool
from torch import Tensor

from echocohort_lab.readers.readings import Readings


@dataclass(frozen=True)
class Gate:
    """What a frame must have."""

    agreement_min: float  # of the two readers, as outline.py has it
    area_share: tuple[float, float]  # least and largest area of either mask, of the frame
    side: int  # of the frame, px

    def manifest(self) -> dict[str, object]:
        return {"agreementMin": self.agreement_min, "areaShare": list(self.area_share)}


def passes(gate: Gate, seen: Readings) -> Bool[Tensor, "N"]:
    """Of pictures, each for itself."""
    least, most = (share * gate.side**2 for share in gate.area_share)
    sizes = [(area >= least) & (area <= most) for area in (seen.own.area, seen.audit.area)]
    return sizes[0] & sizes[1] & (seen.agreement >= gate.agreement_min)
