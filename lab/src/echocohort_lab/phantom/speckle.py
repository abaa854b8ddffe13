"""Speckle that moves with the tissue.

A complex Gaussian texture lives in end-diastolic polar coordinates, already blurred with the probe's point-spread
function, so it is anisotropic, widens with depth and follows each material point. A second texture is mixed in as the
tissue leaves the imaging plane. Shapes: B subjects, T frames, P polar points.
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.phantom.geometry import Beats, Place, bending, wide
from echocohort_lab.phantom.grid import BEAM_MARGIN, BEAMS, DEPTH_MARGIN, DEPTHS, TEXTURE_BEAMS, TEXTURE_DEPTHS
from echocohort_lab.phantom.scene import Scene
from echocohort_lab.phantom.subject import Subject

CLUTTER_RADII = 4, 8  # of the blur in polar samples, down and across; tissue has two texels a sample
TISSUE_RADII = 7, 16


class Texture(NamedTuple):
    """What each polar point is made of."""

    real: Float[Tensor, "B T P"]
    imaginary: Float[Tensor, "B T P"]
    coarse: Float[Tensor, "B T P"]  # slow brightness changes of the tissue
    fine: Float[Tensor, "B T P"]
    still: Float[Tensor, "B 3 1 P"]  # slow changes that stay on the screen
    clutter: Float[Tensor, "B 2 1 P"]  # speckle that stays on the screen


def gaussian(sigma: Float[Tensor, "B"], radius: int, unit_energy: bool) -> Float[Tensor, "B taps"]:
    """A kernel a subject. Unit energy keeps the variance of white noise, unit sum that of a constant."""
    tap = torch.arange(-radius, radius + 1, device=sigma.device, dtype=torch.float32)
    kernel = torch.exp(-(tap[None] ** 2) / (2.0 * sigma[:, None] ** 2))
    return kernel / ((kernel**2).sum(1, True).sqrt() if unit_energy else kernel.sum(1, True))


def blur(
    image: Float[Tensor, "B C h w"], depth: Float[Tensor, "B taps"], beam: Float[Tensor, "B taps2"], mode: str
) -> Float[Tensor, "B C h w"]:
    """Separable blur with each subject's own kernels."""
    subjects = image.shape[0]
    x = image.transpose(0, 1)
    radius0, radius1 = depth.shape[1] // 2, beam.shape[1] // 2
    x = F.conv2d(F.pad(x, (0, 0, radius0, radius0), mode=mode), depth[:, None, :, None], groups=subjects)
    x = F.conv2d(F.pad(x, (radius1, radius1, 0, 0), mode=mode), beam[:, None, None, :], groups=subjects)
    return x.transpose(0, 1)


def texture_maps(scene: Scene) -> tuple[Float[Tensor, "B 6 Ht Wt"], Float[Tensor, "B 2 1 P"]]:
    """Tissue texture (two complex fields, coarse, fine) in end-diastolic polar coordinates, and clutter speckle."""
    probe, seeds = scene.probe, scene.seeds
    axial, lateral = probe.axial_blur, probe.lateral_blur
    down, across = TISSUE_RADII
    tissue = blur(seeds.tissue, gaussian(2 * axial, down, True), gaussian(2 * lateral, across, True), "reflect")

    def enlarged(noise: Tensor) -> Tensor:
        return F.interpolate(noise, size=(TEXTURE_DEPTHS, TEXTURE_BEAMS), mode="bicubic", align_corners=False)

    down, across = CLUTTER_RADII
    clutter = blur(seeds.clutter, gaussian(axial, down, True), gaussian(lateral, across, True), "reflect")
    maps = torch.cat([tissue, enlarged(seeds.coarse), enlarged(seeds.fine)], 1)
    return maps, clutter.reshape(-1, 2, 1, DEPTHS * BEAMS)


def texture_coordinates(subject: Subject, place: Place) -> Float[Tensor, "B T P 2"]:
    """Where each point's tissue was in the probe's polar coordinates at end-diastole, in the units of grid_sample."""
    v, probe = subject.ventricle, subject.scene.probe
    axial = place.axial_ed
    lateral = place.lateral_ed + bending(v, axial, axial / wide(v.length))
    cos, sin = torch.cos(wide(v.tilt)), torch.sin(wide(v.tilt))
    x = lateral * cos + axial * sin + wide(v.apex_x - probe.x)
    y = axial * cos - lateral * sin + wide(v.apex_y - probe.y)
    depth = torch.sqrt(x**2 + y**2 + 1e-8) / (DEPTH_MARGIN * wide(probe.depth)) * 2.0 - 1.0
    return torch.stack([torch.atan2(x, y) / (BEAM_MARGIN * wide(probe.half_angle)), depth], -1)


def sample_texture(subject: Subject, beats: Beats, place: Place) -> Texture:
    """Texture of every point in every frame."""
    seeds = subject.scene.seeds
    maps, clutter = texture_maps(subject.scene)
    coordinates = texture_coordinates(subject, place)
    fields = F.grid_sample(maps, coordinates, mode="bilinear", padding_mode="reflection", align_corners=False)
    count = subject.beat.frames[:, None]
    frame = torch.arange(place.axial.shape[1], device=count.device)[None]
    leaving = wide(seeds.plane_contraction[:, None] * beats.contraction + seeds.plane_time[:, None] * frame / count)
    cos, sin = torch.cos(leaving), torch.sin(leaving)
    steady = subject.scene.probe.compounding
    share = wide(torch.rsqrt(1.0 + 0.5 * steady**2))  # the power of the echo stays
    still = F.interpolate(seeds.still, size=(DEPTHS, BEAMS), mode="bicubic", align_corners=False)
    return Texture(
        real=(fields[:, 0] * cos + fields[:, 2] * sin + wide(steady)) * share,
        imaginary=(fields[:, 1] * cos + fields[:, 3] * sin) * share,
        coarse=fields[:, 4],
        fine=fields[:, 5],
        still=still.reshape(subject.count, 3, 1, -1),
        clutter=clutter,
    )
