"""Figures with their thousands set apart, and links that carry the day of the page."""

from math import floor, log10

from django import template
from django.urls import reverse
from django.utils.html import format_html

register = template.Library()
NOTHING = "–"


@register.filter
def num(value, digits: int = 0) -> str:
    """1234.5 as 1,235; nothing as a dash."""
    return NOTHING if value is None or value == "" else f"{float(value):,.{digits}f}"


@register.filter
def tonnes(kg, digits: int = 0) -> str:
    """Kilograms as tonnes."""
    return NOTHING if kg is None else _figure(kg / 1000, digits)


@register.filter
def millions(count, digits: int = 2) -> str:
    """Fish or money in millions."""
    return NOTHING if count is None else _figure(float(count) / 1e6, digits)


@register.filter
def thousands(count, digits: int = 0) -> str:
    """Fish in thousands."""
    return NOTHING if count is None else f"{count / 1e3:,.{digits}f}"


def _figure(value: float, digits: int) -> str:
    """With as many digits as asked for, or the first two that there are where it would read as nothing."""
    if 0 < abs(value) < 0.5 * 10**-digits:
        digits = 1 - floor(log10(abs(value)))
    return f"{value:,.{digits}f}"


@register.filter
def mass(kg) -> str:
    """A weight with its unit: tonnes, or kilograms below ten of them."""
    return _scaled(kg, 1000, "t", 0, "kg", least=10)


@register.filter
def heads(count) -> str:
    """Fish with their unit: millions, or one by one below a tenth of one."""
    return _scaled(count, 1e6, "M", 2, "fish", least=0.1)


@register.filter
def euros(money) -> str:
    """Money with its unit: millions, or one by one below a tenth of one."""
    return _scaled(money, 1e6, "M EUR", 2, "EUR", least=0.1)


def _scaled(value, scale: float, large: str, digits: int, small: str, *, least: float) -> str:
    if value is None:
        return NOTHING
    number = float(value)
    in_large = number >= least * scale
    figure = f"{number / scale:,.{digits}f}" if in_large else _figure(number, 0)
    return format_html("{} <i>{}</i>", figure, large if in_large else small)


@register.filter
def weight(grams) -> str:
    """A mean weight: grams, or kilograms from one kilogram on."""
    if grams is None:
        return NOTHING
    if grams >= 1000:
        return f"{grams / 1000:,.2f} kg"
    return f"{grams:,.0f} g" if grams >= 10 else f"{grams:,.2f} g"


@register.filter
def position(place) -> str:
    """Where a place is: 62.2514° N, 6.6055° W."""
    north, east = place.latitude, place.longitude
    return f"{abs(north):.4f}° {'N' if north >= 0 else 'S'}, {abs(east):.4f}° {'E' if east >= 0 else 'W'}"


@register.simple_tag
def price(money, kg) -> str:
    """Money for a kilogram."""
    return f"{float(money) / kg:,.2f}" if kg else NOTHING


@register.filter
def change(tile) -> str:
    """By how much a figure differs from thirty days before, in its own digits."""
    if tile.value is None or tile.before is None:
        return ""
    difference = round(tile.value - tile.before, tile.digits)
    points = " points" if tile.unit.startswith("%") else ""
    return f"{difference:+,.{tile.digits}f}{points}" if difference else "no change"


@register.filter
def stocked(contents):
    """The containers that hold fish."""
    return [line for line in contents if line["state"]]


@register.simple_tag(takes_context=True)
def link(context, name: str, *args, **query) -> str:
    """Address of a page on the day and span of this one."""
    kept = context["when"].query if "when" in context else ""
    further = "&".join(f"{key}={value}" for key, value in query.items())
    asked = "&".join(part for part in (kept, further) if part)
    return reverse(f"dashboard:{name}", args=args) + (f"?{asked}" if asked else "")


@register.inclusion_tag("dashboard/parts/chart.html", takes_context=True)
def chart(context, title: str, name: str, *args, height: int = 220, zoom: bool = False, note: str = ""):
    """A chart that fetches its own data."""
    source = link(context, name, *[arg for arg in args if arg != ""])
    return {"title": title, "source": source, "height": height, "zoom": zoom, "note": note}
