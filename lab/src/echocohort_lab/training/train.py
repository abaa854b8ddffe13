"""The training loop: one stage, resumable, the same for each. Stages and their losses are in stages/.

Step s draws its batch from a generator seeded by (seed, s), and the pool at step s follows from (seed, s) too, so a run
that was stopped and resumed takes the same batches as one that was not.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from echocohort_lab.data.clip_source import PHANTOM, clip_source, listings, parts_of
from echocohort_lab.data.pool import ClipBatch
from echocohort_lab.draws.seeds import seed_
from echocohort_lab.networks.checkpoint import averaged, copied, fingerprint, halved, save_atomically, weights_file
from echocohort_lab.stages import BUILDERS, NEEDS
from echocohort_lab.stages.base import Figures, Stage
from echocohort_lab.training.commit import commit
from echocohort_lab.training.curves import Curves
from echocohort_lab.training.moving_average import Average
from echocohort_lab.training.ranks import Ranks, joined_ranks
from echocohort_lab.training.recorded import Recorded

RANK_STRIDE = 1_000_003  # between the seeds of ranks
FLOOR = 0.03  # of the learning rate, at the end
CLIP_NORM = 1.0


@dataclass(frozen=True)
class TrainConfig:
    """Settings of one stage; lab/configs has a file for each. Counts are those of one process."""

    steps: int = 2000
    seconds: float = 0.0  # wall clock to train for, over all starts, instead of `steps`; 0: none
    pause: float = 0.0  # seconds after which this start saves and ends, to be continued by the same command; 0: never
    batch: int = 32  # frames for autoencoder and measurers, clips for the flow
    start: str = ""  # folder of a run whose weights of this stage are where training begins; none: at random
    data: str = "phantom"  # where the clips come from: phantom, camus:DIR, echonet:DIR, or several joined by +
    real: float = 0.5  # share of the pool that clips of data sets are, beside the phantom's
    pool: int = 4096  # phantom clips that are kept
    renew: int = 0  # of them, how many are replaced by new subjects each step
    learning_rate: float = 6e-4
    warm_up: int = 150  # steps
    decay_from: float = 0.5  # share of the training after which the rate falls
    weight_decay: float = 0.01
    average: float = 0.995  # decay of the weights' moving average
    seed: int = 3001
    device: str = "cpu"
    save_every: int = 250
    log_every: int = 50
    half: bool = False  # bfloat16 matrix products and convolutions, on CUDA
    compile: bool = False  # phantom and what the stage names, on CUDA
    record: bool = False  # a step as one CUDA graph, for a stage whose loss asks nothing of the host


Log = Callable[[str], None]


def learning_rate(config: TrainConfig, step: int, progress: float) -> float:
    """Linear warm-up over steps, flat, then half a cosine down to 3 % as `progress` goes to 1."""
    warm = min(1.0, (step + 1) / config.warm_up)
    if progress <= config.decay_from:
        return config.learning_rate * warm
    turn = math.cos(math.pi * (progress - config.decay_from) / (1.0 - config.decay_from))
    return config.learning_rate * warm * (FLOOR + (1.0 - FLOOR) * 0.5 * (1.0 + turn))


class Optimizer(torch.optim.AdamW):
    """AdamW whose fused step changes nothing where `found_inf` is 1: the host need not wait for the gradient."""

    found_inf: Tensor


@dataclass
class Trainer:
    """One stage with its optimizer, its moving average and its clock, which runs from here on."""

    stage: Stage
    config: TrainConfig
    ranks: Ranks = field(default_factory=Ranks)
    clock: Callable[[], float] = time.monotonic
    inputs: Mapping[str, str] = field(default_factory=dict)  # stages that it looks through, and their fingerprints

    def __post_init__(self) -> None:
        self.born = self.started = self.clock()
        self.device = self.ranks.device(self.config.device)
        network = self.stage.network.to(self.device).train()
        self.ranks.share_(network.state_dict().values())
        groups = self.stage.groups()
        self.parameters = [parameter for group in groups for parameter in group["params"]]
        self.optimizer = Optimizer(
            [dict(group) for group in groups],
            self.config.learning_rate,
            betas=(0.9, 0.95),
            weight_decay=self.config.weight_decay,
            fused=True,
        )
        self.average = Average(network, self.config.average)
        self.draws = torch.Generator(self.device)
        self.progress_now = torch.zeros((), device=self.device)
        self.recorded: Recorded[ClipBatch, tuple[Tensor, Figures]] | None = None
        self.step = 0
        self.look_at_clock()

    @property
    def seed(self) -> int:
        return self.config.seed + RANK_STRIDE * self.ranks.rank

    def generator(self, step: int) -> torch.Generator:
        """The one that all steps draw from, as step `step` finds it."""
        return seed_(self.draws, self.seed, "step", step)

    def look_at_clock(self) -> None:
        """Sets `seconds`, `progress` and `paused`, as rank 0 sees them."""
        now, config = self.clock(), self.config
        seconds = now - self.started
        progress = seconds / config.seconds if config.seconds > 0 else self.step / config.steps
        paused = 0 < config.pause <= now - self.born
        self.seconds, self.progress, stop = self.ranks.agreed([seconds, min(1.0, progress), float(paused)], self.device)
        self.paused = stop > 0

    def compute(self, pool: ClipBatch) -> tuple[Tensor, Figures]:
        """Loss and figures of a batch as the generator stands; gradients are left in the parameters."""
        enabled = self.config.half and self.device.type == "cuda"
        self.optimizer.zero_grad(set_to_none=True)
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=enabled):
            loss, figures = self.stage.loss(pool, self.config.batch, self.draws, self.progress_now)
        torch.autograd.backward(loss)
        return loss, figures

    def replay(self, pool: ClipBatch) -> tuple[Tensor, Figures]:
        """The same, recorded at the first call."""
        if self.recorded is None or self.recorded.given is not pool:
            self.recorded = Recorded(self.compute, pool, self.draws)
            self.generator(self.step)
        return self.recorded()

    def backward(self, pool: ClipBatch) -> tuple[Tensor, Figures]:
        """Loss and figures of this step's batch; gradients are left in the parameters, averaged over the ranks."""
        self.generator(self.step)
        self.progress_now.fill_(self.progress)
        records = self.config.record and self.device.type == "cuda"
        loss, figures = (self.replay if records else self.compute)(pool)
        self.ranks.average_gradients_(self.parameters)
        return loss, figures

    def take_step(self, pool: ClipBatch) -> Figures:
        """One step; its loss and figures stay on the device. Without a finite gradient no weight changes."""
        rate = learning_rate(self.config, self.step, self.progress)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        loss, figures = self.backward(pool)
        norm = nn.utils.clip_grad_norm_(self.parameters, CLIP_NORM)
        self.optimizer.found_inf = (~torch.isfinite(norm)).float()
        self.optimizer.step()
        self.average.update(self.stage.network, self.step)
        self.step += 1
        self.look_at_clock()
        return {name: value.detach().clone() for name, value in {"loss": loss, "gradientNorm": norm, **figures}.items()}

    def advance(self, pool: ClipBatch) -> dict[str, float]:
        """One step as numbers."""
        return {name: float(value) for name, value in self.take_step(pool).items()}

    def save(self, path: Path) -> None:
        """The checkpoint, and the averaged weights alone beside it."""
        state = {
            "stage": self.stage.name,
            "config": asdict(self.config),
            "step": self.step,
            "seconds": self.seconds,
            "commit": commit(),
            "inputs": dict(self.inputs),
            "network": self.stage.network.state_dict(),
            "average": self.average.state,
            "optimizer": self.optimizer.state_dict(),
        }
        save_atomically(state, path)
        kept = {name: state[name] for name in ("stage", "config", "step", "seconds", "commit", "inputs")}
        save_atomically({**kept, "average": halved(self.average.state)}, weights_file(path))

    def load(self, path: Path) -> None:
        checkpoint = torch.load(path, map_location=self.device, weights_only=True)
        if checkpoint["stage"] != self.stage.name:
            raise ValueError(f"{path}: expected a checkpoint of {self.stage.name}, got {checkpoint['stage']}")
        changed = [name for name, made in self.inputs.items() if checkpoint.get("inputs", {}).get(name) != made]
        if changed:
            raise ValueError(f"{path}: looks through {', '.join(changed)} as it was before; remove it to train it anew")
        self.stage.network.load_state_dict(checkpoint["network"])
        self.average.state = checkpoint["average"]
        self.optimizer.load_state_dict(checkpoint["optimizer"])
        self.step = checkpoint["step"]
        self.started -= checkpoint["seconds"]
        self.look_at_clock()


