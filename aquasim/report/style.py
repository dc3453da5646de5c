"""One look for every plot: a colour per stage that colour-blind readers tell apart, legends outside the data, SVG."""

import datetime as dt
import io
import re
from collections.abc import Sequence
from html import escape
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aquasim.domain.stages import Stage

# Okabe & Ito (2008), Color Universal Design, without its yellow and black: they vanish on white and on dark paper.
STAGE_COLOURS = {
    Stage.EGG_ALEVIN: "#E69F00",
    Stage.FRY: "#CC79A7",
    Stage.PARR: "#009E73",
    Stage.SMOLT: "#56B4E9",
    Stage.POST_SMOLT: "#D55E00",
    Stage.GROW_OUT: "#0072B2",
}
# Told apart from the stages, and from each other by dash as well as by colour.
GEOGRAPHY_COLOURS = ("#7A5CF0", "#D81B78", "#8C6D1F", "#3E8E7E")
GEOGRAPHY_DASHES: tuple[Any, ...] = ("-", (0, (4, 1.4)), (0, (1.5, 1)), (0, (5, 1, 1, 1)))

INK, FAINT = "#1f2a33", "#d5dce1"
_PAGE_COLOURS = {INK: "var(--ink)", FAINT: "var(--line)"}  # plots follow the page into dark mode

WIDTH_IN = 5.4
"""At this width text of 10 points is legible on a phone without turning it."""

THEME: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": INK,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "date.converter": "concise",
    "figure.facecolor": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "axes.facecolor": "none",
    "legend.fontsize": 9.5,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "lines.linewidth": 1.5,
    "savefig.dpi": 160,
    "svg.fonttype": "none",
    "svg.hashsalt": "aquasim",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def blank(height_in: float = 3.3) -> tuple[Figure, Axes]:
    """A figure with one pair of axes, without a display behind it."""
    figure = Figure(figsize=(WIDTH_IN, height_in), layout="constrained")
    return figure, figure.add_subplot()


def stacked_panels(panels: int, height_in: float) -> tuple[Figure, list[Axes]]:
    """A figure with axes above each other that share their x."""
    figure = Figure(figsize=(WIDTH_IN, height_in * panels), layout="constrained")
    return figure, list(figure.subplots(panels, 1, sharex=True, squeeze=False)[:, 0])


def legend_above(figure: Figure, axes: Axes, columns: int = 3, marker_scale: float = 1.0) -> None:
    """A legend over the axes, where it hides nothing."""
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        figure.legend(
            handles, labels, loc="outside upper left", ncols=columns, columnspacing=1.2, markerscale=marker_scale
        )


def date_axis(axes: Axes) -> None:
    """Calendar along x, from the first data to the last."""
    axes.margins(x=0)
    axes.xaxis.get_offset_text().set_visible(False)


def geography_colour(geography: int) -> str:
    """Colour of a geography by its position."""
    return GEOGRAPHY_COLOURS[geography % len(GEOGRAPHY_COLOURS)]


def geography_dash(geography: int) -> Any:
    """Line style of a geography by its position."""
    return GEOGRAPHY_DASHES[geography % len(GEOGRAPHY_DASHES)]


def stack(
    axes: Axes, x: npt.NDArray[Any], heights: npt.NDArray[np.float64], stages: Sequence[Stage] = tuple(Stage)
) -> None:
    """Areas on each other, one a stage. `heights` has shape (x, stages)."""
    axes.stackplot(
        x,
        heights.T,
        colors=[STAGE_COLOURS[stage] for stage in stages],
        labels=[stage.label for stage in stages],
        linewidth=0,
    )
    axes.set_ylim(bottom=0)


def thousands(axes: Axes) -> None:
    """12,000 along y, not 12000."""
    axes.yaxis.set_major_formatter("{x:,.0f}")


def svg_of(figure: Figure, name: str, title: str) -> str:
    """The figure as inline SVG: page colours, ids of its own, text as text."""
    text = io.StringIO()
    metadata = {"Date": None, "Creator": None, "Format": None, "Type": None}
    figure.savefig(text, format="svg", metadata=metadata)
    svg = text.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    head, body = svg.split(">", 1)
    svg = re.sub(r' (?:xmlns(?::xlink)?|version|width|height)="[^"]*"', "", head) + ">" + body
    svg = svg.replace('id="', f'id="{name}-').replace('href="#', f'href="#{name}-').replace("url(#", f"url(#{name}-")
    for colour, variable in _PAGE_COLOURS.items():
        svg = svg.replace(colour, variable)
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(title)}"', 1)


def themed() -> Any:
    """Context in which plots are drawn."""
    return mpl.rc_context(THEME)


def weekly(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Means of whole weeks along the first axis; a week begun is left out, unless there is no other."""
    weeks = max(len(values) // 7, 1)
    return np.stack([part.mean(axis=0) for part in np.split(values[: weeks * 7], weeks)])


def week_starts(days: npt.NDArray[np.datetime64]) -> npt.NDArray[np.datetime64]:
    """The days on which the means of `weekly` are drawn."""
    return days[::7][: max(len(days) // 7, 1)]


def month_name(month: np.datetime64) -> str:
    """Tick label of a month that stands for a column: name over year."""
    day: dt.date = month.astype("datetime64[D]").item()
    return day.strftime("%b\n%Y")
