"""`lab`: phantom, train, train-all, evaluate, pictures, card, render, export, sample, convert."""

import argparse
import signal
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import torch

from echocohort_lab.bundles.export import export_again, export_tiny, export_trained
from echocohort_lab.bundles.golden import write_golden
from echocohort_lab.bundles.readers import write_readers
from echocohort_lab.data.clip_source import named
from echocohort_lab.data.pool import HALF_CYCLE_SHARE
from echocohort_lab.data.stream import CHUNK
from echocohort_lab.echolvfm.convert import convert_echolvfm
from echocohort_lab.echolvfm.run_tensors import run_tensors
from echocohort_lab.evaluation.command import add_commands
from echocohort_lab.phantom.render import render, render_video
from echocohort_lab.phantom.subject import sample_subjects
from echocohort_lab.sheets.contact import write_contact_sheet
from echocohort_lab.sheets.render import write_render
from echocohort_lab.sheets.report import measure_population, report_lines
from echocohort_lab.stages import BUILDERS, NEEDS
from echocohort_lab.training.configs import make_config
from echocohort_lab.training.ladder import Ladder
from echocohort_lab.training.train import TrainConfig, train

LAB = Path(__file__).resolve().parents[2]
MODELS = LAB.parent / "models"
CLIPS, REPORTED, SHEET_ROWS = 4, 64, 12


def say(line: str) -> None:
    print(line, flush=True)


def run_phantom(args: argparse.Namespace) -> None:
    """Renders clips to NPY: uint8 [count, 32, 112, 112], and their exact EF in percent beside them."""
    if args.report:
        return report_phantom(args)
    device = torch.device(args.device)
    count, out = args.count or CLIPS, args.out or Path("phantom.npy")
    generator = torch.Generator(device).manual_seed(args.seed)
    ef = None if args.ef is None else torch.full((count,), args.ef / 100.0, device=device)
    clips = render(sample_subjects(count, generator, ef=ef), generator)
    np.save(out, clips.video.cpu().numpy())
    for at in range(count):
        say(f"clip {at}: EF {100 * float(clips.ef[at]):.1f} %, {int(clips.valid[at].sum())} frames")
    return say(f"wrote {out}")


def report_phantom(args: argparse.Namespace) -> None:
    """Statistics of clips as training sees them, beside public ones, and a contact sheet in the folder."""
    device = torch.device(args.device)
    generator = torch.Generator(device).manual_seed(args.seed)
    video_of = torch.compile(render_video) if args.compile else render_video
    folder = args.out or Path("phantom-report")
    folder.mkdir(parents=True, exist_ok=True)
    count = args.count or REPORTED
    chunk = min(count, CHUNK[device.type])
    lines = report_lines(measure_population(count, generator, chunk, HALF_CYCLE_SHARE, video_of))
    for line in lines:
        say(line)
    (folder / "report.txt").write_text("\n".join(lines) + "\n")
    write_contact_sheet(folder / "phantom.png", min(count, SHEET_ROWS), generator)
    say(f"wrote {folder}")


def run_train(args: argparse.Namespace) -> None:
    given = {field.name: getattr(args, field.name) for field in fields(TrainConfig)}
    given["data"] = args.data and named(args.data)
    config = make_config(args.stage, args.config, given)
    say(f"wrote {train(args.stage, config, args.run, say)}")


