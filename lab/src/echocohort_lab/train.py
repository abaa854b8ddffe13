"""The training loop: one stage, resumable, the same for each. Stages and their losses are in stages.py.

Step s draws its batch from a generator seeded by (seed, s), so a run that was stopped and resumed takes the same
batches as one that was not.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from echocohort_lab.autoencoder import Encoder
from echocohort_lab.generate import Generator
from echocohort_lab.measurer import AUDIT_WIDTHS, SELECTOR_WIDTHS, Measurer
from echocohort_lab.pool import ClipBatch, make_pool
from echocohort_lab.stages import AutoencoderStage, FlowStage, MeasurerStage, Stage

STAGES = ("autoencoder", "selector", "audit", "flow")
SEED_STRIDE = 1_000_003
FLOOR = 0.03  # of the learning rate, at the end
CLIP_NORM = 1.0


@dataclass(frozen=True)
class TrainConfig:
    """Settings of one stage. Batch counts frames for autoencoder and measurers, clips for the flow."""

    steps: int = 2000
    batch: int = 32
    pool: int = 4096
    learning_rate: float = 6e-4
    warm_up: int = 150
    decay_from: float = 0.5
    weight_decay: float = 0.01
    average: float = 0.995  # decay of the weights' moving average
    seed: int = 3001
    device: str = "cpu"
    save_every: int = 250
    log_every: int = 50
    half: bool = False  # bfloat16 matrix products and convolutions, on CUDA


Log = Callable[[str], None]


def learning_rate(config: TrainConfig, step: int) -> float:
    """Linear warm-up, flat, then half a cosine down to 3 %."""
    warm = min(1.0, (step + 1) / config.warm_up)
    done = step / config.steps
    if done < config.decay_from:
        return config.learning_rate * warm
    turn = math.cos(math.pi * (done - config.decay_from) / (1.0 - config.decay_from))
    return config.learning_rate * warm * (FLOOR + (1.0 - FLOOR) * 0.5 * (1.0 + turn))


class Average:
    """Moving average of a network's weights, kept as a state dict; buffers are copied."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.state = copied(network.state_dict())

    def update(self, network: nn.Module, step: int) -> None:
        keep = min(self.decay, (step + 1) / (step + 10))
        trained = {name for name, _ in network.named_parameters()}
        for key, value in network.state_dict().items():
            if key in trained:
                self.state[key].lerp_(value, 1.0 - keep)
            else:
                self.state[key].copy_(value)


@dataclass
class Trainer:
    """One stage with its optimizer and its moving average."""

    stage: Stage
    config: TrainConfig

    def __post_init__(self) -> None:
        self.device = torch.device(self.config.device)
        self.stage.network.to(self.device).train()
        self.optimizer = torch.optim.AdamW(
            self.stage.network.parameters(),
            self.config.learning_rate,
            betas=(0.9, 0.95),
            weight_decay=self.config.weight_decay,
        )
        self.average = Average(self.stage.network, self.config.average)
        self.step = 0

    def generator(self, step: int) -> torch.Generator:
        return torch.Generator(self.device).manual_seed(self.config.seed * SEED_STRIDE + step)

    def advance(self, pool: ClipBatch) -> dict[str, float]:
        """One step; returns its loss and figures. A step without a finite gradient changes nothing."""
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.config, self.step)
        enabled = self.config.half and self.device.type == "cuda"
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=enabled):
            loss, figures = self.stage.loss(pool, self.config.batch, self.generator(self.step))
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        norm = nn.utils.clip_grad_norm_(self.stage.network.parameters(), CLIP_NORM)
        if bool(torch.isfinite(norm)):
            self.optimizer.step()
            self.average.update(self.stage.network, self.step)
        self.step += 1
        return {"loss": float(loss.detach()), **{name: float(value.detach()) for name, value in figures.items()}}

    def save(self, path: Path) -> None:
        """Atomic: a stop in the middle leaves the previous checkpoint."""
        part = path.with_suffix(".part")
        torch.save(
            {
                "stage": self.stage.name,
                "config": asdict(self.config),
                "step": self.step,
                "network": self.stage.network.state_dict(),
                "average": self.average.state,
                "optimizer": self.optimizer.state_dict(),
            },
            part,
        )
        part.replace(path)

    def load(self, path: Path) -> None:
        checkpoint = torch.load(path, map_location=self.device, weights_only=True)
        if checkpoint["stage"] != self.stage.name:
            raise ValueError(f"{path}: expected a checkpoint of {self.stage.name}, got {checkpoint['stage']}")
        self.stage.network.load_state_dict(checkpoint["network"])
        self.average.state = checkpoint["average"]
        self.optimizer.load_state_dict(checkpoint["optimizer"])
        self.step = checkpoint["step"]


