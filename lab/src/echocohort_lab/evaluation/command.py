"""`lab evaluate`, `lab pictures` and `lab card`."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from echocohort_lab.bundle import MANIFEST_FILE
from echocohort_lab.evaluation.card import write_card
from echocohort_lab.evaluation.pictures import write_pictures
from echocohort_lab.evaluation.record import FILE, Record, from_json, merged, read_record, write_record
from echocohort_lab.evaluation.run import GROUPS, chosen, evaluate, open_bundle
from echocohort_lab.evaluation.table import report
from echocohort_lab.sample import Manifest

SUBJECTS = 512

Say = Callable[[str], None]
Commands = Any  # argparse gives the type of its sub-parsers no public name


def read_manifest(folder: Path) -> Manifest:
    manifest: Manifest = json.loads((folder / MANIFEST_FILE).read_text())
    return manifest


def run_evaluate(args: argparse.Namespace, say: Say) -> None:
    """Measures, or takes over what another machine measured; either way the table shows all that is known."""
    out: Path = args.out or args.bundle
    manifest = read_manifest(args.bundle)
    known = read_record(out if (out / FILE).exists() else args.bundle, manifest)

    def keep(record: Record) -> None:
        write_record(out, merged(known, record))

    if args.merge is not None:
        keep(from_json(json.loads(args.merge.read_text())))
    else:
        device = torch.device(args.device)
        names = chosen(args.only.split(",") if args.only else [], device, say)
        evaluate(open_bundle(args.bundle, device), args.subjects, names, say, keep)
    say(report(read_record(out, manifest).figures))


def run_pictures(args: argparse.Namespace, say: Say) -> None:
    bundle = open_bundle(args.bundle, torch.device(args.device))
    for path in write_pictures(bundle.bench, args.out or args.bundle, bundle.manifest, args.subjects):
        say(f"wrote {path}")


def run_card(args: argparse.Namespace, say: Say) -> None:
    say(f"wrote {write_card(args.bundle)}")


def add_commands(commands: Commands, say: Say) -> None:
    """Registers the three with `lab`'s parser."""
    evaluation = commands.add_parser("evaluate", help="measure a bundle on held-out phantom subjects")
    evaluation.add_argument("--only", help=f"groups of figures, separated by commas: {', '.join(GROUPS)}")
    evaluation.add_argument("--merge", type=Path, help="take over an evaluation.json that was measured elsewhere")
    evaluation.set_defaults(handle=lambda args: run_evaluate(args, say))

    pictures = commands.add_parser("pictures", help="plots and contact sheets of a bundle")
    pictures.set_defaults(handle=lambda args: run_pictures(args, say))

    for command in (evaluation, pictures):
        command.add_argument("bundle", type=Path, help="folder of the bundle")
        command.add_argument("--device", default="cpu")
        command.add_argument("--subjects", type=int, default=SUBJECTS, help=f"default {SUBJECTS}")
        command.add_argument("--out", type=Path, help="folder to write to instead of the bundle's")

    card = commands.add_parser("card", help="write the model card from what stands in the bundle's folder")
    card.add_argument("bundle", type=Path, help="folder of the bundle")
    card.set_defaults(handle=lambda args: run_card(args, say))
