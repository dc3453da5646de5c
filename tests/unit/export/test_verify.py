from aquasim.export.verify import compared


def test_difference_is_told_by_table_and_month():
    made = {"a": {"2018-01": (2, "x"), "2018-02": (1, "y")}, "b": {"all": (3, "z")}}
    found = {"a": {"2018-01": (2, "x"), "2018-02": (1, "w")}}
    assert [(one.table, one.month, one.found, one.made) for one in compared("files", found, made)] == [
        ("a", "2018-02", "1 rows, w", "1 rows, y"),
        ("b", "all", "nothing", "3 rows, z"),
    ]


def test_equal_data_sets_do_not_differ():
    assert list(compared("files", {"a": {"all": (1, "x")}}, {"a": {"all": (1, "x")}})) == []
