"""`lab`: phantom, train, evaluate, export."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import torch

from echocohort_lab.evaluate import (
    Rung,
    evaluate_bundle,
    report,
    write_evaluation,
    write_phantom_ladder,
    write_real_ladder,
)
from echocohort_lab.export import export_converted, export_tiny, export_trained
from echocohort_lab.golden import write_golden
from echocohort_lab.phantom.render import render
from echocohort_lab.phantom.subject import sample_subjects
from echocohort_lab.train import STAGES, TrainConfig, train

LAB = Path(__file__).resolve().parents[2]
MODELS = LAB.parent / "models"


def say(line: str) -> None:
    print(line, flush=True)


def run_phantom(args: argparse.Namespace) -> None:
    """Renders clips to NPY: uint8 [count, 32, 112, 112], and their exact EF in percent beside them."""
    generator = torch.Generator().manual_seed(args.seed)
    ef = None if args.ef is None else torch.full((args.count,), args.ef / 100.0)
    clips = render(sample_subjects(args.count, generator, ef=ef), generator)
    np.save(args.out, clips.video.numpy())
    for at in range(args.count):
        say(f"clip {at}: EF {100 * float(clips.ef[at]):.1f} %, {int(clips.valid[at].sum())} frames")
    say(f"wrote {args.out}")


def run_train(args: argparse.Namespace) -> None:
    given = {field.name: getattr(args, field.name) for field in fields(TrainConfig)}
    config = TrainConfig(**{name: value for name, value in given.items() if value is not None})
    say(f"wrote {train(args.stage, config, args.run, say)}")


def say_rungs(rungs: Sequence[Rung]) -> None:
    for rung in rungs:
        say(f"  asked {rung.asked:4.0f}   own {rung.measured:5.1f}   audit {rung.audited:5.1f}")


def run_evaluate(args: argparse.Namespace) -> None:
    if args.subjects > 0:
        evaluation = evaluate_bundle(args.bundle, args.subjects)
        say(report(evaluation))
        write_evaluation(args.bundle, evaluation)
    if args.sheets:
        say("EF ladder of the demonstration clip")
        say_rungs(write_phantom_ladder(args.bundle, np.load(args.bundle.parent / "phantom-clip.npy")))
        rungs, source = write_real_ladder(args.bundle)
        say(
            f"EF ladder of the public ultrasound; gain {source['gain']:.2f}; the source itself reads "
            f"{source['measured']:.1f} (own), {source['audited']:.1f} (audit)"
        )
        say_rungs(rungs)


def run_export(args: argparse.Namespace) -> None:
    lines: list[str] = []
    if args.golden:
        lines += [f"wrote {path}" for path in write_golden(args.golden_folder)]
    if args.tiny:
        lines += export_tiny(args.models)
    if args.run is not None:
        lines += export_trained(args.models, args.run)
    if args.checkpoints is not None:
        lines += export_converted(args.models, args.checkpoints)
    if not lines:
        raise ValueError("expected one of --tiny, --golden, --run, --checkpoints")
    for line in lines:
        say(line)


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lab", description="Phantom, training and export of EchoCohort's models.")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads of torch (default 2)")
    commands = parser.add_subparsers(dest="command", required=True)

    phantom = commands.add_parser("phantom", help="render phantom clips with exact EF")
    phantom.add_argument("--count", type=int, default=4)
    phantom.add_argument("--seed", type=int, default=0)
    phantom.add_argument("--ef", type=float, help="EF of all clips in percent; drawn from 8..78 when absent")
    phantom.add_argument("--out", type=Path, default=Path("phantom.npy"))
    phantom.set_defaults(handle=run_phantom)

    training = commands.add_parser("train", help="train one stage; resumes from its checkpoint")
    training.add_argument("stage", choices=STAGES)
    training.add_argument("--run", type=Path, required=True, help="folder of the checkpoints")
    for field in fields(TrainConfig):
        flag = f"--{field.name.replace('_', '-')}"
        if isinstance(field.default, bool):
            training.add_argument(flag, action="store_true", default=None)
        else:
            training.add_argument(flag, type=type(field.default), help=f"default {field.default}")
    training.set_defaults(handle=run_train)

    evaluation = commands.add_parser("evaluate", help="measure a bundle on held-out phantom subjects")
    evaluation.add_argument("bundle", type=Path, help="folder of the bundle")
    evaluation.add_argument("--subjects", type=int, default=64)
    evaluation.add_argument("--sheets", action="store_true", help="also write the ladder sheets")
    evaluation.set_defaults(handle=run_evaluate)

    export = commands.add_parser("export", help="write a bundle or the golden vectors")
    export.add_argument("--models", type=Path, default=MODELS)
    export.add_argument("--tiny", action="store_true", help="the stand-in bundle for tests")
    export.add_argument("--run", type=Path, help="a finished run of `lab train`")
    export.add_argument("--checkpoints", type=Path, help="weights of earlier runs, converted")
    export.add_argument("--golden", action="store_true", help="the golden vectors of lab/golden")
    export.add_argument("--golden-folder", type=Path, default=LAB / "golden")
    export.set_defaults(handle=run_export)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point; 0 on success, 2 with a readable line on a bad argument or file."""
    args = make_parser().parse_args(argv)
    torch.set_num_threads(args.threads)
    try:
        args.handle(args)
    except (FileNotFoundError, ValueError) as error:
        print(f"lab {args.command}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
