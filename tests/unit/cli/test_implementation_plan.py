import datetime as dt

from aquasim.cli.implementation_plan import implementation_plan
from aquasim.cli.written import Written
from aquasim.sinks import RunRecord

RUN = RunRecord(
    id=1,
    session=1,
    preset="company",
    preset_digest="",
    parameters={},
    seed=1,
    dataset_version="1",
    first_date=dt.date(2017, 1, 1),
    days=1095,
    first_window_days=23,
    window_days=30,
    status="INTERRUPTED",
    started_at="",
)


def test_begun_sessions_are_told_and_the_others_wait():
    page = implementation_plan([Written(RUN, days_done=420, rows=1208)], sessions=(1095, 365))
    assert page.splitlines()[2:] == [
        "| Session | Preset | First day | Days | Rows | State | Digest |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        "| 1 | company | 2017-01-01 | 420/1095 | 1,208 | INTERRUPTED |  |",
        "| 2 |  |  | 0/365 | 0 | PLANNED |  |",
    ]
