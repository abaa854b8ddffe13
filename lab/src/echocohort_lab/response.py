"""How a bundle answers: the EF that its own measurer reads of clips, as a line over the EF that was asked for.

A request can then ask for what gives the EF that is wanted, instead of learning the bundle's bias by a miss. The
bundle's anchor frames are the pictures: nobody's, and end-diastolic as most sources are.
"""

import numpy as np

from echocohort_lab.sample import BundleSampler, Manifest, Request
from echocohort_lab.timing import AnchorPhase

ASKED = 0.10, 0.75  # fractions, spread evenly over the anchors
SEED = 5
REQUESTS_A_CALL = 4


def response_of(manifest: Manifest) -> tuple[float, float]:
    """(intercept, slope) of a bundle's line, in fractions; that of a bundle without one does as it is asked."""
    response = manifest.get("efResponse", {"slope": 1.0, "offsetPp": 0.0})
    return response["offsetPp"] / 100.0, response["slope"]


def ef_response(sampler: BundleSampler) -> dict[str, float]:
    """Slope and offset (percentage points) of the least-squares line through what was asked and measured."""
    anchors = sampler.anchors
    asked = np.linspace(*ASKED, len(anchors))
    # Anchors come in the order of their drawing, so no EF goes with a kind of picture.
    requests = [
        Request(float(ef), anchor[None], frames=sampler.max_frames, seed=SEED, index=at, anchor=AnchorPhase(0, 0.0))
        for at, (ef, anchor) in enumerate(zip(asked, anchors, strict=True))
    ]
    parts = [requests[at : at + REQUESTS_A_CALL] for at in range(0, len(requests), REQUESTS_A_CALL)]
    measured = [sample.measured_ef for part in parts for sample in sampler.generate(part)]
    slope, offset = np.polyfit(asked, measured, 1)
    return {"slope": round(float(slope), 4), "offsetPp": round(100.0 * float(offset), 3)}
