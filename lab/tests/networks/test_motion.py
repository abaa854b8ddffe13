"""The motion codes: what no motion is, the space they live in, and the noise that starts a flow in it."""

import pytest
import torch

from echocohort_lab.data.pool import ClipBatch, draw_ask, draw_clips, make_pool
from echocohort_lab.networks.autoencoder import Encoder
from echocohort_lab.networks.motion import CODE_LIMIT, SHARED_NOISE, MotionDecoder, MotionEncoder, MotionSpace
from echocohort_lab.stages.base import Stage
from echocohort_lab.stages.losses import exact_ef, warped_volumes
from echocohort_lab.stages.motion import MotionStage, clip_codes
from echocohort_lab.training.train import TrainConfig, Trainer


@pytest.fixture(scope="module")
def pool() -> ClipBatch:
    return make_pool(2, seed=5, device=torch.device("cpu"))


def awake(module: torch.nn.Module) -> torch.nn.Module:
    """Wakes up what starts at zero."""
    torch.manual_seed(0)
    for parameter in module.parameters():
        if not parameter.any():
            torch.nn.init.normal_(parameter, std=0.2)
    return module.eval()


def known_codes(count: int = 400) -> torch.Tensor:
    """Codes that vary along two directions only."""
    torch.manual_seed(1)
    directions = torch.linalg.qr(torch.randn(8 * 14 * 14, 2)).Q
    strength = torch.randn(count, 2) * torch.tensor([3.0, 1.0])
    return (strength @ directions.T).view(count, 8, 14, 14)


def test_a_frame_with_itself_has_no_code(pool: ClipBatch) -> None:
    encoder = awake(MotionEncoder())
    assert isinstance(encoder, MotionEncoder)
    clips = draw_clips(pool, 2, torch.Generator().manual_seed(0))
    at = torch.tensor([2, 5])[:, None].expand(-1, clips.valid.shape[1])
    codes = clip_codes(encoder, clips, at)
    assert float(codes[0, 2].abs().max()) == 0.0
    assert float(codes[1, 5].abs().max()) == 0.0
    assert 0.0 < float(codes.abs().max()) < CODE_LIMIT


def test_an_untrained_decoder_moves_nothing() -> None:
    torch.manual_seed(0)
    decoder = MotionDecoder()
    latent, code = torch.randn(2, 16, 14, 14), torch.randn(2, 8, 14, 14)
    with torch.no_grad():
        still = decoder.motion(code, decoder.context(latent))
        woken = awake(decoder)
        assert isinstance(woken, MotionDecoder)
        moved = woken.motion(code, woken.context(latent))
    assert float(still.abs().max()) == 0.0
    assert float(moved.abs().max()) > 0.0


def test_the_space_is_that_of_the_codes() -> None:
    space, codes = MotionSpace(directions=2), known_codes()
    assert float(space.fit(codes)) == pytest.approx(1.0, abs=1e-5)
    x = space.standardised(codes)
    assert torch.allclose(space.projected(x[None]), x[None], atol=1e-4)
    outside = torch.randn(1, 1, 8, 14, 14)
    assert not torch.allclose(space.projected(outside), outside, atol=0.1)
    assert torch.allclose(space.code(x), codes, atol=1e-5)


def test_source_noise_has_the_spectrum_of_the_codes_and_a_shared_part() -> None:
    space = MotionSpace(directions=2)
    space.fit(known_codes())
    torch.manual_seed(2)
    noise = space.coloured(torch.randn(3000, 4, 2, 1, 1))
    along = noise.flatten(2) @ space.basis  # [B, T, 2]
    assert torch.allclose(along.pow(2).mean((0, 1)).sqrt() / space.spread, torch.ones(2), atol=0.1)
    unit = along / along.std((0, 1))
    between = float((unit[:, 0] * unit[:, 3]).mean())
    assert between == pytest.approx(SHARED_NOISE - (1.0 - SHARED_NOISE) / 3, abs=0.05)


class Fixed(Trainer):
    """Takes the same batch at every step."""

    def generator(self, step: int) -> torch.Generator:
        return super().generator(0)


def test_the_motion_autoencoder_learns_where_tissue_goes(pool: ClipBatch) -> None:
    torch.manual_seed(0)
    stage: Stage = MotionStage(Encoder())
    trainer = Fixed(stage, TrainConfig(steps=60, batch=1, pool=2, learning_rate=1e-3, warm_up=3, decay_from=0.9))
    figures = [trainer.advance(pool) for _ in range(13)]
    assert figures[-1]["volume"] < 0.8 * figures[0]["volume"]
    assert figures[-1]["material"] < figures[0]["material"]


def test_a_still_clip_has_an_exact_ef_of_zero(pool: ClipBatch) -> None:
    generator = torch.Generator().manual_seed(1)
    clips = draw_clips(pool, 1, generator)
    ask = draw_ask(clips, generator)
    assert ask.positions.unique().numel() == 1
    still = torch.zeros(1, clips.valid.shape[1], 2, 28, 28)
    volumes = warped_volumes(clips.mask.float(), still, ask.reference_frame, ask.observed)
    assert float(exact_ef(volumes, ask.valid)) == pytest.approx(0.0, abs=1e-5)
