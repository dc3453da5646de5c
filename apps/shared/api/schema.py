"""What the schema says of every address alike: how a request is refused, and that an entry has no further fields."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension

PROBLEM = {
    "type": "object",
    "description": "Under the name of a field or parameter: what is wrong with it, and the remedy. Else `detail`.",
    "additionalProperties": {
        "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    },
}
REFUSALS = {
    "400": "Something in the request is wrong.",
    "401": "Nobody is logged in, or the token is not in force.",
    "403": "The user's role does not allow it.",
    "404": "There is no such row, or it lies outside the user's geographies.",
    "405": "The address does not take this method.",
    "406": "The answer cannot be given in the form asked for.",
    "409": "Others have entered or withdrawn something meanwhile that contradicts the request.",
    "415": "The request is not JSON.",
    "429": "Too many requests; `Retry-After` says when to come back.",
}


class EntryExtension(OpenApiSerializerExtension):
    """A field of an entry that does not exist is refused; found by drf-spectacular once this module is imported."""

    target_class = "apps.shared.api.entries.EntrySerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        described = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**described, "additionalProperties": False}


def describe_refusals(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add the refusals to every operation; a hook of drf-spectacular."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in result["paths"].values():
        for operation in path.values():
            for status, words in REFUSALS.items():
                operation["responses"].setdefault(status, {"description": words, "content": content})
    return result
