"""Prints what the pages show on the database of DATABASE_URL, as JSON: one process serves one database."""

import json
import sys
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from apps.batch.models import Batch, DailyContainerState  # noqa: E402
from apps.infrastructure.models import Sensor  # noqa: E402

COMPANY = ("stock", "fish", "harvest", "mortality", "feed", "use")
BATCH = ("weight", "stock", "deaths", "feed", "water")
AREA = ("stock", "water", "feed", "weather")


def landmarks() -> dict[str, int]:
    """Things that hold fish on the last day, and the first batch."""
    living = DailyContainerState.objects.order_by("-date", "assignment").filter(population__gt=0)
    cage = living.filter(assignment__container__area__isnull=False)[0].assignment.container
    hall = living.filter(assignment__container__hall__isnull=False)[0].assignment.container.hall
    return {
        "cages": cage.pk,
        "areas": cage.area_id,
        "halls": hall.pk,
        "stations": hall.freshwater_station_id,
        "batches": Batch.objects.order_by("pk")[0].pk,
        "sensors": Sensor.objects.filter(container=cage).order_by("pk")[0].pk,
    }


def pages(keys: dict[str, int]) -> list[str]:
    of_one = [f"/{name}/{keys[name]}/" for name in ("batches", "stations", "halls", "areas")]
    lists = ["/", "/map/", "/production/?rows=place&span=all", "/batches/", "/places/", "/runs/1/"]
    return [*lists, *of_one, f"/containers/{keys['cages']}/"]


def charts(keys: dict[str, int]) -> list[str]:
    return [
        *(f"/charts/company/{name}/" for name in COMPANY),
        *(f"/charts/batches/{keys['batches']}/{name}/" for name in BATCH),
        *(f"/charts/areas/{keys['areas']}/{name}/" for name in AREA),
        f"/charts/halls/{keys['halls']}/nitrogen/",
        f"/charts/containers/{keys['cages']}/fish/",
        f"/charts/sensors/{keys['sensors']}/",
    ]


def look() -> dict[str, Any]:
    """Figures of the overview, the answer of every page, and every chart."""
    setup_test_environment()
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.create(username="reader", is_superuser=True))
    keys = landmarks()
    return {
        "tiles": {tile.label: tile.value for tile in client.get("/").context["tiles"]},
        "answers": {page: client.get(page).status_code for page in pages(keys)},
        "charts": {chart: client.get(chart, {"span": "all"}).json() for chart in charts(keys)},
    }


print(json.dumps(look()))
