"""Even use of a capacity between what can and what must be done by certain times."""

import numpy as np
import numpy.typing as npt


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
