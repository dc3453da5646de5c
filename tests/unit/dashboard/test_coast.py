"""The map shows the right land in the right place."""

import re

import pytest

from apps.dashboard.coast import WIDTH, Frame, _without_far_corners, coast_path, frame_around, graticule

FAROES = Frame(-8.0, 61.3, -6.0, 62.5)
TORSHAVN_INLAND = (62.02, -6.85)  # Streymoy, west of the town
OPEN_SEA = (61.7, -7.6)


def polygons(path: str) -> list[list[tuple[float, float]]]:
    outlines = re.findall(r"M([^Z]*)Z", path)
    return [[tuple(map(float, corner.split())) for corner in outline.split("L")] for outline in outlines]


def covers(outline: list[tuple[float, float]], x: float, y: float) -> bool:
    """Whether a point lies inside: a ray to the right crosses the outline an odd number of times."""
    crossings = 0
    for (x0, y0), (x1, y1) in zip(outline, outline[1:] + outline[:1], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize(("place", "is_land"), [(TORSHAVN_INLAND, True), (OPEN_SEA, False)])
def test_land_is_land_and_sea_is_sea(place, is_land):
    latitude, longitude = place
    outlines = polygons(coast_path(FAROES))

    assert any(covers(outline, FAROES.x(longitude), FAROES.y(latitude)) for outline in outlines) is is_land


def test_mainland_is_cut_to_the_frame_without_changing_it():
    """Central Scotland is land and the Minch is sea, though most corners of Great Britain were left out."""
    frame = Frame(-7.5, 55.4, -4.5, 58.4)
    outlines = polygons(coast_path(frame))
    inside = {place: any(covers(outline, frame.x(place[1]), frame.y(place[0])) for outline in outlines)
              for place in ((56.8, -4.8), (57.5, -4.6), (55.5, -4.55), (58.2, -6.05), (55.9, -7.2))}  # fmt: skip

    assert inside == {
        (56.8, -4.8): True,
        (57.5, -4.6): True,
        (55.5, -4.55): True,
        (58.2, -6.05): False,
        (55.9, -7.2): False,
    }
    assert sum(map(len, outlines)) < 10_000


def test_distance_on_the_map_is_that_on_the_ground():
    """A degree of latitude is 111.2 km; at 62 degrees north a degree of longitude is cos 62 = 0.4695 of it."""
    frame = Frame(-8, 61.5, -6, 62.5)

    assert frame.y(61.5) - frame.y(62.5) == pytest.approx(111.2 * frame.units_per_km)
    assert frame.x(-6) - frame.x(-7) == pytest.approx(0.4695 * 111.2 * frame.units_per_km, rel=1e-3)
    assert frame.x(-6) == WIDTH


def test_frame_holds_every_place():
    frame = frame_around([(61.5, -7.3), (62.3, -6.4)])

    assert frame.west < -7.3 < -6.4 < frame.east
    assert frame.south < 61.5 < 62.3 < frame.north


def test_graticule_is_labelled_by_hemisphere():
    meridians, parallels = graticule(FAROES)

    assert [label for _, label in meridians] == ["8° W", "7.5° W", "7° W", "6.5° W", "6° W"]
    assert [label for _, label in parallels] == ["61.5° N", "62° N", "62.5° N"]


def test_corner_that_can_be_seen_is_kept():
    import numpy as np

    outline = np.array([(-9, 62), (-9, 63), (-7, 62), (-5, 63), (-5, 60), (-9, 60)], dtype=float)

    assert [-7, 62] in _without_far_corners(outline, FAROES).tolist()
