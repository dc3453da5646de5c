"""A day of the lice themselves: infection, development, death."""

import numpy as np

from aquasim.domain import lice
from aquasim.engine.environment import salinities
from aquasim.engine.modules.lice.cages import Cages, Today
from aquasim.engine.streams import Floats, Stream, normal, words


def infect_and_age(cages: Cages, t: Today) -> None:
    """Lice of all cages after a day; larvae of all areas too."""
    own, day = t.own, t.day
    _dilute(t)
    temperature_c = day.temperature_c[t.here]
    settling = lice.salinity_settlement(salinities(cages.world, t.container, day.number))
    wild = _wild(cages, t)[t.area] * settling
    farmed = cages.lice.transmission * _larvae_at(cages, t)[t.area] * settling
    burden = cages.burden(t)
    females = np.bincount(t.area, burden.females * day.fish[t.here], cages.areas) / cages.volume_m3
    cages_of = np.bincount(t.area, minlength=cages.areas)
    mean_c = np.bincount(t.area, temperature_c, cages.areas) / np.maximum(cages_of, 1)
    own["larvae"][:] = np.where(cages_of > 0, lice.drifting(own["larvae"], females, mean_c), 0.0)
    caligus = wild * cages.caligus_share[t.area]
    cages.keep(t, lice.advanced(burden, wild + farmed, caligus, temperature_c, cages.mortality(t)))


def _dilute(t: Today) -> None:
    """Fish that arrive carry no lice."""
    came = t.day.flow.moved_in[t.container]
    if came.any():
        old = 1.0 - came / np.maximum(t.day.fish[t.here], 1)
        for name in ("steps", "females", "males", "caligus"):
            t.own[name][t.cage] *= old[:, None] if name == "steps" else old
        new = t.cage[old <= 0.0]
        for name in ("ordered_day", "planned_day", "not_before", "operated_day"):
            t.own[name][new] = -1


def _larvae_at(cages: Cages, t: Today) -> Floats:
    """Infective larvae at each area, its own and its neighbours'. [females/m3]"""
    there = cages.neighbour_weight * t.own["larvae"][cages.neighbour_from]
    larvae: Floats = np.bincount(cages.neighbour_to, there, cages.areas).astype(np.float64)
    return larvae


def _wild(cages: Cages, t: Today) -> Floats:
    """Infection from wild fish at each area. [lice/fish/d]"""
    p, number, sd = cages.world.parameters, t.day.number, cages.lice.background_log_sd
    z = normal(words(p.seed, Stream.LICE_BACKGROUND, number // 7, cages.areas))
    wild: Floats = cages.background[number, cages.geography] * np.exp(sd * z - 0.5 * sd * sd)
    return wild
