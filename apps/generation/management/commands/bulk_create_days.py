"""How fast Django's ORM writes what the simulator makes, a day at a time: the other side of `aquamind bench`."""

import datetime as dt
import json
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from apps.generation.models import GenerationPart, GenerationRun
from aquasim.engine.beginning import make_world
from aquasim.engine.plan import make_plan
from aquasim.engine.readings import readings
from aquasim.engine.sensor_days import shards
from aquasim.engine.state import State
from aquasim.engine.tables import TABLES, Column, Columns, Kind, Written
from aquasim.engine.world import World
from aquasim.parameters import Parameters
from aquasim.run import simulate_window

Values = Mapping[str, list[Any]]


class Command(BaseCommand):
    help = "Write the days after a finished session by bulk_create, and print rows and seconds as JSON."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=3)

    def handle(self, *args, days: int, **options):
        run = GenerationRun.objects.exclude(digest="").last()
        if run is None:
            raise CommandError("the database holds no finished session; generate one with: aquamind generate")
        parameters = Parameters.model_validate(run.parameters)
        if parameters.session_days(run.session).stop + days > parameters.days:
            raise CommandError(
                f"the company ends with session {run.session}; no {days} days follow that could be written"
            )
        world = make_world(make_plan(parameters))
        last = GenerationPart.objects.filter(run=run, part="events").order_by("window_index").last()
        if last is None or last.state is None:
            raise CommandError("the ledger holds no state of the fish; generate the session again")
        state = State.from_bytes(bytes(last.state))
        rows, seconds = 0, 0.0
        for _ in range(days):
            tables = {name: plain(TABLES[name].columns, made) for name, made in rows_of_day(world, state)}
            for name, values in tables.items():
                if TABLES[name].written is not Written.APPEND:
                    keep(name, values)
            began = time.perf_counter()
            with transaction.atomic():
                for name, values in tables.items():
                    if TABLES[name].written is Written.APPEND:
                        rows += create(name, values)
            seconds += time.perf_counter() - began
        self.stdout.write(json.dumps({"rows": rows, "seconds": seconds}))


def rows_of_day(world: World, state: State) -> list[tuple[str, Columns]]:
    """All rows of the next day, table by table."""
    tables, traces = simulate_window(world, state, range(1))
    pieces = [(name, rows) for shard in shards(world, traces) for name, rows in readings(world, traces, shard).items()]
    return [*tables.items(), *joined(pieces).items()]


def joined(pieces: list[tuple[str, Columns]]) -> dict[str, Columns]:
    names = dict.fromkeys(name for name, _ in pieces)
    of = {name: [columns for table, columns in pieces if table == name] for name in names}
    return {name: {c: np.concatenate([one[c] for one in of[name]]) for c in of[name][0]} for name in names}


def plain(columns: tuple[Column, ...], rows: Columns) -> Values:
    """Columns as lists of what a model takes."""
    return {column.name: _plain(column, rows[column.name]) for column in columns}


def _plain(column: Column, values: Any) -> list[Any]:
    match column.kind:
        case Kind.TEXT:
            return list(values)
        case Kind.CHOICE:
            return [column.choices[code] for code in values]
        case Kind.DATE:
            return np.asarray(values).astype("datetime64[D]").astype(object).tolist()
        case Kind.TIME:
            return [time.replace(tzinfo=dt.UTC) for time in np.asarray(values).astype("datetime64[s]").astype(object)]
        case Kind.MONEY:
            return [Decimal(f"{value:.2f}") for value in values]
        case Kind.FLOAT:
            return [None if value != value else round(value, column.decimals) for value in np.asarray(values).tolist()]
        case Kind.INT:
            return [None if column.nullable and value == -1 else value for value in np.asarray(values).tolist()]
        case _:
            return np.asarray(values).tolist()


def model_of(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def instances(table: str, values: Values) -> list[models.Model]:
    model, names = model_of(table), list(values)
    return [model(**dict(zip(names, row, strict=True))) for row in zip(*values.values(), strict=True)]


def create(table: str, values: Values) -> int:
    """Rows written, by one `bulk_create`."""
    return len(model_of(table)._default_manager.bulk_create(instances(table, values)))


def keep(table: str, values: Values) -> None:
    """Rows that the day's others refer to, as they stand now."""
    changed = [name for name in values if name != "id"]
    model_of(table)._default_manager.bulk_create(
        instances(table, values), update_conflicts=True, unique_fields=["id"], update_fields=changed
    )
