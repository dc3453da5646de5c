"""What can go wrong, by whose remedy it needs.

AquaMindError
    ParameterError      a preset or `--set` value is wrong: mend the parameter
    CapacityError       the plan does not fit the company: more places or fewer fish
    CheckpointError     the database holds another run than the one asked for
    SinkError           the database cannot be written or read
"""


class AquaMindError(Exception):
    """Base of every error that a user can mend; its text names the thing, the values and the remedy."""


class ParameterError(AquaMindError):
    """A parameter is unknown, of the wrong type, out of bounds, or contradicts another."""


class CapacityError(AquaMindError):
    """A batch finds no free containers on the day it needs them."""


class CheckpointError(AquaMindError):
    """The stored run cannot be continued as asked."""


class SinkError(AquaMindError):
    """The place the rows go to is missing, locked, full, or of another shape."""
