"""The phantom's statistics beside those of public clips.

A population is rendered in chunks; each clip gives the figures of its middle frame, and those of the whole clip. Looks
are told apart by `hardness`: soft ones stand beside CAMUS, hard ones beside EchoNet.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from echocohort_lab.phantom.grid import BEAMS, DEPTHS
from echocohort_lab.phantom.probe import HARD_FROM, SOFT_TO
from echocohort_lab.phantom.render import SIDE, Clips, Video, render, render_video, scan_convert
from echocohort_lab.phantom.scene import Scene
from echocohort_lab.phantom.subject import FRAMES, sample_subjects
from echocohort_lab.readers.measurer import area_and_length, volume
from echocohort_lab.sheets.reference import LAGS, QUANTILES, REFERENCES, Figures, Reference
from echocohort_lab.sheets.statistics import (
    FINE_SIGMA,
    MID_SIGMA,
    dark_share,
    eroded,
    fwhm,
    grey_quantiles,
    lasting,
    local_deviation,
    spectrum_slope,
    texture,
)
from echocohort_lab.stages.losses import exact_ef

SPREAD = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Population:
    """Figures of N clips by their key in reference.py, [N] or [N, values]; `hardness` [N] tells the look."""

    figures: dict[str, Tensor]
    hardness: Tensor
    clips_per_second: float  # rendering alone, without the first chunk

    @property
    def looks(self) -> dict[str, Tensor]:
        """Which clips are of each look, [N]."""
        return {
            "soft": self.hardness <= SOFT_TO,
            "hard": self.hardness >= HARD_FROM,
            "all": torch.ones_like(self.hardness, dtype=torch.bool),
        }


def sector_mask(scene: Scene) -> Float[Tensor, "B H W"]:
    """1 where the scanner shows something."""
    probe = scene.probe.depth
    return (scan_convert(scene, torch.ones(len(probe), 1, DEPTHS, BEAMS, device=probe.device))[:, 0] > 0.5).float()


def clip_figures(clips: Clips) -> dict[str, Tensor]:
    """Every figure of every clip, [B] or [B, values], on the CPU."""
    count, frames = clips.valid.shape
    sector = sector_mask(clips.subject.scene)
    inner = eroded(sector)
    row = torch.arange(count, device=sector.device)
    middle = clips.video[row, clips.valid.sum(1).long() // 2].float()  # [B, H, W]
    fine = texture(middle, sector, FINE_SIGMA) * inner
    mid = texture(middle, sector, MID_SIGMA) * inner
    every = sector[:, None].expand(-1, frames, -1, -1).flatten(0, 1)
    moving = texture(clips.video.float().flatten(0, 1), every, FINE_SIGMA).unflatten(0, (count, frames))
    area, length = area_and_length(clips.mask.flatten(0, 1))
    measured = exact_ef(volume(area, length).view(clips.valid.shape), clips.valid)
    pixels = clips.mask.sum((2, 3))
    figures = {
        "mean": middle.mean((1, 2)),
        "deviation": middle.std((1, 2)),
        "dark_whole": 100.0 * dark_share(middle, torch.ones_like(middle)),
        "dark_sector": 100.0 * dark_share(middle, sector),
        "sector": sector.mean((1, 2)),
        "quantiles": grey_quantiles(middle, sector, QUANTILES),
        "fine_y": fwhm(fine, inner, 1),
        "fine_x": fwhm(fine, inner, 2),
        "mid": torch.stack([fwhm(mid, inner, 1), fwhm(mid, inner, 2)], 1),
        "local_deviation": local_deviation(fine, inner),
        "slope": spectrum_slope(middle),
        "lasting": lasting(moving * inner[:, None], clips.valid, LAGS),
        "area_ed": pixels.amax(1),
        "area_es": torch.where(clips.valid > 0, pixels, torch.inf).amin(1),
        "ef_error": 100.0 * (measured - clips.ef).abs(),
    }
    return {key: figure.cpu() for key, figure in figures.items()}


def measure_population(
    count: int, generator: torch.Generator, chunk: int, half_cycle_share: float, video_of: Video = render_video
) -> Population:
    """At least two chunks of clips, since the first one also pays for starting up."""
    parts: list[dict[str, Tensor]] = []
    hardness: list[Tensor] = []
    seconds = 0.0
    chunks = max(2, -(-count // chunk))
    for at in range(chunks):
        subject = sample_subjects(chunk, generator, half_cycle_share=half_cycle_share)
        wait(generator.device)
        began = time.perf_counter()
        clips = render(subject, generator, video_of)
        wait(generator.device)
        seconds += (time.perf_counter() - began) * (at > 0)
        parts.append(clip_figures(clips))
        hardness.append(subject.scene.probe.hardness.cpu())
    figures = {key: torch.cat([part[key] for part in parts]) for key in parts[0]}
    return Population(figures, torch.cat(hardness), (chunks - 1) * chunk / seconds)


def wait(device: torch.device) -> None:
    """Until the device has done what it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def summary(figure: Tensor) -> Figures:
    """Percentiles 5, 50 and 95 of one figure a clip, or the medians of several."""
    if figure.dim() == 2:
        return tuple(figure.nanmedian(0).values.tolist())
    return tuple(figure.quantile(torch.tensor(SPREAD)).tolist())


def written(figures: Figures | None, digits: int) -> str:
    return "-" if figures is None else "/".join(f"{figure:.{digits}f}" for figure in figures)


def table_line(label: str, cells: Sequence[str]) -> str:
    return f"{label:30}" + "".join(f"{cell:>24}" for cell in cells)


def report_lines(population: Population) -> list[str]:
    """The table, one statistic a line."""
    looks = population.looks
    size = {look: int(which.sum()) for look, which in looks.items()}

    def cell(row: Reference, look: str) -> str:
        figures = population.figures[row.key][looks[look]]
        return written(summary(figures) if size[look] else None, row.digits)

    def line(row: Reference) -> str:
        known = {look: written(figures, row.digits) for look, figures in (("soft", row.camus), ("hard", row.echonet))}
        cells = [cell(row, "soft"), known["soft"], cell(row, "hard"), known["hard"], cell(row, "all")]
        return f"{table_line(row.label, cells)}  {row.note}".rstrip()

    count = {look: f"{look} ({many})" for look, many in size.items()}
    error = float(population.figures["ef_error"].mean())
    return [
        table_line("p5/p50/p95, or medians", [count["soft"], "CAMUS", count["hard"], "EchoNet", count["all"]]),
        *map(line, REFERENCES),
        f"EF of the rasterised mask against the one asked for: MAE {error:.3f} pp over {size['all']} clips",
        f"rendered {population.clips_per_second:.1f} clips/s of {FRAMES} frames, {SIDE} x {SIDE}",
    ]
