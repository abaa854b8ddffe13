"""The table of figures against what is wanted of them, for the shell and for the model card."""

from collections.abc import Iterator

from echocohort_lab.evaluation.targets import MEASURES, PARTS, Measure, Verdict
from echocohort_lab.metrics.bootstrap import Figure, Figures

SAID: dict[Verdict, str] = {"aim": "aim met", "must": "met", "miss": "MISSED", "-": ""}
SIGNS = {"below": "<=", "above": ">=", "within": "+-"}


def short(value: float) -> str:
    return f"{value:.4g}"


def limit(measure: Measure, value: float | None) -> str:
    return "" if value is None else f"{SIGNS[measure.side]} {value:g}"


def rows(figures: Figures) -> Iterator[tuple[Measure, Figure]]:
    return ((measure, figures[measure.key]) for measure in MEASURES if measure.key in figures)


def report(figures: Figures) -> str:
    """One line a figure, then how many limits are met and what was not measured."""
    lines = [f"{'figure':<30}{'value':>9}  {'95 % interval':<20}{'n':>5}  {'must':<9}{'aim':<9}"]
    for measure, figure in rows(figures):
        interval = f"{short(figure.low)} .. {short(figure.high)}"
        said = SAID[measure.verdict(figure.value)]
        wanted = f"{limit(measure, measure.must):<9}{limit(measure, measure.aim):<9}"
        lines.append(f"{measure.key:<30}{short(figure.value):>9}  {interval:<20}{figure.n:>5}  {wanted}{said}".rstrip())
    return "\n".join([*lines, *summary(figures)])


def summary(figures: Figures) -> list[str]:
    asked = [measure for measure in MEASURES if measure.must is not None]
    measured = [measure for measure in asked if measure.key in figures]
    met = [measure for measure in measured if measure.verdict(figures[measure.key].value) != "miss"]
    missing = [measure.key for measure in asked if measure.key not in figures]
    lines = [f"{len(met)} of {len(measured)} limits met"]
    return [*lines, f"not measured: {', '.join(missing)}"] if missing else lines


def markdown(figures: Figures, part: str) -> list[str]:
    """One part of it for the model card; nothing when none of it was measured."""
    measured = [(measure, figures[measure.key]) for measure in PARTS[part] if measure.key in figures]
    if not measured:
        return []
    lines = ["| figure | value | 95 % interval | n | must | aim | |", "|---|---|---|---|---|---|---|"]
    for measure, figure in measured:
        cells = (
            f"{measure.protocol} [`{measure.key}`]",
            short(figure.value),
            f"{short(figure.low)} to {short(figure.high)}",
            str(figure.n),
            limit(measure, measure.must),
            limit(measure, measure.aim),
            SAID[measure.verdict(figure.value)],
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines
