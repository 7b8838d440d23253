"""`manage.py seal_records` and `verify_records`, as one runs them."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from conversations.models import Conversation, HandoffRecord, RecordSeal
from tests.audit.deeds import MONDAY, command


def seal_days() -> str:
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False):
        code, said = command("seal_records")
    assert code == 0
    return said


def test_sealing_says_what_it_sealed_and_does_it_once(chain: Conversation) -> None:
    first, again = seal_days(), seal_days()

    monday, tuesday = RecordSeal.objects.order_by("day")
    assert first.splitlines() == [
        f"hotel-abc 2026-11-02 10 records {monday.signature}",
        f"hotel-abc 2026-11-03 0 records {tuesday.signature}",
        "2 days sealed.",
    ]
    assert again == "0 days sealed.\n"


def test_a_clean_installation_is_clean(chain: Conversation) -> None:
    seal_days()

    assert command("verify_records") == (
        0, "Nothing was found wrong in 2 conversations, 10 records and 2 seals.\n",
    )  # fmt: skip


def test_each_finding_is_a_sentence_and_the_exit_code_is_one(chain: Conversation) -> None:
    seal_days()
    HandoffRecord.objects.filter(conversation=chain, epoch__in=[3, 7]).delete()

    code, said = command("verify_records")

    assert code == 1
    assert said.splitlines() == [
        f"In conversation {chain.pk}, record 3 is missing.",
        f"Conversation {chain.pk} lacks its end: record 7 is gone.",
        "Of hotel-abc on 2026-11-02, 10 records were sealed, 8 found.",
        "3 findings in 2 conversations, 8 records and 2 seals.",
    ]


def test_looks_at_one_company_or_one_conversation(chain: Conversation, globex: object) -> None:
    seal_days()
    HandoffRecord.objects.filter(conversation=chain).delete()
    beside = Conversation.objects.exclude(pk=chain.pk).get()

    assert command("verify_records", "--company", "globex")[0] == 0
    assert command("verify_records", "--company", "hotel-abc")[0] == 1
    assert command("verify_records", "--conversation", str(beside.pk))[0] == 0
    assert command("verify_records", "--conversation", str(chain.pk))[0] == 1


def test_what_does_not_exist_is_told(chain: Conversation, globex: object) -> None:
    assert command("verify_records", "--company", "nix") == (2, "There is no company 'nix'.")
    assert command("verify_records", "--conversation", "0") == (2, "There is no conversation 0.")
    code, said = command("verify_records", "--company", "globex", "--conversation", str(chain.pk))
    assert (code, said) == (2, f"There is no conversation {chain.pk}.")


def test_a_seal_that_was_kept_elsewhere_tells_that_the_newest_are_gone(
    chain: Conversation,
) -> None:
    """Inside the database nothing shows that the newest seals were removed with their records."""
    kept = seal_days().splitlines()[1].split()[-1]
    assert command("verify_records", "--seal", kept)[0] == 0
    RecordSeal.objects.filter(signature=kept).delete()

    assert command("verify_records")[0] == 0
    code, said = command("verify_records", "--seal", kept)
    assert code == 1
    assert said.startswith(f"The seal {kept} is gone.")
