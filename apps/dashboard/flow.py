"""Draws the way of a batch through its containers: a column for each kind of container, a band for each transfer."""

from collections import defaultdict
from dataclasses import dataclass

from .selectors.batches import Move, Stop

WIDTH, HEIGHT = 1000.0, 360.0
NODE = 10.0
GAP = 1.0


@dataclass(frozen=True)
class Node:
    """A container on the way."""

    x: float
    y: float
    height: float
    kind: str
    title: str
    container: int


@dataclass(frozen=True)
class Band:
    """Fish on the way from one container to another."""

    path: str
    width: float
    kind: str
    title: str


@dataclass(frozen=True)
class Flow:
    """The drawing, and the names of its columns."""

    nodes: list[Node]
    bands: list[Band]
    columns: list[tuple[str, int, float]]


def draw(stops: list[Stop], moves: list[Move]) -> Flow:
    """Heights are in proportion to fish; what left a container starts at its upper edge."""
    through = _through(stops, moves)
    columns = _columns(stops)
    most = max((sum(through[stop.assignment] for stop in column) for column in columns), default=0)
    if not most:
        return Flow([], [], [])
    longest = max(len(column) for column in columns)
    scale = (HEIGHT - GAP * longest) / most
    nodes = _nodes(columns, through, scale)
    bands = _bands(stops, moves, nodes, scale)
    names = [(column[0].kind, len(column), _x(number, len(columns))) for number, column in enumerate(columns)]
    return Flow(list(nodes.values()), bands, names)


def _through(stops: list[Stop], moves: list[Move]) -> dict[int, int]:
    """Fish that a container saw: those that came, or, where the eggs were laid, those that left."""
    came: dict[int, int] = defaultdict(int)
    left: dict[int, int] = defaultdict(int)
    for move in moves:
        came[move.dest] += move.fish
        left[move.source] += move.fish
    return {stop.assignment: max(came[stop.assignment], left[stop.assignment]) for stop in stops}


def _columns(stops: list[Stop]) -> list[list[Stop]]:
    found: dict[tuple[int, str], list[Stop]] = defaultdict(list)
    for stop in stops:
        found[stop.stage_order, stop.kind].append(stop)
    return sorted(found.values(), key=lambda column: (column[0].stage_order, min(stop.start for stop in column)))


def _x(number: int, count: int) -> float:
    return (WIDTH - NODE) * number / max(count - 1, 1)


def _nodes(columns: list[list[Stop]], through: dict[int, int], scale: float) -> dict[int, Node]:
    nodes = {}
    for number, column in enumerate(columns):
        y = 0.0
        for stop in sorted(column, key=lambda stop: stop.name):
            height = max(through[stop.assignment] * scale, 0.5)
            title = f"{stop.name}: {through[stop.assignment]:,} fish from {stop.start:%d %b %Y}"
            nodes[stop.assignment] = Node(
                round(_x(number, len(columns)), 1), round(y, 2), round(height, 2), f"stage-{stop.stage_order}", title,
                stop.container,
            )  # fmt: skip
            y += height + GAP
    return nodes


def _bands(stops: list[Stop], moves: list[Move], nodes: dict[int, Node], scale: float) -> list[Band]:
    names = {stop.assignment: stop.name for stop in stops}
    leaving: dict[int, float] = defaultdict(float)
    arriving: dict[int, float] = defaultdict(float)
    bands = []
    known = [move for move in moves if move.source in nodes and move.dest in nodes]
    for move in sorted(known, key=lambda move: (nodes[move.source].y, nodes[move.dest].y)):
        source, dest = nodes[move.source], nodes[move.dest]
        width = move.fish * scale
        y0 = source.y + leaving[move.source] + width / 2
        y1 = dest.y + arriving[move.dest] + width / 2
        leaving[move.source] += width
        arriving[move.dest] += width
        x0, x1 = source.x + NODE, dest.x
        middle = (x0 + x1) / 2
        path = f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        title = f"{names[move.source]} to {names[move.dest]}: {move.fish:,} fish"
        bands.append(Band(path, round(max(width, 0.3), 2), dest.kind, title))
    return bands
