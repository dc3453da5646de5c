"""What is wrong with a request, in the form in which serializers say it: a list of messages under each name."""

from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError


def bad(field: str, message: str) -> ValidationError:
    """A 400 that names a field or parameter and the remedy."""
    return ValidationError({field: [message]})


class Conflict(APIException):
    """A 409: what the database holds by now does not go with the request, though it did when the rules were checked."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"
    default_detail = (
        "This contradicts what others have entered or withdrawn meanwhile; look again, then send it once more."
    )
