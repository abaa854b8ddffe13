"""From subjects to clips: paint, add clutter and noise, compress, smooth, scan-convert.

Shapes: B subjects, T frames, P = DEPTHS x BEAMS polar points, H x W = 112 x 112 pixels.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Float, UInt8
from torch import Tensor

from echocohort_lab.draws.beat import CURVE_CHANNELS, smoothstep
from echocohort_lab.phantom.geometry import (
    Beats,
    Motion,
    beats,
    locate,
    pixel_centres,
    solve_motion,
    ventricle_mask,
    wide,
)
from echocohort_lab.phantom.grid import BEAMS, DEPTHS
from echocohort_lab.phantom.painter import bump, make_painter, soft
from echocohort_lab.phantom.probe import decibel
from echocohort_lab.phantom.scene import Artefacts, Scene
from echocohort_lab.phantom.speckle import Texture, blur, gaussian, sample_texture
from echocohort_lab.phantom.subject import FRAMES, Subject
from echocohort_lab.phantom.tissue import paint

SIDE = 112
DISPLAY_RADIUS = 3


@dataclass(frozen=True)
class Clips:
    """Rendered clips with everything exact about them. `mask` is the LV cavity, [B, T, 112, 112]."""

    video: UInt8[Tensor, "B T H W"]
    mask: Float[Tensor, "B T H W"]
    curve: Float[Tensor, "B T 7"]
    valid: Float[Tensor, "B T"]
    ef: Float[Tensor, "B"]
    subject: Subject
    beats: Beats
    motion: Motion


def curve_of(b: Beats) -> Float[Tensor, "B T 7"]:
    """The conditioning curve of beat.py, batched; zero on frames that are not valid."""
    angle = 2.0 * torch.pi * b.phase
    harmonics = [torch.cos(angle), torch.sin(angle), torch.cos(2.0 * angle), torch.sin(2.0 * angle)]
    curve = torch.stack([*harmonics, b.contraction, b.volume, torch.ones_like(angle)], -1)
    assert curve.shape[-1] == CURVE_CHANNELS
    return curve * b.valid[..., None]


def polar_points(scene: Scene) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """x and y of the polar samples in the image, and their depth and angle (-1..1), each [B, 1, P]."""
    probe = scene.probe
    device = probe.depth.device
    depth = (torch.arange(DEPTHS, device=device) + 0.5)[None, :, None] / DEPTHS * probe.depth[:, None, None]
    beam = torch.linspace(-1.0, 1.0, BEAMS, device=device)[None, None, :]
    angle = beam * probe.half_angle[:, None, None]
    x = probe.x[:, None, None] + depth * torch.sin(angle)
    y = probe.y[:, None, None] + depth * torch.cos(angle)
    flat = (len(probe.depth), 1, DEPTHS * BEAMS)
    return x.reshape(flat), y.reshape(flat), depth.expand_as(x).reshape(flat), beam.expand_as(x).reshape(flat)


def rib_shadow(a: Artefacts, depth: Tensor, beam: Tensor) -> Tensor:
    """dB that a rib takes away, [B, 1, P]."""
    shade = soft(wide(a.rib_width) - (beam - wide(a.rib_centre)).abs(), wide(a.rib_edge))
    return wide(a.rib) * shade * smoothstep((depth - 0.05) / 0.06)


def beam_gain(scene: Scene, depth: Tensor, beam: Tensor, shadow: Tensor) -> Tensor:
    """dB by which a point is seen brighter or darker, [B, 1, P]."""
    a, probe = scene.artefacts, scene.probe
    knots = F.interpolate(probe.beam_gain[:, None], size=BEAMS, mode="linear", align_corners=True)
    gain = knots[:, :, None].expand(-1, 1, DEPTHS, BEAMS).flatten(2)
    drop = wide(a.right_drop) * bump(beam - wide(a.right_centre), wide(a.drop_width))
    drop = drop + wide(a.left_drop) * bump(beam - wide(a.left_centre), wide(a.drop_width))
    return gain - drop * smoothstep((depth - 0.1) / 0.12) - shadow - wide(probe.attenuation) * depth


def clutter_amplitude(scene: Scene, texture: Texture, depth: Tensor, beam: Tensor, shadow: Tensor) -> Tensor:
    """Haze, near field, reverberation arcs, patch and streak, [B, 1, P]; none of it moves."""
    a, levels, still = scene.artefacts, scene.levels, texture.still
    haze = decibel(wide(levels.haze)) * torch.exp(-(depth - 0.08).clamp(min=0) / wide(levels.haze_range))
    total = haze * decibel(4.0 * still[:, 0]) + decibel(wide(levels.near)) * bump(depth - 0.02, 0.045)
    span = bump(beam - wide(a.arc_centre), wide(a.arc_span))
    for arc in range(a.arc_level.shape[1]):
        ring = bump(depth - wide(a.arc_depth[:, arc]), wide(a.arc_width[:, arc]))
        total = total + wide(a.arc_level[:, arc]) * ring * span
    patch = bump(depth, wide(a.patch_range)) * bump(beam - wide(a.patch_centre), wide(a.patch_width))
    total = total + wide(a.patch_level) * patch * decibel(4.0 * still[:, 1])
    streak = bump(beam - wide(a.streak_centre), wide(a.streak_width)) * torch.exp(-depth / 0.35)
    total = total + wide(a.streak_level) * streak * decibel(4.0 * still[:, 2])
    return total * decibel(-0.5 * shadow)


def compress(scene: Scene, real: Tensor, imaginary: Tensor) -> Float[Tensor, "B T D M"]:
    """Envelope, log compression, gamma, and the display's smoothing of the polar image."""
    probe = scene.probe
    level = 10.0 * torch.log10(real**2 + imaginary**2 + 1e-9) + wide(probe.gain)
    grey = ((level + wide(probe.dynamic_range)) / wide(probe.dynamic_range)).clamp(0.0, 1.0) ** wide(probe.gamma)
    depth = gaussian(probe.display_axial, DISPLAY_RADIUS, False)
    beam = gaussian(probe.display_lateral, DISPLAY_RADIUS, False)
    return blur(grey.unflatten(2, (DEPTHS, BEAMS)), depth, beam, "constant")


