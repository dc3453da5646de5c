"""Figures with their thousands set apart, and links that carry the day of the page."""

from django import template
from django.urls import reverse

register = template.Library()
NOTHING = "–"


@register.filter
def num(value, digits: int = 0) -> str:
    """1234.5 as 1,235; nothing as a dash."""
    return NOTHING if value is None or value == "" else f"{float(value):,.{digits}f}"


@register.filter
def tonnes(kg, digits: int = 0) -> str:
    """Kilograms as tonnes."""
    return NOTHING if kg is None else f"{kg / 1000:,.{digits}f}"


@register.filter
def millions(count, digits: int = 2) -> str:
    """Fish in millions."""
    return NOTHING if count is None else f"{float(count) / 1e6:,.{digits}f}"


@register.filter
def thousands(count, digits: int = 0) -> str:
    """Fish in thousands."""
    return NOTHING if count is None else f"{count / 1e3:,.{digits}f}"


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


@register.filter
def item(mapping, key):
    """A value by its key."""
    return mapping.get(key, "")


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
