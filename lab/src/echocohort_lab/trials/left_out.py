"""Subjects with parts of the phantom left out, to find what it is that a classifier goes by.

noise     the receiver's
clutter   haze, near field, reverberations, patch and streak: all stand still on the screen
beam      gain and shadows along the beams and down them, which stand still too
still     the slow unevenness of tissue and blood that stays on the screen
plane     speckle that leaves the imaging plane
leaflets  of the mitral valve, which open and close
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from echocohort_lab.phantom.scene import Scene
from echocohort_lab.phantom.subject import Subject

NOTHING_DB = -300.0


def silent(level: Tensor) -> Tensor:
    """A level in dB that nobody sees."""
    return torch.full_like(level, NOTHING_DB)


def zero(value: Tensor) -> Tensor:
    return torch.zeros_like(value)


def in_scene(change: Callable[[Scene], Scene]) -> Callable[[Subject], Subject]:
    return lambda subject: replace(subject, scene=change(subject.scene))


def without_noise(scene: Scene) -> Scene:
    return replace(scene, probe=replace(scene.probe, noise=silent(scene.probe.noise)))


def without_clutter(scene: Scene) -> Scene:
    levels, a = scene.levels, scene.artefacts
    return replace(
        scene,
        levels=replace(levels, haze=silent(levels.haze), near=silent(levels.near)),
        artefacts=replace(
            a, arc_level=zero(a.arc_level), patch_level=zero(a.patch_level), streak_level=zero(a.streak_level)
        ),
    )


def without_beam(scene: Scene) -> Scene:
    probe, a = scene.probe, scene.artefacts
    return replace(
        scene,
        probe=replace(probe, beam_gain=zero(probe.beam_gain), attenuation=zero(probe.attenuation)),
        artefacts=replace(a, right_drop=zero(a.right_drop), left_drop=zero(a.left_drop), rib=zero(a.rib)),
    )


def without_still(scene: Scene) -> Scene:
    return replace(scene, seeds=replace(scene.seeds, still=zero(scene.seeds.still)))


def without_plane(scene: Scene) -> Scene:
    seeds = scene.seeds
    held = replace(seeds, plane_contraction=zero(seeds.plane_contraction), plane_time=zero(seeds.plane_time))
    return replace(scene, seeds=held)


def without_leaflets(subject: Subject) -> Subject:
    return replace(subject, valve=replace(subject.valve, level=silent(subject.valve.level)))


LEAVING_OUT: dict[str, Callable[[Subject], Subject]] = {
    "noise": in_scene(without_noise),
    "clutter": in_scene(without_clutter),
    "beam": in_scene(without_beam),
    "still": in_scene(without_still),
    "plane": in_scene(without_plane),
    "leaflets": without_leaflets,
}


def without(parts: Sequence[str], subject: Subject) -> Subject:
    """Raises ValueError for a part that there is not."""
    if unknown := sorted(set(parts) - set(LEAVING_OUT)):
        raise ValueError(f"--without: expected parts among {', '.join(LEAVING_OUT)}; got {', '.join(unknown)}")
    for part in parts:
        subject = LEAVING_OUT[part](subject)
    return subject
