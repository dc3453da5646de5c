"""Distances between sites, over which lice and pathogens travel."""

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_KM = 6371.0


def distances_km(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Great-circle distances between all sites, by the haversine formula. [deg -> km]. shape (n, n)"""
    north, east = np.radians(np.asarray(latitude, dtype=np.float64)), np.radians(np.asarray(longitude))
    half = np.sin((north[:, None] - north) / 2.0) ** 2
    half = half + np.cos(north[:, None]) * np.cos(north) * np.sin((east[:, None] - east) / 2.0) ** 2
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))
