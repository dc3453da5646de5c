"""Distances between sites, over which lice and pathogens travel."""

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_KM = 6371.0
KM_PER_DEGREE = 111.2
"""Length of a degree of latitude."""


def distances_km(
    latitude: npt.ArrayLike, longitude: npt.ArrayLike, chosen: npt.NDArray[np.int64] | slice = slice(None)
) -> npt.NDArray[np.float64]:
    """Great-circle distances of all n sites from some m by position, else from all. [deg -> km]. shape (n, m)"""
    north, east = np.radians(np.asarray(latitude, dtype=np.float64)), np.radians(np.asarray(longitude))
    there, further_east = north[chosen], east[chosen]
    half = np.sin((north[:, None] - there) / 2.0) ** 2  # the haversine formula
    half = half + np.cos(north[:, None]) * np.cos(there) * np.sin((east[:, None] - further_east) / 2.0) ** 2
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))