def exit_on_sigterm() -> None:
    """So that `finally` tidies up, and ends what was started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def run_train_all(args: argparse.Namespace) -> None:
    gpus = torch.cuda.device_count() if args.device == "cuda" else 0
    if args.device == "cuda" and gpus == 0:
        raise ValueError("--device: expected cpu, this machine has no GPU that PyTorch can use")
    args.run.mkdir(parents=True, exist_ok=True)
    exit_on_sigterm()
    settings = [*(["--data", named(args.data)] if args.data else []), *args.settings]
    over = Ladder(args.run, gpus, args.pause, settings, args.stages.split(",")).climb(say)
    say(f"trained {args.run}" if over else f"paused {args.run}: the same command goes on")
    if over and args.export is not None:
        for line in export_trained(args.export, args.run):
            say(line)


def run_export(args: argparse.Namespace) -> None:
    lines: list[str] = []
    if args.golden:
        lines += [f"wrote {path}" for path in write_golden(args.golden_folder)]
    if args.tiny:
        lines += export_tiny(args.models)
    if args.run is not None:
        lines += export_trained(args.models, args.run, args.readers)
    if args.again is not None:
        lines += export_again(args.models, args.again, args.reading)
    if not lines:
        raise ValueError("expected one of --tiny, --golden, --run, --again")
    for line in lines:
        say(line)


def run_readers(args: argparse.Namespace) -> None:
    for path in write_readers(args.bundle, args.run):
        say(f"wrote {path}")


def run_sample(args: argparse.Namespace) -> None:
    for line in run_tensors(args.bundle, args.inputs, args.out, args.threads):
        say(line)
    say(f"wrote {args.out}")


def run_render(args: argparse.Namespace) -> None:
    for line in write_render(args.bundle, args.clip, args.frame, args.ef / 100.0, args.seed, args.out):
        say(line)


def run_convert_echolvfm(args: argparse.Namespace) -> None:
    exit_on_sigterm()
    convert_echolvfm(args.flow, args.vae, args.out, args.readers, args.half, say)


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lab", description="Phantom, training and export of EchoCohort's models.")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads of torch (default 2)")
    commands = parser.add_subparsers(dest="command", required=True)

    phantom = commands.add_parser("phantom", help="render phantom clips with exact EF")
    phantom.add_argument("--count", type=int, help=f"default {CLIPS}, of a report {REPORTED}")
    phantom.add_argument("--seed", type=int, default=0)
    phantom.add_argument("--ef", type=float, help="EF of all clips in percent; drawn from 8..78 when absent")
    phantom.add_argument("--out", type=Path, help="NPY file (default phantom.npy), of a report its folder")
    phantom.add_argument("--report", action="store_true", help="statistics beside public clips, and a contact sheet")
    phantom.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    phantom.add_argument("--compile", action="store_true", help="of a report: render with torch.compile")
    phantom.set_defaults(handle=run_phantom)

    training = commands.add_parser("train", help="train one stage; the same command resumes it")
    training.add_argument("stage", choices=tuple(BUILDERS))
    training.add_argument("--run", type=Path, required=True, help="folder of the checkpoints")
    training.add_argument("--config", type=Path, help="TOML file of settings (default lab/configs/STAGE.toml)")
    settings = training.add_argument_group("settings, each above that of the file")
    for field in fields(TrainConfig):
        flag = f"--{field.name.replace('_', '-')}"
        if isinstance(field.default, bool):
            settings.add_argument(flag, action=argparse.BooleanOptionalAction)
        else:
            settings.add_argument(flag, type=type(field.default), help=f"{field.default} where the file says nothing")
    training.set_defaults(handle=run_train)

    everything = commands.add_parser("train-all", help="train every stage, several at once on the GPUs there are")
    everything.add_argument("--run", type=Path, required=True, help="folder of the checkpoints")
    everything.add_argument("--device", choices=("cpu", "cuda"), default="cuda")
    everything.add_argument("--pause", type=float, default=0.0, help="seconds after which all save and end (0: never)")
    everything.add_argument("--stages", default=",".join(NEEDS), help="separated by commas (default: all)")
    everything.add_argument("--data", help="where clips come from, as for `lab train`; or a folder with data sets")
    everything.add_argument("--export", type=Path, metavar="MODELS", help="when all is trained: the bundle, in here")
    everything.add_argument("settings", nargs="*", help="after --: settings for every stage, as `lab train` has them")
    everything.set_defaults(handle=run_train_all)

    add_commands(commands, say)

    large = commands.add_parser("render", help="a twin of a DICOM clip at the clip's own resolution")
    large.add_argument("bundle", type=Path, help="folder of the bundle")
    large.add_argument("--clip", type=Path, help="multi-frame colour DICOM (default: the one that pydicom ships)")
    large.add_argument("--frame", type=int, default=0, help="the observed frame, near end-diastole (default 0)")
    large.add_argument("--ef", type=float, default=45.0, help="percent (default 45)")
    large.add_argument("--seed", type=int, default=0)
    large.add_argument("--out", type=Path, default=Path("render.npy"))
    large.set_defaults(handle=run_render)

    export = commands.add_parser("export", help="write a bundle or the golden vectors")
    export.add_argument("--models", type=Path, default=MODELS)
    export.add_argument("--tiny", action="store_true", help="the stand-in bundle for tests")
    export.add_argument("--run", type=Path, help="a finished run of `lab train`")
    export.add_argument("--readers", type=Path, help="with --run: a bundle whose two readers to take over")
    export.add_argument("--again", type=Path, metavar="BUNDLE", help="anew from the weights of an exported bundle")
    export.add_argument("--reading", type=Path, metavar="RUN", help="with --again: a run whose readers to take over")
    export.add_argument("--golden", action="store_true", help="the golden vectors of lab/golden")
    export.add_argument("--golden-folder", type=Path, default=LAB / "golden")
    export.set_defaults(handle=run_export)

    readers = commands.add_parser("readers", help="a bundle's readers as weights of a run, for `lab train --start`")
    readers.add_argument("bundle", type=Path, help="folder of the bundle")
    readers.add_argument("--run", type=Path, required=True, help="folder to write them to")
    readers.set_defaults(handle=run_readers)

    sample = commands.add_parser("sample", help="run a bundle on given tensors, by role")
    sample.add_argument("bundle", type=Path, help="folder of the bundle")
    sample.add_argument(
        "--inputs", type=Path, required=True, help="NPZ with an array for each input role; EF as a fraction"
    )
    sample.add_argument("--out", type=Path, required=True, help="NPZ that gets an array for each output role")
    sample.set_defaults(handle=run_sample)

    convert = commands.add_parser("convert-echolvfm", help="make a bundle of the published EchoLVFM")
    convert.add_argument("--flow", type=Path, required=True, help="folder with model.safetensors and config.yaml")
    convert.add_argument("--vae", type=Path, required=True, help="folder of the diffusers AutoencoderKL")
    convert.add_argument("--out", type=Path, required=True, help="folder to make; its name becomes the bundle's")
    convert.add_argument("--readers", type=Path, help="a bundle whose readers measure made frames (default: none do)")
    convert.add_argument("--half", action="store_true", help="round large weights to half precision: half the size")
    convert.set_defaults(handle=run_convert_echolvfm)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point; 0 on success, 2 with a readable line on a bad argument or file."""
    args = make_parser().parse_args(argv)
    torch.set_num_threads(args.threads)
    try:
        args.handle(args)
    except (FileNotFoundError, ChildProcessError, ValueError) as error:
        print(f"lab {args.command}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
