"""`lab evaluate`, `lab outside`, `lab gate`, `lab contest`, `lab pictures` and `lab card`."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

import torch

from echocohort_lab.bundles.bundle import MANIFEST_FILE, write_manifest
from echocohort_lab.bundles.sample import Manifest
from echocohort_lab.data.pool import FIELD_SIDE
from echocohort_lab.evaluation.card import write_card
from echocohort_lab.evaluation.lanes import Request, side_by_side
from echocohort_lab.evaluation.record import FILES, Record, empty, from_json, merged, read_record, write_record
from echocohort_lab.evaluation.run import GROUPS, chosen, evaluate, open_bundle
from echocohort_lab.evaluation.table import report
from echocohort_lab.figures.gate import FIT_SUBJECTS, fit_gate, gate_of
from echocohort_lab.figures.two_sample import SEEDS, Budget, exact_motion_control, two_sample
from echocohort_lab.sheets.pictures import write_pictures
from echocohort_lab.trials.cohort import Split, cohorts
from echocohort_lab.trials.continued import continuing
from echocohort_lab.trials.left_out import LEAVING_OUT, without
from echocohort_lab.trials.outside_frames import write_frames

SUBJECTS, OUTSIDE_SUBJECTS = 512, 64

Say = Callable[[str], None]
Commands = Any  # argparse gives the type of its sub-parsers no public name


def read_manifest(folder: Path) -> Manifest:
    manifest: Manifest = json.loads((folder / MANIFEST_FILE).read_text())
    return manifest


def lane_arguments(args: argparse.Namespace) -> list[str]:
    """What each lane is told beside its groups and its folder."""
    told = ["--split", args.split, "--device", args.device, "--subjects", str(args.subjects)]
    return told + (["--outside", str(args.outside)] if args.outside else [])


def run_evaluate(args: argparse.Namespace, say: Say) -> None:
    """Measures, or takes over what another machine measured; either way the table shows all that is known."""
    out: Path = args.out or args.bundle
    manifest = read_manifest(args.bundle)
    taken = None if args.merge is None else from_json(json.loads(args.merge.read_text()))
    split: Split = args.split if taken is None else taken.split
    known = read_record(out if (out / FILES[split]).exists() else args.bundle, manifest, split)

    def keep(record: Record) -> None:
        nonlocal known
        known = merged(known, record)
        write_record(out, known)

    if taken is not None:
        keep(taken)
    else:
        measure(args, out, manifest, say, keep)
    say(report(read_record(out, manifest, split).figures))


def measure(args: argparse.Namespace, out: Path, manifest: Manifest, say: Say, keep: Callable[[Record], None]) -> None:
    device = torch.device(args.device)
    names = chosen(args.only.split(",") if args.only else [], device, args.outside, say)
    if args.side_by_side:
        gpus = torch.cuda.device_count() if device.type == "cuda" else 0
        fresh = empty(manifest, args.split)
        side_by_side(Request(args.bundle, out, lane_arguments(args), gpus, fresh), names, say, keep)
    else:
        evaluate(open_bundle(args.bundle, device, args.split, args.outside), args.subjects, names, say, keep)


def run_gate(args: argparse.Namespace, say: Say) -> None:
    """Fits the gate's threshold on the split dev and writes it into the bundle."""
    bundle = open_bundle(args.bundle, torch.device(args.device), "dev")
    gate = fit_gate(bundle.bench, gate_of(bundle.manifest), args.subjects)
    bundle.manifest["gate"] = gate.manifest()
    write_manifest(args.bundle, bundle.manifest)
    say(f"agreementMin {gate.agreement_min}")


def run_contest(args: argparse.Namespace, say: Say) -> None:
    """Raw clips against moved ones, of a phantom without some of its parts."""
    parts = [part for part in args.without.split(",") if part]
    bundle = open_bundle(args.bundle, torch.device(args.device), args.split)
    generator = continuing(bundle.generator) if args.continued else bundle.generator
    bench = replace(bundle.bench, generator=generator, draw=partial(cohorts, change=partial(without, parts)))
    budget = replace(Budget(), steps=args.steps, seeds=SEEDS[: args.seeds])
    exact = partial(exact_motion_control, generator=generator, field_side=args.field_side)
    found = two_sample(bench, budget) if args.made else exact(bench, budget=budget)
    worst, best = (found[key].value for key in found)
    say(f"without {', '.join(parts) or 'nothing'}: told apart by {best:.3f} to {worst:.3f}")


