"""What is wrong with a request, in the form in which serializers say it: a list of messages under each name."""

from rest_framework.exceptions import ValidationError


def bad(field: str, message: str) -> ValidationError:
    """A 400 that names a field or parameter and the remedy."""
    return ValidationError({field: [message]})
