"""How a try can end, what the row says then, and who is told."""

from dataclasses import dataclass

import pytest

from handoff.news.emitting import News, emit
from handoff.news.models import Event
from handoff.outbox import kinds
from handoff.outbox.delivering import WORKER_LOST, work_off
from handoff.outbox.kinds import NoAnswer, Refused, Stale, TryAgain
from handoff.outbox.models import Delivery, DeliveryState
from tests.outbox.conftest import Put, Spy

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Arrived(News):
    type = "arrived"
    delivery_id: int


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (None, DeliveryState.SENT),
        (Refused("The page says no"), DeliveryState.FAILED),
        (NoAnswer("No answer in 10 s"), DeliveryState.UNCERTAIN),
        (Stale("A person took over"), DeliveryState.CANCELLED),
    ],
)
def test_a_try_ends_a_row_and_its_kind_is_told(
    put: Put, post: Spy, fault: Exception | None, state: DeliveryState
) -> None:
    delivery = put(post)
    post.fault = fault
    work_off()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (state, str(fault or ""))
    assert delivery.settled_at is not None
    assert delivery.leased_until is None
    assert (post.settled, post.retried) == ([(delivery.pk, state)], [])


def test_a_try_that_may_be_repeated_leaves_the_row_due(put: Put, post: Spy) -> None:
    delivery = put(post)
    post.fault = TryAgain("Connection refused")
    work_off()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.DUE, 1)
    assert (delivery.last_error, delivery.settled_at) == ("Connection refused", None)
    assert (post.settled, post.retried) == ([], [delivery.pk])


def test_an_unexpected_fault_is_logged_and_tried_again_without_telling_its_text(
    put: Put, post: Spy, caplog: pytest.LogCaptureFixture
) -> None:
    delivery = put(post)
    post.fault = ValueError("https://graph/?access_token=secret")
    work_off()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DUE
    assert delivery.last_error == "Unexpected fault: ValueError"
    assert "Traceback" in caplog.text


def test_a_kind_that_nobody_registered_fails_with_the_reason(put: Put) -> None:
    delivery = put("pigeon")
    work_off()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert delivery.last_error == "Nothing here knows how to deliver 'pigeon'"


def test_a_failure_is_loud(put: Put, post: Spy, caplog: pytest.LogCaptureFixture) -> None:
    put(post)
    post.fault = Refused("The page says no")
    work_off()
    assert [r.levelname for r in caplog.records if "The page says no" in r.message] == ["ERROR"]


def test_news_of_a_kind_is_stored_with_the_mark(put: Put) -> None:
    def settled(delivery: Delivery) -> None:
        emit(Arrived(delivery.pk), company_id=delivery.company_id, to=["team:1"])

    kinds.register(
        kinds.Kind(name="news", deliver=lambda _: None, repeatable=True, settled=settled)
    )
    delivery = put("news")
    work_off()
    assert Event.objects.get(type="arrived").payload == {"delivery_id": delivery.pk}


def test_a_hook_that_stumbles_once_is_called_again(put: Put) -> None:
    calls = []

    def settled(delivery: Delivery) -> None:
        calls.append(delivery.state)
        emit(Arrived(delivery.pk), company_id=delivery.company_id, to=[])
        if len(calls) == 1:
            raise RuntimeError("Somebody changed the owner meanwhile")

    kinds.register(
        kinds.Kind(name="news", deliver=lambda _: None, repeatable=True, settled=settled)
    )
    put("news")
    work_off()
    assert calls == [DeliveryState.SENT, DeliveryState.SENT]
    assert Event.objects.filter(type="arrived").count() == 1


def test_a_hook_that_always_fails_does_not_undo_what_has_happened(
    put: Put, caplog: pytest.LogCaptureFixture
) -> None:
    def settled(delivery: Delivery) -> None:
        emit(Arrived(delivery.pk), company_id=delivery.company_id, to=[])
        raise RuntimeError("broken")

    kinds.register(
        kinds.Kind(name="broken", deliver=lambda _: None, repeatable=True, settled=settled)
    )
    delivery = put("broken")
    work_off()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert not Event.objects.filter(type="arrived").exists()
    assert "without what follows from it" in caplog.text


def test_success_after_a_fault_leaves_no_fault_behind(put: Put, thought: Spy) -> None:
    delivery = put(thought, last_error=WORKER_LOST, attempts=1)
    work_off()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (DeliveryState.SENT, "")