def run_outside(args: argparse.Namespace, say: Say) -> None:
    write_frames(args.out, args.split, args.subjects, args.processes, say)
    say(f"wrote {args.out}")


def run_pictures(args: argparse.Namespace, say: Say) -> None:
    bundle = open_bundle(args.bundle, torch.device(args.device), args.split)
    for path in write_pictures(bundle.bench, args.out or args.bundle, bundle.manifest, args.subjects):
        say(f"wrote {path}")


def run_card(args: argparse.Namespace, say: Say) -> None:
    say(f"wrote {write_card(args.bundle)}")


def add_commands(commands: Commands, say: Say) -> None:
    """Registers the six with `lab`'s parser."""
    evaluation = commands.add_parser("evaluate", help="measure a bundle on held-out phantom subjects")
    evaluation.add_argument("--only", help=f"groups of figures, separated by commas: {', '.join(GROUPS)}")
    evaluation.add_argument("--merge", type=Path, help="take over an evaluation.json that was measured elsewhere")
    evaluation.add_argument("--outside", type=Path, help="file of `lab outside`, for the group of that name")
    evaluation.add_argument("--side-by-side", action="store_true", help="groups in several processes, on all GPUs")
    evaluation.set_defaults(handle=lambda args: run_evaluate(args, say))

    pictures = commands.add_parser("pictures", help="plots and contact sheets of a bundle")
    pictures.set_defaults(handle=lambda args: run_pictures(args, say))

    gate = commands.add_parser("gate", help="fit the gate's threshold on subjects and pictures to choose on")
    gate.set_defaults(handle=lambda args: run_gate(args, say))

    for command, subjects in ((evaluation, SUBJECTS), (pictures, SUBJECTS), (gate, FIT_SUBJECTS)):
        command.add_argument("bundle", type=Path, help="folder of the bundle")
        command.add_argument("--device", default="cpu")
        command.add_argument("--subjects", type=int, default=subjects, help=f"default {subjects}")
    for command in (evaluation, pictures):
        command.add_argument("--out", type=Path, help="folder to write to instead of the bundle's")

    contest = commands.add_parser("contest", help="what gives moved clips away: leave parts of the phantom out")
    contest.add_argument("bundle", type=Path, help="folder of the bundle whose warp and finish move them")
    contest.add_argument("--without", default="", help=f"separated by commas, of {', '.join(LEAVING_OUT)}")
    contest.add_argument("--made", action="store_true", help="by the bundle's motion, not by the exact one")
    contest.add_argument("--continued", action="store_true", help="frames are continued beyond their sector")
    contest.add_argument("--field-side", type=int, default=FIELD_SIDE, help=f"of exact fields (default {FIELD_SIDE})")
    contest.add_argument("--seeds", type=int, default=len(SEEDS), help=f"classifiers (default {len(SEEDS)})")
    contest.add_argument("--steps", type=int, default=Budget.steps, help=f"at most (default {Budget.steps})")
    contest.add_argument("--device", default="cpu")
    contest.add_argument("--split", choices=get_args(Split), default="dev", help="test to report on (default dev)")
    contest.set_defaults(handle=lambda args: run_contest(args, say))

    outside = commands.add_parser("outside", help="observed frames by PyMUST: pip install -e 'lab[outside]'")
    outside.add_argument("--subjects", type=int, default=OUTSIDE_SUBJECTS, help=f"default {OUTSIDE_SUBJECTS}")
    outside.add_argument("--processes", type=int, default=1, help="frames at a time (default 1)")
    outside.add_argument("--out", type=Path, default=Path("outside.npz"), help="NPZ, added to (default outside.npz)")
    outside.set_defaults(handle=lambda args: run_outside(args, say))

    for command in (evaluation, pictures, outside):
        command.add_argument("--split", choices=get_args(Split), default="test", help="dev to choose on (default test)")

    card = commands.add_parser("card", help="write the model card from what stands in the bundle's folder")
    card.add_argument("bundle", type=Path, help="folder of the bundle")
    card.set_defaults(handle=lambda args: run_card(args, say))