def mean_figures(steps: list[Figures]) -> dict[str, float]:
    """Means over steps, in one go from the device."""
    return {name: float(torch.stack([figures[name].float() for figures in steps]).mean()) for name in steps[-1]}


def with_data_for(stage: Stage, config: TrainConfig, log: Log) -> TrainConfig:
    """Without the clips of data sets, where the stage can make nothing of them. Raises ValueError if none are left."""
    if config.data == PHANTOM or stage.takes_labelled:
        return config
    if (PHANTOM, "") not in parts_of(config.data):
        raise ValueError(f"data: {stage.name} learns from exact geometry, expected {PHANTOM}, got {config.data}")
    log(f"{stage.name}: learns from exact geometry, so from the phantom's clips alone")
    return replace(config, data=PHANTOM)


def run_stage(
    stage: Stage,
    config: TrainConfig,
    path: Path,
    log: Log,
    ranks: Ranks | None = None,
    inputs: Mapping[str, str] | None = None,
) -> None:
    """Trains a stage to its end or its pause, from its checkpoint if there is one. Rank 0 logs and saves."""
    config = with_data_for(stage, config, log)
    trainer = Trainer(stage, config, ranks or Ranks(), inputs=inputs or {})
    if path.exists():
        trainer.load(path)
        log(f"{stage.name}: resumed at step {trainer.step}, after {trainer.seconds:.0f} s")
    if trainer.progress >= 1.0:
        return
    fast = config.compile and trainer.device.type == "cuda"
    if fast:
        stage.compile()
    source = clip_source(
        config.data, config.pool, trainer.seed, trainer.device, config.renew, fast, config.real, path.parent, log
    )
    curves = Curves(path.with_suffix(".csv"), trainer.step)
    pool, taken, stops = source.pool(trainer.step), list[Figures](), False
    while not stops:
        taken.append(trainer.take_step(pool))
        stops = trainer.progress >= 1.0 or trainer.paused
        logs = stops or trainer.step % config.log_every == 0
        if logs and trainer.ranks.leads:
            log(note(trainer, curves, mean_figures(taken)))
        if logs:
            taken.clear()
        if trainer.ranks.leads and (stops or trainer.step % config.save_every == 0):
            finish(trainer, pool)
            trainer.save(path)
            clips = "synthetic clips of the phantom" if config.data == PHANTOM else f"clips of {config.data}"
            curves.draw(path.with_suffix(".png"), f"{stage.name}: {clips}")
        if not stops:
            source.renew_(pool, trainer.step - 1)


