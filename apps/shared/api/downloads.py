"""Rows of a window, streamed as they are read: as many as there are, in little memory."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from .keys import key_names
from .resources import Resource

CHUNK = 5000
"""Rows that are held at a time."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MEDIA_TYPES = {"ndjson": "application/x-ndjson", "csv": "text/csv"}


class _Line:
    """A file of one line: what the csv writer writes is what it returns."""

    def write(self, text: str) -> str:
        return text


def download(resource: Resource, rows: QuerySet, form: str) -> StreamingHttpResponse:
    """A response that holds the rows in the order of their key."""
    names = [_then(column.name, rows) or column.attname for column in resource.fields]
    ordered = rows.order_by(*key_names(resource.model)).values_list(*names)
    values = ordered.iterator(chunk_size=CHUNK)
    titles = [column.name for column in resource.fields]
    lines = _ndjson(titles, values) if form == "ndjson" else _csv(titles, values)
    response = StreamingHttpResponse(_joined(lines), content_type=f"{MEDIA_TYPES[form]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{resource.name}.{form}"'
    return response


def _then(name: str, rows: QuerySet) -> str | None:
    """What takes the place of a column where rows are shown as they were on a day."""
    past = f"as_of_{name}"
    return past if past in rows.query.annotations else None


def _plain(value: Any) -> Any:
    """A value as the lists of the API show it."""
    return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else value


def _ndjson(names: list[str], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(dict(zip(names, map(_plain, row), strict=True)), default=str, ensure_ascii=False) + "\n"


def _csv(names: list[str], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    writer: Any = csv.writer(_Line())
    yield writer.writerow(names)
    for row in rows:
        yield writer.writerow(map(_in_a_sheet, row))


def _in_a_sheet(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets a quote before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else _plain(value)


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """Lines in pieces worth sending."""
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) >= CHUNK:
            yield "".join(held)
            held.clear()
    yield "".join(held)