def run_stage(stage: Stage, config: TrainConfig, path: Path, log: Log) -> None:
    """Trains a stage to its last step, from its checkpoint if there is one; `path` holds the averaged weights too."""
    trainer = Trainer(stage, config)
    if path.exists():
        trainer.load(path)
        log(f"{stage.name}: resumed at step {trainer.step}")
    if trainer.step >= config.steps:
        return
    pool = make_pool(config.pool, config.seed, trainer.device)
    while trainer.step < config.steps:
        figures = trainer.advance(pool)
        last = trainer.step == config.steps
        if trainer.step % config.log_every == 0 or last:
            shown = "  ".join(f"{name} {value:.4f}" for name, value in figures.items())
            log(f"{stage.name} step {trainer.step}/{config.steps}  {shown}")
        if last:
            finish(trainer, pool)
        if trainer.step % config.save_every == 0 or last:
            trainer.save(path)


def copied(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {key: value.detach().clone() for key, value in state.items()}


def finish(trainer: Trainer, pool: ClipBatch) -> None:
    """Lets the stage measure on its averaged weights what it needs to, and keeps that with them.

    The weights in training stay what they were, so that a finished run can be prolonged.
    """
    network = trainer.stage.network
    training = copied(network.state_dict())
    network.load_state_dict(trainer.average.state)
    network.eval()
    trainer.stage.finish(pool, trainer.generator(trainer.config.steps))
    trainer.average.state = copied(network.state_dict())
    network.load_state_dict(training)
    network.train()


def averaged(path: Path) -> dict[str, Tensor]:
    """The averaged weights of a stage's checkpoint."""
    state: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)["average"]
    return state


def under(state: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {key.removeprefix(prefix): value for key, value in state.items() if key.startswith(prefix)}


def trained_encoder(run: Path) -> Encoder:
    encoder = Encoder()
    encoder.load_state_dict(under(averaged(run / "autoencoder.pt"), "encoder."))
    return encoder.eval()


def make_stage(name: str, run: Path, device: torch.device) -> Stage:
    """A fresh stage; the flow takes the encoder of the same run, on its device."""
    if name == "autoencoder":
        return AutoencoderStage()
    if name in ("selector", "audit"):
        return MeasurerStage(name, SELECTOR_WIDTHS if name == "selector" else AUDIT_WIDTHS)
    if name == "flow":
        return FlowStage(trained_encoder(run).to(device))
    raise ValueError(f"stage: expected one of {', '.join(STAGES)}, got {name}")


def train(name: str, config: TrainConfig, run: Path, log: Log) -> Path:
    """Trains one stage of a run; returns its checkpoint."""
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    path = run / f"{name}.pt"
    run_stage(make_stage(name, run, torch.device(config.device)), config, path, log)
    return path


def load_trained(run: Path) -> tuple[Generator, Measurer]:
    """Generator and audit of a finished run, for export."""
    generator, audit = Generator(), Measurer(AUDIT_WIDTHS)
    generator.encoder = trained_encoder(run)
    motion = averaged(run / "flow.pt")
    generator.flow.load_state_dict(under(motion, "flow."))
    generator.mover.load_state_dict(under(motion, "mover."))
    generator.selector.load_state_dict(averaged(run / "selector.pt"))
    audit.load_state_dict(averaged(run / "audit.pt"))
    return generator.eval(), audit.eval()
