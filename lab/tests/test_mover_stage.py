"""The mover's own stage: what it trains, on what, and that a run hands its weights on."""

from pathlib import Path

import pytest
import torch

from echocohort_lab.autoencoder import Encoder
from echocohort_lab.checkpoint import copied, save_atomically, weights_file
from echocohort_lab.exact_motion import displacement_between
from echocohort_lab.measurer import Measurer
from echocohort_lab.motion import MotionDecoder
from echocohort_lab.motion_flow import MotionFlow, take_reference
from echocohort_lab.pool import Ask, ClipBatch, draw_ask, draw_clips, make_pool, wanted_material
from echocohort_lab.stages.mover import JUDGED, MoverStage, trained_flow
from echocohort_lab.train import TrainConfig, Trainer


@pytest.fixture(scope="module")
def pool() -> ClipBatch:
    return make_pool(2, seed=5, device=torch.device("cpu"))


def some_flow() -> tuple[MotionFlow, MotionDecoder]:
    """A flow whose draws move the picture a little, and differ."""
    torch.manual_seed(0)
    flow, decoder = MotionFlow(), MotionDecoder()
    flow.space.fit(torch.randn(600, 8, 14, 14))
    torch.nn.init.normal_(flow.codes.weight, std=0.05)
    torch.nn.init.normal_(decoder.displacement[2].weight, std=0.05)  # type: ignore[arg-type]
    return flow, decoder


def stage() -> MoverStage:
    return MoverStage(Encoder(), *some_flow(), Measurer())


class Fixed(Trainer):
    """Takes the same batch at every step."""

    def generator(self, step: int) -> torch.Generator:
        return super().generator(0)


def test_it_fits_one_batch_and_leaves_where_tissue_goes(pool: ClipBatch) -> None:
    own = stage()
    frozen = copied({key: value for key, value in own.decoder.state_dict().items() if not key.startswith("mover.")})
    flow = copied(own.flow.state_dict())
    settings = TrainConfig(steps=40, batch=1, pool=2, learning_rate=2e-3, warm_up=3, decay_from=0.9)
    trainer = Fixed(own, settings)
    losses = [trainer.advance(pool)["loss"] for _ in range(13)]
    assert min(losses[-3:]) < losses[0] - 0.005  # of 1.1, most of which no tone can mend
    after = own.decoder.state_dict()
    changed = {key for key, value in frozen.items() if not torch.equal(value, after[key])}
    assert changed == {"features.weight", "features.bias"}
    assert all(torch.equal(value, own.flow.state_dict()[key]) for key, value in flow.items())


class Brightness(Measurer):
    """Sees the ventricle where a frame is bright."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return 40.0 * (x - 0.5)


def test_it_is_told_when_a_picture_hides_the_volume_that_the_mask_has() -> None:
    own = MoverStage(Encoder(), *some_flow(), Brightness())
    disc = torch.zeros(1, 1, 112, 112)
    disc[:, :, 30:82, 40:72] = 1.0
    mask, still = torch.nn.functional.avg_pool2d(disc, 2), torch.zeros(1, 2, 28, 28)
    painted = disc.clone()
    painted[:, :, 30:56] = 0.0  # half of it is gone from the picture, and not from the mask
    assert float(own.shown(disc, disc, mask, still)) < 1e-3
    assert float(own.shown(painted, disc, mask, still)) > 0.3


def test_its_end_makes_the_mean_exact_ef_right(pool: ClipBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    own = stage()

    def reach(share: float) -> float:
        """The factor that is found when draws go that far of the way that is wanted."""

        def draws(clips: ClipBatch, ask: Ask, frame: torch.Tensor, generator: torch.Generator) -> list[torch.Tensor]:
            wanted, _ = wanted_material(clips, ask)
            source = take_reference(clips.material, ask.reference_frame).flatten(0, 1)
            return [share * displacement_between(source, wanted.flatten(0, 1))]

        def weight() -> float:
            return float(own.decoder.displacement.state_dict()["2.weight"].mean())

        monkeypatch.setattr(own, "draws", draws)
        before = weight()
        own.finish(pool, torch.Generator().manual_seed(1))
        return weight() / before

    whole = reach(1.0)
    assert 1.0 < whole < 1.35  # even the exact field falls short on a grid of 28
    assert reach(0.95) / whole == pytest.approx(1.05, abs=0.03)


def test_it_sees_draws_that_differ(pool: ClipBatch) -> None:
    own, generator = stage(), torch.Generator().manual_seed(1)
    clips = draw_clips(pool, 2, generator)
    ask = draw_ask(clips, generator)
    frame = torch.arange(JUDGED).expand(2, -1)
    (first, hidden), (second, _) = (
        own.draws(clips, ask, frame, torch.Generator().manual_seed(seed)) for seed in (2, 3)
    )
    assert first.shape == (2 * JUDGED, 2, 28, 28)
    assert hidden.shape[0] == 2 * JUDGED
    seen = ask.observed.gather(1, frame).flatten() > 0
    assert float((first - second)[~seen].abs().max()) > 1e-4


def test_a_run_hands_on_what_the_last_stage_left(tmp_path: Path) -> None:
    flow, decoder = some_flow()
    parts = {"flow": flow, "decoder": decoder}
    state = {f"{name}.{key}": value for name, part in parts.items() for key, value in part.state_dict().items()}
    save_atomically({"average": state}, weights_file(tmp_path / "flow.pt"))
    with pytest.raises(FileNotFoundError, match=r"mover\.weights\.pt"):
        trained_flow(tmp_path)
    own = stage()
    own.decoder.features.weight.data.fill_(0.25)
    save_atomically({"average": own.network.state_dict()}, weights_file(tmp_path / "mover.pt"))
    _, handed = trained_flow(tmp_path)
    assert bool((handed.features.weight == 0.25).all())
    own_way, handed_way = decoder.displacement.state_dict(), handed.displacement.state_dict()
    assert all(torch.equal(value, handed_way[key]) for key, value in own_way.items())
