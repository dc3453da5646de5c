"""Events at sea: in their season, one of a kind at a time, on record with what they cost."""

import numpy as np

from aquasim.engine.modules.events import BY_CHANCE, Kind
from aquasim.engine.tables import EVENT_KINDS
from aquasim.sinks.store import Criterion
from aquasim.validation.evidence import Evidence
from aquasim.validation.lookup import counted


def events_in_season(e: Evidence) -> Criterion:
    """Each kind begins in its season unless a scenario forces it; no area has two of a kind at once."""
    events, p = e.company.events, e.parameters
    kind, start, end = events["kind"], events["start_date"], events["end_date"]
    date = start.astype("datetime64[D]")
    day = (date - date.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64) + 1
    early_or_late = np.zeros(len(events), dtype=bool)
    for k, (key, _) in BY_CHANCE.items():
        nature = getattr(p.events, key)
        early_or_late |= (kind == k) & ((day < nature.first_day) | (day > nature.last_day))
    forced = [(c.date - np.datetime64(0, "D").astype(object)).days for c in p.events.oxygen_crash]
    early_or_late &= (kind != Kind.LOW_OXYGEN) | ~np.isin(start, forced)
    early_or_late |= end < start
    order = np.lexsort((start, kind, events["area_id"]))
    same = (np.diff(kind[order]) == 0) & (np.diff(events["area_id"][order]) == 0)
    overlap = same & (start[order][1:] <= end[order][:-1])
    told = ", ".join(
        f"{np.count_nonzero(kind == k):,} {name.lower()} ({int(events['fish_lost'][kind == k].sum()):,} fish)"
        for k, name in enumerate(EVENT_KINDS)
    )
    return Criterion(
        "events in their season",
        "blooms, jellyfish and low oxygen begin in their season; an area has no two events of a kind at once",
        f"{counted(early_or_late, 'events')} out of season, {np.count_nonzero(overlap):,} overlap; {told}",
        not early_or_late.any() and not overlap.any(),
    )
