"""Model G's trunk: what it starts as, and which inputs may matter."""

import torch

from echocohort_lab.flow import Conditions, Fields, FlowConfig, MotionFlow, take_reference

SMALL = FlowConfig(latent_channels=4, latent_side=4, frames=6, width=32, depth=2, heads=2, stem=16, low_rank=4)


def awake_flow() -> MotionFlow:
    """A small flow whose zero-initialised layers are woken up."""
    torch.manual_seed(0)
    flow = MotionFlow(SMALL).eval()
    for parameter in flow.parameters():
        if not parameter.any():
            torch.nn.init.normal_(parameter, std=0.2)
    return flow


def conditions(batch: int = 2) -> tuple[torch.Tensor, Conditions]:
    torch.manual_seed(1)
    observed = torch.zeros(batch, 6)
    observed[:, 1] = observed[:, 4] = 1.0
    nearest = torch.tensor([[0, 0, 0, 1, 1, 1]]).repeat(batch, 1)
    valid = torch.ones(batch, 6)
    valid[:, 5] = 0.0
    asked = Conditions(
        latents=torch.randn(batch, 2, 4, 4, 4),
        nearest=nearest,
        observed=observed,
        ef=torch.full((batch,), 0.5),
        ef_known=torch.ones(batch),
        curve=torch.rand(batch, 6, 7),
        valid=valid,
    )
    return torch.randn(batch, 6, 4, 4, 4), asked


def run(flow: MotionFlow, noise: torch.Tensor, asked: Conditions) -> Fields:
    with torch.no_grad():
        fields: Fields = flow(noise, asked)
    return fields


def test_it_starts_as_no_motion() -> None:
    torch.manual_seed(0)
    fields = run(MotionFlow(SMALL), *conditions())
    assert float(fields.displacement.abs().max()) == 0.0
    assert float(run(awake_flow(), *conditions()).displacement.abs().max()) > 0.0


def test_frames_that_are_not_valid_do_not_reach_the_others() -> None:
    flow, (noise, asked) = awake_flow(), conditions()
    loud = noise.clone()
    loud[:, 5] += 10.0
    quiet, changed = run(flow, noise, asked).displacement, run(flow, loud, asked).displacement
    assert torch.allclose(quiet[:, :5], changed[:, :5], atol=1e-6)
    within = asked._replace(valid=torch.ones_like(asked.valid))
    assert not torch.allclose(run(flow, noise, within).displacement[:, :5], run(flow, loud, within).displacement[:, :5])


def test_unknown_ef_hides_its_value() -> None:
    flow, (noise, asked) = awake_flow(), conditions()
    other = asked._replace(ef=torch.full((2,), 0.2))
    assert not torch.allclose(run(flow, noise, asked).displacement, run(flow, noise, other).displacement)
    hidden, hidden_other = (a._replace(ef_known=torch.zeros(2)) for a in (asked, other))
    assert torch.equal(run(flow, noise, hidden).displacement, run(flow, noise, hidden_other).displacement)


def test_the_curve_is_read_at_the_own_reference() -> None:
    _, asked = conditions()
    same = (asked.nearest[:, :, None] == asked.nearest[:, None, :]).float() * asked.observed[:, None, :]
    expected = torch.stack([asked.curve[:, 1]] * 3 + [asked.curve[:, 4]] * 3, 1)
    assert torch.equal(same @ asked.curve, expected)
    assert not torch.equal(same @ asked.curve, expected.roll(1, 1))


def test_take_reference() -> None:
    values = torch.arange(12.0).view(2, 3, 2)
    taken = take_reference(values, torch.tensor([[2, 0], [1, 1]]))
    assert taken.tolist() == [[[4.0, 5.0], [0.0, 1.0]], [[8.0, 9.0], [8.0, 9.0]]]