def note(trainer: Trainer, curves: Curves, figures: dict[str, float]) -> str:
    """Adds a row to the curves; returns it as a line for the log."""
    rate = learning_rate(trainer.config, trainer.step, trainer.progress)
    curves.add({"step": float(trainer.step), "seconds": trainer.seconds, "lr": rate, **figures})
    shown = "  ".join(f"{name} {value:.4g}" for name, value in figures.items())
    done = f"{100 * trainer.progress:.1f} %, {trainer.seconds:.0f} s"
    return f"{trainer.stage.name} step {trainer.step} ({done})  {shown}"


def finish(trainer: Trainer, pool: ClipBatch) -> None:
    """Lets the stage measure on its averaged weights what it needs to, and keeps that with them.

    The weights in training stay what they were.
    """
    network = trainer.stage.network
    training = copied(network.state_dict())
    network.load_state_dict(trainer.average.state)
    network.eval()
    trainer.stage.finish(pool, trainer.generator(trainer.step))
    trainer.average.state = copied(network.state_dict())
    network.load_state_dict(training)
    network.train()


def begun_from_(stage: Stage, path: Path) -> dict[str, str]:
    """Gives the stage the weights of another run, and says which. Raises ValueError for those of another network."""
    try:
        stage.network.load_state_dict(averaged(path))
    except RuntimeError as error:
        raise ValueError(f"start: expected weights of {stage.name} as it is now, got {path}: {error}") from error
    return {"start": fingerprint(path)}


def train(name: str, config: TrainConfig, run: Path, log: Log) -> Path:
    """Trains one stage of a run; returns its checkpoint. Under torchrun, this is one rank of several."""
    if name not in BUILDERS:
        raise ValueError(f"stage: expected one of {', '.join(BUILDERS)}, got {name}")
    run.mkdir(parents=True, exist_ok=True)
    path = run / f"{name}.pt"
    with joined_ranks(config.device) as ranks:
        torch.manual_seed(config.seed)
        if torch.device(config.device).type == "cuda":
            torch.set_float32_matmul_precision("high" if config.half else "highest")
            torch.backends.cudnn.benchmark = True
        stage = BUILDERS[name](run, ranks.device(config.device))
        inputs = {need: fingerprint(run / f"{need}.pt") for need in NEEDS[name]}
        if stage.takes_labelled:
            inputs |= listings(config.data)
        if config.start:
            inputs |= begun_from_(stage, Path(config.start) / path.name)
        run_stage(stage, config, path, log if ranks.leads else lambda line: None, ranks, inputs)
    return path
