"""Who sent a file: by its folder, the key of its form, or the code its name begins with."""

import pytest

from pipelines.intake.reporters import SenderNames

SENDERS = SenderNames({"22366", "so-b", "ban-tham-dinh"}, {"ban-tham-dinh"})


@pytest.mark.parametrize(
    ("name", "form_reporter", "sender"),
    [
        ("so-b/a.xlsx", "22366", "so-b"),
        ("a.xlsx", "22366", "22366"),
        ("so-b_lan-2.xlsx", None, "so-b"),
        ("22366.csv", None, "22366"),
        ("tong-hop.csv", None, None),
        ("hoi-dong/quyet-dinh.csv", None, "hoi-dong"),
        ("cong-bo/a.csv", None, "cong-bo"),
        ("ban-tham-dinh/a.csv", None, "ban-tham-dinh"),
    ],
)
def test_a_sender_is_known_by_folder_then_form_then_name(
    name: str, form_reporter: str | None, sender: str | None
) -> None:
    assert SENDERS.of_file(name, form_reporter, True) == sender


@pytest.mark.parametrize("forged", ["hoi-dong", "cong-bo", "ban-tham-dinh"])
def test_who_decides_or_publishes_is_known_by_its_folder_alone(forged: str) -> None:
    assert SENDERS.of_file("so-b_a.xlsx", forged, True) == "so-b"
    assert SENDERS.of_file("a.xlsx", forged, True) is None
    assert SENDERS.of_file(f"{forged}_a.csv", None, True) is None
    assert SENDERS.of_file("hoi-dong/a.csv", None, False) is None
