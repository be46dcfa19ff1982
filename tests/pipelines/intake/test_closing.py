"""After a round was closed: what comes is kept and answered, and counts nowhere."""

from datetime import datetime

from intake_builders import GOOD, figures, file, take, told, values

from pipelines.intake.closing import Closing, file_key, with_later_files

AT = datetime.fromisoformat("2025-09-01T09:00:00+07:00")
THERE = file("00001_a.csv", values(GOOD), "2025-07-01T08:00:00+07:00")
LATER = file("00001_b.csv", values("r1,00001,1.4,points,30"), "2025-09-02T08:00:00+07:00")
CLOSING = Closing("r1.2", AT, {file_key(THERE.name, THERE.sha256): THERE.received_at}, frozenset())


def test_a_file_counts_by_its_name_and_its_bytes_and_as_it_was_received_then() -> None:
    touched = file(THERE.name, values(GOOD), "2025-09-03T08:00:00+07:00")
    assert [CLOSING.counts(sent) for sent in (THERE, touched, LATER)] == [True, True, False]
    assert CLOSING.as_counted(touched).received_at == THERE.received_at


def test_a_file_that_came_after_closing_is_kept_answered_and_counted_nowhere() -> None:
    taken = with_later_files(take(THERE), [LATER], "r1", CLOSING)
    assert [(one["rule"], one["file_name"], one["expected"]) for one in told(taken)] == [
        ("received_after_closing", "00001_b.csv", "dti reopen")
    ]
    assert taken.files.filter(file_name="00001_b.csv")["status"].to_list() == ["after_closing"]
    assert figures(taken) == {("00001", "1.4", "points"): "7"}
