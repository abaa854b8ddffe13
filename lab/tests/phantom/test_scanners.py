"""Scanners of every kind, before which hearts stay what they are."""

from dataclasses import replace

import torch

from echocohort_lab.phantom.grid import BEAMS, DEPTHS
from echocohort_lab.phantom.probe import Probe
from echocohort_lab.phantom.render import scan_convert
from echocohort_lab.phantom.sampler import Sampler
from echocohort_lab.phantom.scanners import coarse, cut, is_coarse, is_narrow, narrow, on_any_scanner
from echocohort_lab.phantom.subject import Subject, sample_subjects
from echocohort_lab.trials.cohort import draw_subject


def subjects(count: int = 200) -> Subject:
    return sample_subjects(count, torch.Generator().manual_seed(3))


def other(subject: Subject, seed: int = 4) -> Subject:
    return on_any_scanner(subject, Sampler(subject.count, torch.Generator().manual_seed(seed)))


def test_no_scanner_of_the_two_looks_is_coarse_or_narrow_and_a_share_of_the_others_is() -> None:
    before = subjects()
    assert int(is_coarse(before.scene.probe).sum()) == int(is_narrow(before.scene.probe).sum()) == 0
    after = other(before).scene.probe
    assert 0.15 < float(is_coarse(after).mean()) < 0.35
    assert 0.1 < float(is_narrow(after).mean()) < 0.35
    assert 0.08 < float((after.y < 0).float().mean()) < 0.25


def test_hearts_stay_and_other_draws_differ() -> None:
    before = subjects(20)
    after = other(before)
    assert after.ventricle is before.ventricle
    assert after.scene.levels is before.scene.levels
    assert torch.equal(after.scene.probe.lateral_blur, other(before).scene.probe.lateral_blur)
    assert not torch.equal(after.scene.probe.lateral_blur, other(before, seed=5).scene.probe.lateral_blur)


def sector(subject: Subject, probe: Probe) -> torch.Tensor:
    """Where the scanner shows something, [B, H, W]."""
    full = torch.ones(subject.count, 1, DEPTHS, BEAMS)
    return scan_convert(replace(subject.scene, probe=probe), full)[:, 0] > 0.5


def test_a_narrow_sector_shows_less_and_a_cut_one_reaches_the_top_and_ends_where_it_did() -> None:
    subject = subjects(16)
    probe, s = subject.scene.probe, Sampler(16, torch.Generator().manual_seed(6))
    whole, less = sector(subject, probe), sector(subject, narrow(probe, s))
    assert bool((less.sum((1, 2)) < whole.sum((1, 2))).all())
    shown = sector(subject, cut(probe, s))
    assert float(shown[:, 0].sum(1).float().mean()) > 3.0 * float(whole[:, 0].sum(1).float().mean())
    lowest = [int(each.any(1).nonzero().max()) for each in (whole[0], shown[0])]
    assert abs(lowest[0] - lowest[1]) <= 2


def test_coarse_speckle_is_wider_both_ways() -> None:
    probe = subjects(50).scene.probe
    wide = coarse(probe, Sampler(50, torch.Generator().manual_seed(7)))
    assert bool((wide.lateral_blur > 1.4 * probe.lateral_blur).all())
    assert bool((wide.axial_blur > 1.1 * probe.axial_blur).all())


def test_a_cohort_of_that_purpose_has_them_and_no_other_does() -> None:
    names = ("test scanners", "test tested")
    probes = [[draw_subject(name, number)[0].scene.probe for number in range(24)] for name in names]
    found = [sum(float(is_coarse(probe) + is_narrow(probe)) for probe in each) for each in probes]
    assert found[0] > 3.0
    assert found[1] == 0.0
