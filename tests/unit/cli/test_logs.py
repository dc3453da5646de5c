import pytest

from aquasim.cli.logs import LOG, SessionLog
from aquasim.errors import CapacityError, SinkError


def test_lines_carry_their_level_only_when_something_is_wrong(tmp_path):
    path = tmp_path / "logs" / "session_1.log"
    with SessionLog(path):
        LOG.info("Processed 30/1095 days")
        LOG.warning("Batch FO-2018-07 waits 12 days")
    assert path.read_text(encoding="utf-8") == "Processed 30/1095 days\nWARNING Batch FO-2018-07 waits 12 days\n"


def test_resumed_session_is_appended(tmp_path):
    path = tmp_path / "session_1.log"
    for line in ("first", "second"):
        with SessionLog(path):
            LOG.info(line)
    assert path.read_text(encoding="utf-8") == "first\nsecond\n"


def fail_in(path, error):
    with SessionLog(path):
        raise error


def test_error_is_one_line_and_goes_on(tmp_path):
    path = tmp_path / "session_1.log"
    with pytest.raises(CapacityError):
        fail_in(path, CapacityError("Batch FO-2018-07 needs 14 smolt tanks, 12 are free"))
    assert path.read_text(encoding="utf-8") == "ERROR Batch FO-2018-07 needs 14 smolt tanks, 12 are free\n"


def test_fault_of_the_program_leaves_its_traceback(tmp_path):
    path = tmp_path / "session_1.log"
    with pytest.raises(ZeroDivisionError):
        fail_in(path, ZeroDivisionError("division by zero"))
    text = path.read_text(encoding="utf-8")
    assert text.startswith("ERROR The program failed\nTraceback ")
    assert "ZeroDivisionError: division by zero" in text


def test_interruption_is_a_warning(tmp_path):
    path = tmp_path / "session_1.log"
    with pytest.raises(KeyboardInterrupt):
        fail_in(path, KeyboardInterrupt("Session 1 stands at 420/1095 days"))
    assert path.read_text(encoding="utf-8") == "WARNING Interrupted. Session 1 stands at 420/1095 days\n"


def test_log_in_an_impossible_place_is_an_error_with_the_remedy(tmp_path):
    (tmp_path / "logs").touch()
    with pytest.raises(SinkError, match=r"Cannot write .*session_1\.log.*--records"):
        SessionLog(tmp_path / "logs" / "session_1.log")
