"""Addresses of servers: what is no address, and other databases beside one."""

import pytest

from aquasim.address import beside, server_parts
from aquasim.errors import SinkError


@pytest.mark.parametrize("timeout", ["x", "", "inf"])
def test_a_time_limit_that_is_no_number_is_told_with_its_remedy(timeout: str) -> None:
    with pytest.raises(SinkError, match="connect_timeout that is no number of seconds; write connect_timeout=10"):
        server_parts(f"postgresql://me:secret@localhost/farm?connect_timeout={timeout}")


def test_a_time_limit_in_seconds_is_taken() -> None:
    assert server_parts("postgresql://localhost/farm?connect_timeout=1.5")["connect_timeout"] == "1.5"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:a%2Fb@localhost:5432/farm?sslmode=require",
        "postgresql://me:a%2Fb@localhost:5432/?sslmode=require&dbname=farm",
        "postgresql://me:a%2Fb@localhost:5432/barn?dbname=farm&sslmode=require",
        "postgresql:///?host=/tmp&dbname=farm&options=-c%20timezone%3DUTC",
    ],
)
def test_another_database_is_beside_the_one_that_is_named_however_it_is(url: str) -> None:
    there, own = server_parts(beside(url, "other")), server_parts(url)
    assert there == own | {"dbname": "other"}
