"""Who holds the daemon to account must see every way in which it could break its promise."""

from __future__ import annotations

from end_to_end.reckoning import Kill, Receipt, reckon

HERON, CRANE = ("v1:acme/heron/2//", "released"), ("v1:acme/crane/1//", "upcoming")
CONTENTS = {"A": {HERON}, "B": {HERON}, "C": {CRANE}}
MAILED, POSTED = Receipt("mail", "A", 1.0), Receipt("hook", "B", 1.1)


def test_news_that_reached_each_channel_once_is_no_fault() -> None:
    found = reckon({HERON}, CONTENTS, [MAILED, POSTED], [], ["mail", "hook"])

    assert found.faults == ()
    assert (found.messages, found.same_id) == (2, 0)


def test_news_that_one_channel_never_got_is_lost() -> None:
    found = reckon({HERON}, CONTENTS, [MAILED], [], ["mail", "hook"])

    assert found.lost == (("hook", HERON),)


def test_a_message_that_holds_not_what_was_due_loses_it_and_is_stray() -> None:
    found = reckon({HERON}, CONTENTS, [Receipt("mail", "C", 1.0)], [], ["mail"])

    assert (found.lost, found.stray) == ((("mail", HERON),), (("mail", CRANE),))


def test_the_same_news_in_two_messages_to_a_channel_is_told_twice() -> None:
    found = reckon({HERON}, CONTENTS, [MAILED, Receipt("mail", "B", 2.0)], [], ["mail"])

    assert found.told_twice == (("mail", HERON),)


def test_a_copy_after_a_kill_that_left_the_message_unsettled_is_the_one_that_is_promised() -> None:
    found = reckon({HERON}, CONTENTS, [MAILED, Receipt("mail", "A", 3.0)], [Kill(2.0, frozenset("A"))], ["mail"])

    assert (found.same_id, found.faults) == (1, ())


def test_two_copies_after_one_kill_are_one_too_many() -> None:
    copies = [MAILED, Receipt("mail", "A", 3.0), Receipt("mail", "A", 4.0)]

    found = reckon({HERON}, CONTENTS, copies, [Kill(2.0, frozenset("A"))], ["mail"])

    assert (found.same_id, found.unexplained) == (1, ("A",))


def test_a_copy_without_a_kill_between_is_not_explained() -> None:
    copies = [MAILED, Receipt("mail", "A", 3.0)]
    settled, too_late = Kill(2.0, frozenset()), Kill(3.5, frozenset("A"))

    found = reckon({HERON}, CONTENTS, copies, [settled, too_late], ["mail"])

    assert found.unexplained == ("A",)
