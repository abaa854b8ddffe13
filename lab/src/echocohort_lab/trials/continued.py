"""The generator with frames that are continued beyond their sector before they are moved: what that is worth.

No shipped bundle does it yet; `lab contest --continued` says how far such clips are told from raw ones.
Shapes: B clips of T frames with K references, H x W pixels.
"""

from jaxtyping import Float
from torch import Tensor

from echocohort_lab.bundles.generate import Generator, Inputs
from echocohort_lab.graphs.graph import deployable
from echocohort_lab.picture.beyond import continued
from echocohort_lab.picture.move import take_reference
from echocohort_lab.picture.sector import sector


class Continuing(Generator):
    """What moves into the sector is tissue; what lies beyond it stays out of the frame's fineness."""

    def moved(self, grey: Float[Tensor, "B K H W"], look: Float[Tensor, "B TH W 2"]) -> Float[Tensor, "B T H W"]:
        pictures = grey.flatten(0, 1)[:, None]
        return super().moved(continued(pictures, sector(pictures)).view_as(grey), look)

    def finished(self, moved: Float[Tensor, "B T H W"], grey: Float[Tensor, "B K H W"], x: Inputs) -> Tensor:
        inside = sector(grey.flatten(0, 1)[:, None]).view_as(grey)
        return super().finished(moved * take_reference(inside, x.nearest), grey, x)


def continuing(generator: Generator) -> Continuing:
    """The same networks."""
    made = deployable(Continuing())
    made.load_state_dict(generator.state_dict())
    return made.to(next(generator.parameters()).device)