def scan_convert(scene: Scene, polar: Float[Tensor, "B T D M"]) -> Float[Tensor, "B T H W"]:
    """Polar image to pixels; black outside the sector."""
    probe = scene.probe
    x, y = pixel_centres(SIDE, polar.device)
    dx = x.view(1, SIDE, SIDE) - probe.x[:, None, None]
    dy = y.view(1, SIDE, SIDE) - probe.y[:, None, None]
    across = torch.atan2(dx, dy) / probe.half_angle[:, None, None]
    down = torch.sqrt(dx**2 + dy**2) / probe.depth[:, None, None] * 2.0 - 1.0
    grid = torch.stack([across, down], -1)
    image = F.grid_sample(polar, grid, mode="bilinear", padding_mode="border", align_corners=True)
    return image * ((across.abs() <= 1) & (down <= 1)).to(image.dtype)[:, None]


Video = Callable[[Subject, Beats, Motion, tuple[Tensor, Tensor]], Tensor]


def render_video(subject: Subject, b: Beats, motion: Motion, fresh: tuple[Tensor, Tensor]) -> Float[Tensor, "B T H W"]:
    """Grey in 0..1. `fresh` are the standard normals of the receiver, [B, T, P] each: no generator, so it compiles."""
    scene = subject.scene
    x, y, depth, beam = polar_points(scene)
    place = locate(subject, motion, x, y)
    texture = sample_texture(subject, b, place)
    shadow = rib_shadow(scene.artefacts, depth, beam)
    painted = paint(make_painter(subject, b, motion, place, texture, depth))
    tissue = painted * decibel(beam_gain(scene, depth, beam, shadow))
    clutter = clutter_amplitude(scene, texture, depth, beam, shadow)
    noise = decibel(wide(scene.probe.noise) + wide(scene.probe.noise_slope) * depth)

    real = tissue * texture.real + clutter * texture.clutter[:, 0] + noise * fresh[0]
    imaginary = tissue * texture.imaginary + clutter * texture.clutter[:, 1] + noise * fresh[1]
    return scan_convert(scene, compress(scene, real, imaginary))


@torch.no_grad()
def render(subject: Subject, generator: torch.Generator, video_of: Video = render_video) -> Clips:
    """Clips of a batch of subjects; frames that are not valid are black. `video_of` may be render_video, compiled."""
    b = beats(subject.beat)
    motion = solve_motion(subject.ventricle, b.volume, b.contraction)
    points = (*b.valid.shape, DEPTHS * BEAMS)
    real, imaginary = (torch.randn(points, generator=generator, device=b.valid.device) for _ in range(2))
    video = video_of(subject, b, motion, (real, imaginary))
    mask = ventricle_mask(subject.ventricle, motion, SIDE)
    shown = b.valid[:, :, None, None]
    pixels = torch.round(video * shown * 255.0).to(torch.uint8)
    assert pixels.shape[1] == FRAMES
    return Clips(pixels, mask * shown, curve_of(b), b.valid, subject.beat.ef, subject, b, motion)
