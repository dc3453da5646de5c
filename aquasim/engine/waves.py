"""Waves in which fish leave their containers: which of the others each wave fills, and how many fish it takes."""

import numpy as np

from aquasim.engine.streams import Floats, Integers

WHOLE_CONTAINER_WITHIN = 0.25
"""A wave may be larger or smaller by this share of a container if that spares a remnant."""
FISH_OF_A_TANK = 1_000_000
"""As many as make a share exact enough, where shares of a wave are asked for before there are fish."""


def wave_of(containers: int, waves: int) -> Integers:
    """Wave of each of so many containers, in order and evenly."""
    return np.arange(containers) * waves // containers


def part_of(turn: Integers, wave: int) -> float:
    """Share that a wave takes of the fish that are left, by the containers that it and later ones fill."""
    return float((turn == wave).sum() / (turn >= wave).sum())


def taken(population: Integers, part: float) -> Integers:
    """Fish taken out of containers in order to make up a part of them all; whole containers where near enough."""
    out = np.cumsum(population)
    wanted = round(int(population.sum()) * part)
    nearest = int(np.argmin(np.abs(out - wanted)))
    if abs(int(out[nearest]) - wanted) < WHOLE_CONTAINER_WITHIN * population[nearest]:
        wanted = int(out[nearest])
    found: Integers = np.clip(wanted - (out - population), 0, population)
    return found


def wave_shares(sources: int, dests: int, waves: int) -> Floats:
    """Share of the fish that each wave takes out of so many equally full containers. shape (waves,)"""
    left, turn = np.full(sources, FISH_OF_A_TANK), wave_of(dests, waves)
    shares = np.zeros(waves)
    for wave in range(waves):
        left = left[left > 0]
        out = taken(left, part_of(turn, wave)) if left.size else left
        shares[wave], left = out.sum(), left - out
    return shares / (sources * FISH_OF_A_TANK)
