"""Subjects with parts of the phantom left out: each part shows, and without those that stand still nothing does."""

import pytest
import torch
from torch import Tensor

from echocohort_lab.bundles.anchors import first_frame
from echocohort_lab.phantom.render import render
from echocohort_lab.phantom.subject import Subject, sample_subjects
from echocohort_lab.trials.left_out import LEAVING_OUT, without


@pytest.fixture(scope="module")
def subject() -> Subject:
    return sample_subjects(2, torch.Generator().manual_seed(8))


def video(subject: Subject, noise: int = 1) -> Tensor:
    """First frames."""
    return render(subject, torch.Generator().manual_seed(noise), first_frame).video[:, 0]


def test_every_part_shows_in_the_clips(subject: Subject) -> None:
    whole = video(subject)
    for part in LEAVING_OUT:
        assert not torch.equal(video(without([part], subject)), whole), part
    assert torch.equal(video(without([], subject)), whole)


def test_without_noise_nothing_is_drawn_anew(subject: Subject) -> None:
    quiet = without(["noise"], subject)
    assert torch.equal(video(quiet, 1), video(quiet, 2))
    assert not torch.equal(video(subject, 1), video(subject, 2))


def test_a_part_that_does_not_exist_is_refused(subject: Subject) -> None:
    with pytest.raises(ValueError, match=r"--without: expected parts among noise, clutter.*; got ribs"):
        without(["noise", "ribs"], subject)
