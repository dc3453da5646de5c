"""Even use of a capacity between what can and what must be done by certain times."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def in_time(least: npt.ArrayLike, capacity: float) -> FloatArray:
    """What must be done by the end of each step, so that a capacity is enough for all that must be done later.

    Parameters
    ----------
    least : array_like, shape (n,)
        Amounts that must be done by the end of each of n equal steps, rising.
    capacity : float
        Most that can be done in a step.

    Returns
    -------
    ndarray, shape (n,)
        The smallest amounts, nowhere below `least`, that rise by no more than the capacity in a step.
    """
    later = capacity * np.arange(len(np.asarray(least)))
    raised = np.maximum.accumulate((np.asarray(least, dtype=np.float64) - later)[::-1])[::-1]
    return np.asarray(raised + later)


def pegged(most: npt.ArrayLike, least: npt.ArrayLike, step: int, amount: float) -> tuple[FloatArray, FloatArray]:
    """Walls drawn together at one step, so that a course between them has done a given amount by then.

    Parameters
    ----------
    most, least : array_like, shape (n,)
        Amounts that can, and that must, be done by the end of each of n equal steps, both rising; least <= most.
    step : int
        Position of the step by whose end the amount is to be done.
    amount : float
        What is to be done by then; as near to it as the walls allow.

    Returns
    -------
    most, least : ndarray, shape (n,)
        The walls, no more than the amount before the peg and no less after it.
    """
    upper, lower = np.array(most, dtype=np.float64), np.array(least, dtype=np.float64)
    held = float(np.clip(amount, lower[step], upper[step]))
    upper[: step + 1] = np.minimum(upper[: step + 1], held)
    lower[step:] = np.maximum(lower[step:], held)
    return upper, lower


def even_pace(most: npt.ArrayLike, least: npt.ArrayLike, aim: float) -> float:
    """First step of the evenest course between two walls.

    Parameters
    ----------
    most, least : array_like, shape (n,)
        Amounts that can, and that must, be done by the end of each of n equal steps, both rising.
    aim : float
        Amount to have been done by the end of the last step, if the walls allow.

    Returns
    -------
    float
        Amount to do in the first step: the slope with which a string from nought to the aim, pulled taut between the
        walls, sets out. Its course has the least variation of all that keep between the walls.

    References
    ----------
    .. [1] Davies & Kovac (2001), Ann. Statist. 29:1-65: the taut string.
    """
    step = np.arange(1, len(np.asarray(most)) + 1)
    up, down = np.asarray(most, dtype=np.float64) / step, np.asarray(least, dtype=np.float64) / step
    steepest, flattest = np.inf, 0.0
    for high, low in zip(up, down, strict=True):
        if low > steepest:
            return float(steepest)
        if high < flattest:
            return float(flattest)
        steepest, flattest = min(steepest, high), max(flattest, low)
    return float(np.clip(aim / step[-1], flattest, steepest))
