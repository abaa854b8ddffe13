"""The receiver's noise: fresh in every frame, where little echo comes back, and the same for a sample everywhere."""

import torch

from echocohort_lab.draws.seeds import seeded
from echocohort_lab.phantom.render import SIDE
from echocohort_lab.picture.grain import Grain, coarse

FRAMES = 6
CPU = torch.device("cpu")


def normals(*key: str) -> torch.Tensor:
    return torch.randn(2, FRAMES, 32, 1, 1, generator=seeded(CPU, "grain test", *key))


def speckled(level: float) -> torch.Tensor:
    """The same picture in every frame of two clips: nothing changes by itself."""
    picture = level * (0.6 + 0.8 * torch.rand(2, 1, SIDE, SIDE, generator=seeded(CPU, "speckle")))
    return picture.repeat_interleave(FRAMES, 0)


def detail(frames: torch.Tensor) -> torch.Tensor:
    return frames - coarse(frames)


def change(frames: torch.Tensor) -> float:
    """Energy of the change from frame to frame over that of two unlike frames: 0 when all stands still, 1 at most."""
    fine = detail(frames).view(2, FRAMES, SIDE, SIDE)
    return float((fine[:, 1:] - fine[:, :-1]).square().mean() / (2.0 * fine.square().mean()))


def test_black_changes_from_frame_to_frame_and_tissue_hardly() -> None:
    black, tissue = (Grain(SIDE)(speckled(level), normals()) for level in (0.004, 0.4))
    assert 0.1 < change(black) < 0.2
    assert 0.001 < change(tissue) < 0.01


def test_a_frame_keeps_its_brightness_and_its_amount_of_detail() -> None:
    frames = speckled(0.2)
    grained = Grain(SIDE)(frames, normals())
    torch.testing.assert_close(grained.mean((1, 2, 3)), frames.mean((1, 2, 3)), rtol=0.01, atol=0.0)
    before, after = (detail(each).square().mean((1, 2, 3)) for each in (frames, grained))
    torch.testing.assert_close(after, before, rtol=0.1, atol=0.0)


def test_a_sample_has_the_same_noise_alone_and_in_company() -> None:
    frames, noise, grain = speckled(0.1), normals(), Grain(SIDE)
    torch.testing.assert_close(grain(frames, noise)[FRAMES:], grain(frames[FRAMES:], noise[1:]), rtol=0.0, atol=0.0)


def test_places_of_windows_are_spread_over_the_whole_tile() -> None:
    grain = Grain(SIDE)
    windows = grain.fresh(torch.randn(1, 512, 32, 1, 1, generator=seeded(CPU, "many")), SIDE).flatten(1)
    assert windows.std() > 0.9
    alike = torch.corrcoef(windows[:, ::7]) - torch.eye(512)
    assert alike.abs().mean() < 0.05


def test_pure_black_stays_black() -> None:
    grained = Grain(SIDE)(torch.zeros(2 * FRAMES, 1, SIDE, SIDE), normals())
    assert not grained.any()
