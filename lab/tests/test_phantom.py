"""The phantom: EF exact by geometry, texture that moves with the tissue, clips that depend on their seed alone."""

import pytest
import torch
from torch import Tensor

from echocohort_lab.losses import exact_ef, high_pass
from echocohort_lab.measurer import area_and_length, volume
from echocohort_lab.phantom.geometry import beats, locate, pixel_centres, solve_motion, ventricle_mask
from echocohort_lab.phantom.render import SIDE, Clips, render
from echocohort_lab.phantom.subject import FRAMES, Subject, sample_subjects, select


@pytest.fixture(scope="module")
def clips() -> Clips:
    generator = torch.Generator().manual_seed(11)
    ef = torch.tensor([0.15, 0.55, 0.7])
    return render(sample_subjects(3, generator, ef=ef, frames=torch.tensor([32, 32, 14])), generator)


def subjects(count: int) -> Subject:
    return sample_subjects(count, torch.Generator().manual_seed(12))


def masks(subject: Subject) -> tuple[Tensor, Tensor]:
    """Masks [B, T, 112, 112] and validity."""
    b = beats(subject.beat)
    motion = solve_motion(subject.ventricle, b.volume, b.contraction)
    return ventricle_mask(subject.ventricle, motion, SIDE), b.valid


def mask_ef(mask: Tensor, valid: Tensor) -> Tensor:
    area, length = area_and_length(mask.flatten(0, 1))
    return exact_ef(volume(area, length).view(valid.shape), valid)


def test_volume_is_exact_in_closed_form() -> None:
    subject = subjects(64)
    b = beats(subject.beat)
    motion = solve_motion(subject.ventricle, b.volume, b.contraction)
    largest = torch.where(b.valid > 0, motion.volume, -1.0).amax(1)
    smallest = torch.where(b.valid > 0, motion.volume, torch.inf).amin(1)
    assert float((1.0 - smallest / largest - subject.beat.ef).abs().max()) < 1e-5


def test_ef_of_the_rasterised_mask_is_the_one_asked_for() -> None:
    subject = subjects(16)
    measured = mask_ef(*masks(subject))
    assert 100.0 * float((measured - subject.beat.ef).abs().mean()) < 1.0
    shuffled = subject.beat.ef.roll(1)
    assert 100.0 * float((measured - shuffled).abs().mean()) > 5.0


def test_clips_are_a_function_of_their_seed(clips: Clips) -> None:
    generator = torch.Generator().manual_seed(11)
    ef = torch.tensor([0.15, 0.55, 0.7])
    again = render(sample_subjects(3, generator, ef=ef, frames=torch.tensor([32, 32, 14])), generator)
    assert torch.equal(again.video, clips.video)
    other = torch.Generator().manual_seed(12)
    assert not torch.equal(render(sample_subjects(3, other), other).video, clips.video)


def test_frames_that_are_not_valid_are_black(clips: Clips) -> None:
    assert int(clips.video[2, 14:].max()) == 0
    assert int(clips.video[2, 13].max()) > 100
    assert float(clips.curve[2, 14:].abs().max()) == 0.0


def wall_points(clips: Clips, at: int, frame: int) -> tuple[Tensor, Tensor]:
    """Pixels inside the myocardium in a frame [P], and their material coordinates [P, 2]."""
    one = select(clips.subject, torch.tensor([at]))
    b = beats(one.beat)
    x, y = pixel_centres(SIDE, torch.device("cpu"))
    place = locate(one, solve_motion(one.ventricle, b.volume, b.contraction), x, y)
    off = place.lateral.abs()[0, frame]
    inside = (off > place.endo[0, frame]) & (off < place.epi[0, frame]) & (place.height[0, frame] > 0.3)
    pixels = (inside & ~place.below[0, frame]).nonzero()[:, 0]
    return pixels, torch.stack([place.lateral_ed[0, frame], place.axial_ed[0, frame]], 1)


def test_texture_moves_with_the_tissue(clips: Clips) -> None:
    at = 1
    ed, es = int(clips.beats.contraction[at].argmin()), int(clips.beats.contraction[at].argmax())
    texture = high_pass(clips.video[at].float()[:, None])[:, 0].flatten(1)  # [T, P]
    pixels, material = wall_points(clips, at, es)
    _, material_ed = wall_points(clips, at, ed)
    same_tissue = torch.cdist(material[pixels], material_ed).argmin(1)

    def likeness(partner: Tensor) -> float:
        pair = torch.stack([texture[es, pixels], texture[ed, partner]])
        return float(torch.corrcoef(pair)[0, 1])

    assert len(pixels) > 100
    assert likeness(same_tissue) > 0.3
    assert likeness(same_tissue) > likeness(pixels) + 0.2  # the same place on the screen
    assert abs(likeness(same_tissue[torch.randperm(len(pixels), generator=torch.Generator().manual_seed(0))])) < 0.2


def test_all_frames_are_there(clips: Clips) -> None:
    assert clips.video.shape == (3, FRAMES, SIDE, SIDE)
    assert clips.mask.shape == clips.video.shape
