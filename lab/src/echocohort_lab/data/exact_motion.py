"""The motion between two frames of a phantom clip, from what is exact about it: where each point of the picture was at
end-diastole. It moves one frame to another as the generator does, but without the generator's errors.

Shapes: N pairs of frames, g x g field grid; displacements are backward and in the [-1, 1] units of grid_sample.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.picture.move import identity_grid

ITERATIONS = 8
STEP_MAX = 0.08  # of [-1, 1] an iteration; material maps jump at the annulus, and Newton must not
RIDGE = 1e-3


def slopes(field: Float[Tensor, "N 2 g g"]) -> Float[Tensor, "N 4 g g"]:
    """Derivatives of both channels by x, then by y, per unit of [-1, 1]; central, one-sided at the border."""
    padded = F.pad(field, (1, 1, 1, 1), mode="replicate")
    per_unit = field.shape[-1] / 4.0
    by_x = (padded[:, :, 1:-1, 2:] - padded[:, :, 1:-1, :-2]) * per_unit
    by_y = (padded[:, :, 2:, 1:-1] - padded[:, :, :-2, 1:-1]) * per_unit
    return torch.cat([by_x, by_y], 1)


@torch.no_grad()
def displacement_between(
    reference: Float[Tensor, "N 2 g g"], wanted: Float[Tensor, "N 2 g g"]
) -> Float[Tensor, "N 2 g g"]:
    """D with reference(p + D(p)) = wanted(p), by damped Newton steps on the grid (Levenberg's ridge)."""
    known = torch.cat([reference, slopes(reference)], 1)
    here = identity_grid(reference.shape[-1], reference)
    inside = 1.0 - 1.0 / reference.shape[-1]  # tissue that comes from beyond the picture is looked for at its border
    displacement = torch.zeros_like(reference)
    for _ in range(ITERATIONS):
        at = (here + displacement).permute(0, 2, 3, 1)
        seen = F.grid_sample(known, at, mode="bilinear", padding_mode="border", align_corners=False)
        error = wanted - seen[:, :2]
        u_x, v_x, u_y, v_y = seen[:, 2:].unbind(1)
        xx, yy, xy = u_x**2 + v_x**2 + RIDGE, u_y**2 + v_y**2 + RIDGE, u_x * u_y + v_x * v_y
        right_x = u_x * error[:, 0] + v_x * error[:, 1]
        right_y = u_y * error[:, 0] + v_y * error[:, 1]
        step = torch.stack([yy * right_x - xy * right_y, xx * right_y - xy * right_x], 1)
        step = step / (xx * yy - xy**2)[:, None]
        displacement = displacement + step.clamp(-STEP_MAX, STEP_MAX)
        displacement = (here + displacement).clamp(-inside, inside) - here
    return displacement
