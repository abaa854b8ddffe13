"""The phantom: EF exact by geometry, texture that moves with the tissue, clips that depend on their seed alone."""

import pytest
import torch
from torch import Tensor

from echocohort_lab.phantom.geometry import (
    atrium,
    beats,
    locate,
    pixel_centres,
    solve_motion,
    ventricle_mask,
    widths,
)
from echocohort_lab.phantom.painter import make_painter
from echocohort_lab.phantom.render import SIDE, Clips, curve_of, polar_points, render
from echocohort_lab.phantom.speckle import sample_texture
from echocohort_lab.phantom.subject import FRAMES, Subject, sample_subjects, select
from echocohort_lab.phantom.valve import paint_valve
from echocohort_lab.picture.fineness import high_pass
from echocohort_lab.readers.measurer import area_and_length, volume
from echocohort_lab.stages.losses import exact_ef


@pytest.fixture(scope="module")
def clips() -> Clips:
    generator = torch.Generator().manual_seed(11)
    ef = torch.tensor([0.15, 0.55, 0.7])
    return render(sample_subjects(3, generator, ef=ef, frames=torch.tensor([32, 32, 14])), generator)


def subjects(count: int) -> Subject:
    return sample_subjects(count, torch.Generator().manual_seed(12))


def whole_beats(count: int, seed: int) -> Subject:
    """Subjects whose clips are one beat from end-diastole to end-diastole."""
    subject = sample_subjects(count, torch.Generator().manual_seed(seed), frames=torch.full((count,), FRAMES))
    subject.beat.phase_offset.zero_()
    subject.beat.beats.fill_(1.0)
    return subject


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
    subject = sample_subjects(48, torch.Generator().manual_seed(13), half_cycle_share=0.3)
    measured = mask_ef(*masks(subject))
    assert 100.0 * float((measured - subject.beat.ef).abs().mean()) < 0.5
    shuffled = subject.beat.ef.roll(1)
    assert 100.0 * float((measured - shuffled).abs().mean()) > 5.0


def test_half_cycles_go_from_end_diastole_to_end_systole() -> None:
    subject = sample_subjects(200, torch.Generator().manual_seed(14), half_cycle_share=0.5)
    b = beats(subject.beat)
    half = subject.beat.beats < 1.0
    assert 70 < int(half.sum()) < 130
    last = (subject.beat.frames - 1)[half, None]
    assert float(b.contraction[half, 0].max()) < 1e-6
    assert float(b.contraction[half].gather(1, last).min()) > 1.0 - 1e-5
    ef = subject.beat.ef[half]
    torch.testing.assert_close(b.volume[half].gather(1, last)[:, 0], 1.0 - ef, atol=1e-5, rtol=0.0)
    assert float((b.flow * b.valid)[half].max()) < 0.01  # the valve stays shut
    curve = curve_of(b)[half].gather(1, last[:, :, None].expand(-1, -1, 7))[:, 0]
    torch.testing.assert_close(curve[:, 0], torch.cos(2.0 * torch.pi * subject.beat.end_systole[half]))


def test_half_cycles_are_drawn_only_when_asked_for() -> None:
    assert float(subjects(64).beat.beats.min()) >= 1.0


def test_the_valve_opens_in_early_filling_and_at_the_atrial_kick() -> None:
    subject = whole_beats(8, 15)
    b = beats(subject.beat)
    phase, start = b.phase, subject.beat.end_systole[:, None] + subject.beat.isovolumic_relaxation[:, None]
    early = (phase > start) & (phase < start + subject.beat.early_filling_duration[:, None])
    between = (phase > 0.72) & (phase < 0.78)
    assert float((b.flow * (phase < start - 0.02)).max()) < 0.05
    assert float((b.flow * early).amax(1).min()) > 0.7
    assert float((b.flow * between).max()) < 0.4
    assert float((b.flow * (phase > 0.8)).amax(1).min()) > 0.5


def echo_on_the_annulus(subject: Subject) -> Tensor:
    """Mean amplitude of both leaflets in the middle of the orifice, near the annulus' plane, [B, T]."""
    b = beats(subject.beat)
    motion = solve_motion(subject.ventricle, b.volume, b.contraction)
    x, y, depth, _ = polar_points(subject.scene)
    place = locate(subject, motion, x, y)
    p = make_painter(subject, b, motion, place, sample_texture(subject, b, place), depth)
    echo = paint_valve(p, torch.zeros_like(place.axial))
    height = motion.length[:, :, None] - place.axial
    middle = (place.lateral.abs() < 0.35 * place.endo.amax(2, keepdim=True)) & (height > -0.005) & (height < 0.04)
    return (echo * middle).sum(2) / middle.sum(2)


def test_leaflets_close_the_orifice_in_systole_and_leave_it_in_diastole() -> None:
    subject = whole_beats(6, 16)
    b = beats(subject.beat)
    systole = int(0.2 * FRAMES)
    echo = echo_on_the_annulus(subject)
    opened = echo.gather(1, b.flow.argmax(1, keepdim=True))[:, 0]
    assert float((opened / echo[:, systole]).median()) < 0.6
    assert float(b.flow[:, systole].max()) < 0.01


def test_the_atrium_meets_the_annulus_on_both_sides_in_every_frame() -> None:
    subject = subjects(8)
    b = beats(subject.beat)
    motion = solve_motion(subject.ventricle, b.volume, b.contraction)
    for sign in (-1.0, 1.0):
        lateral = torch.full((8, FRAMES, 1), 0.01 * sign)
        axial = motion.length[:, :, None]
        endo, endo_ed, _, _ = widths(subject.ventricle, motion, axial, lateral)
        left = atrium(subject.ventricle, subject.neighbours, motion, axial, lateral)
        torch.testing.assert_close(left.width, endo, atol=1e-4, rtol=0.0)
        torch.testing.assert_close(left.width_ed, endo_ed, atol=1e-4, rtol=0.0)


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
