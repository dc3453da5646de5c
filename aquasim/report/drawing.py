"""What a plot is: a drawn figure and the sentences under it."""

from dataclasses import dataclass

from matplotlib.figure import Figure

from aquasim.report.style import blank


@dataclass(frozen=True)
class Drawn:
    """A figure and its caption; the caption says what to see."""

    figure: Figure
    caption: str


def nothing_yet(words: str) -> Drawn:
    """In place of a plot of what has not happened yet."""
    figure, axes = blank(1.2)
    axes.set_axis_off()
    axes.text(0.5, 0.5, words, ha="center", va="center", transform=axes.transAxes)
    return Drawn(figure, "Generate more days to see it.")


def signed(value: float, decimals: int) -> str:
    """A difference as people write it: +0.3, −0.5, 0.0."""
    rounded = round(value, decimals)
    return f"{rounded:+.{decimals}f}".replace("-", "−") if rounded else f"{0:.{decimals}f}"
