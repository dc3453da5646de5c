import numpy as np
import pytest

from aquasim.domain.distance import distances_km


def test_distance_between_two_sites_is_that_of_the_globe() -> None:
    # a degree of latitude is 6371 pi / 180 = 111.19 km; at 60 degN one of longitude is half of that
    d = distances_km(np.array([60.0, 61.0, 60.0]), np.array([-7.0, -7.0, -6.0]))
    assert d[0, 1] == pytest.approx(111.19, abs=0.01)
    assert d[0, 2] == pytest.approx(111.19 / 2, rel=1e-3)
    np.testing.assert_allclose(d, d.T)
    np.testing.assert_allclose(np.diag(d), 0.0)
