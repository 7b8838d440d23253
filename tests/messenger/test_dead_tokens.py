"""A token that died: marked once, told to admins once, shown to them, forgotten when over."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from conversations.connectors.messenger.delivering import deliver
from conversations.connectors.messenger.token_faults import OTHERWISE, WHY
from conversations.connectors.messenger.tokens import watching_token
from conversations.models import Conversation
from customers.connecting import mark_token_died
from customers.models import Page
from handoff.accounts.models import Company, Role, User
from handoff.news.models import Event
from handoff.outbox.actions import replay
from handoff.outbox.delivering import work_off
from handoff.outbox.kinds import Refused
from handoff.outbox.models import Delivery
from tests.answering import reply
from tests.cast import make_user, news_types
from tests.messenger.connecting import DONE, at, browser_of, page_is, paste
from tests.messenger.fake_graph import FakeGraph, error
from tests.messenger.sending import delivery_of, say, states

SENT = reply(200, {"recipient_id": "8708957485860081", "message_id": "m_1"})


@pytest.fixture(autouse=True)
def _patient(settings: Settings, facebook: FakeGraph) -> None:
    settings.MESSENGER_TIMEOUT_SECONDS = 10.0


def die(page: Page, why: str = WHY[460]) -> Page:
    mark_token_died(page, reason=why)
    page.refresh_from_db()
    return page


@pytest.mark.parametrize("subcode", [*WHY, 0, 4711])
@pytest.mark.parametrize("code", [190, 102])
def test_is_marked_with_the_reason_in_words(
    facebook: FakeGraph, john: Conversation, alice: User, page: Page, code: int, subcode: int
) -> None:
    facebook.answers = [error(401, code, subcode)]
    message = say(alice, john)
    work_off()
    page.refresh_from_db()
    assert page.token_died_at
    assert page.token_died_reason == WHY.get(subcode, OTHERWISE)
    assert states(message) == (
        "failed",
        "failed",
        "The page's connection to Facebook has ended; an admin has to connect it again",
    )


def test_every_subcode_has_words_of_its_own() -> None:
    assert set(WHY) == {458, 459, 460, 463, 464, 467, 492}
    assert len({*WHY.values(), OTHERWISE}) == len(WHY) + 1


def test_is_told_to_every_admin_of_the_company_once(
    facebook: FakeGraph,
    john: Conversation,
    alice: User,
    amira: User,
    globex: Company,
    hotel: Company,
) -> None:
    dora = make_user(hotel, "Dora Dean", Role.ADMIN)
    make_user(hotel, "Gone Girl", Role.ADMIN, is_active=False)
    make_user(globex, "Dana Dow", Role.ADMIN)
    facebook.answers = [error(401, 190, 463), error(401, 190, 463)]
    say(alice, john, "One")
    work_off()
    say(alice, john, "Two")
    work_off()
    assert [letter.to for letter in mail.outbox] == [[amira.email], [dora.email]]
    assert "The token has expired." in str(mail.outbox[0].body)
    assert at("change", Page.objects.get(name="Hotel ABC").pk) in str(mail.outbox[0].body)
    assert news_types().count("page_token_died") == 1
    assert Event.objects.get(type="page_token_died").topics == []


def test_no_mail_is_written_where_none_is_sent(page: Page, amira: User, settings: Settings) -> None:
    settings.SENDS_MAIL = False
    assert die(page).token_died_at
    assert not Delivery.objects.filter(kind="mail").exists()


def test_a_letter_that_comes_too_late_is_not_sent(page: Page, amira: User) -> None:
    die(page)
    Page.objects.update(token_died_at=None, token_died_reason="")
    work_off()
    assert mail.outbox == []
    assert Delivery.objects.get(kind="mail").state == "cancelled"


def test_other_faults_say_nothing_about_the_token(
    facebook: FakeGraph, john: Conversation, alice: User, page: Page
) -> None:
    facebook.answers = [error(400, 551, 1545041)]
    say(alice, john)
    work_off()
    page.refresh_from_db()
    assert page.token_died_at is None


def test_a_send_that_works_forgets_it(
    facebook: FakeGraph, john: Conversation, alice: User, page: Page
) -> None:
    die(page)
    facebook.answers = [SENT]
    message = say(alice, john)
    work_off()
    page.refresh_from_db()
    assert states(message)[0] == "sent"
    assert (page.token_died_at, page.token_died_reason) == (None, "")


def test_the_old_tokens_death_does_not_harm_the_new_one(page: Page) -> None:
    read_before = Page.objects.get()
    Page.objects.update(access_token="EAAnew", connected_at=timezone.now())
    assert mark_token_died(read_before, reason="late") is False
    page.refresh_from_db()
    assert page.token_died_at is None


def test_two_that_learn_of_it_at_once_tell_it_once(page: Page) -> None:
    first, second = Page.objects.get(), Page.objects.get()
    assert mark_token_died(first, reason="gone") is True
    assert mark_token_died(second, reason="gone too") is False
    assert news_types() == ["page_token_died"]
    assert Page.objects.get().token_died_reason == "gone"


def test_what_failed_leaves_after_a_new_token(
    facebook: FakeGraph, john: Conversation, alice: User, amira: User, page: Page
) -> None:
    facebook.answers = [error(401, 190, 460)]
    message = say(alice, john)
    work_off()
    client = browser_of(amira)
    facebook.answers = [page_is(page.page_id, page.name), DONE]
    paste(client, "EAAnew")
    page.refresh_from_db()
    assert page.token_died_at is None

    text = client.get(at("change", page.pk)).content.decode()
    outbox = reverse("admin:outbox_delivery_changelist")
    address = f"{outbox}?state__exact=failed&kind=messenger.send"
    assert address.replace("&", "&amp;") in text
    failed = delivery_of(message)
    assert failed in client.get(address).context["cl"].result_list
    replay(amira.as_actor(door="test"), delivery_id=failed.pk)
    facebook.answers = [SENT]
    work_off()
    message.refresh_from_db()
    assert message.state == "sent"
    assert facebook.asked[-1].headers["Authorization"] == "Bearer EAAnew"


def test_the_admin_shows_it_in_list_and_page(page: Page, amira: User) -> None:
    die(page)
    client = browser_of(amira)
    shown = client.get(at("changelist")).content.decode()
    assert "Token refused" in shown
    assert "has lost its connection to Facebook" in shown
    text = client.get(at("change", page.pk)).content.decode()
    assert "Facebook has refused this page" in text
    assert "password of whoever connected the page was changed" in text
    assert "Connect again" in text


def test_another_company_is_not_told(globex_page: Page, amira: User) -> None:
    die(globex_page)
    client = browser_of(amira)
    assert "lost its connection" not in client.get(at("changelist")).content.decode()
    assert "lost its connection" not in client.get("/desk/").content.decode()


@pytest.mark.parametrize(("who", "is_told"), [("amira", True), ("root", True), ("alice", False)])
def test_admins_read_it_at_the_desk(
    page: Page, request: pytest.FixtureRequest, who: str, is_told: bool
) -> None:
    die(page)
    text = browser_of(request.getfixturevalue(who)).get("/desk/").content.decode()
    assert ("Hotel ABC has lost its connection to Facebook" in text) is is_told


def test_nothing_is_said_while_all_is_well(page: Page, amira: User) -> None:
    client = browser_of(amira)
    for address in ("/desk/", at("changelist")):
        assert "lost its connection" not in client.get(address).content.decode()


def test_a_mark_that_fails_changes_nothing_about_the_send(
    facebook: FakeGraph,
    john: Conversation,
    alice: User,
    page: Page,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.db import OperationalError

    from conversations.connectors.messenger import tokens

    def fail(*_: object, **__: object) -> None:
        raise OperationalError("no database")

    monkeypatch.setattr(tokens, "mark_token_died", fail)
    monkeypatch.setattr(tokens, "mark_token_works", fail)
    die(page)
    facebook.answers = [SENT]
    message = say(alice, john)
    work_off()
    assert states(message)[0] == "sent"
    Page.objects.update(token_died_at=None, token_died_reason="")
    facebook.answers = [error(401, 190)]
    message = say(alice, john, "Again")
    with pytest.raises(Refused):
        deliver(delivery_of(message))


def test_asking_about_one_page_marks_no_other(page: Page, globex_page: Page) -> None:
    from conversations.connectors.messenger.token_faults import TokenDied

    with pytest.raises(TokenDied), watching_token(page):
        raise TokenDied(458)
    assert list(Page.objects.with_dead_token()) == [page]


def test_a_client_cannot_ask_by_the_token(amira: User, page: Page, client: Client) -> None:
    client.force_login(amira)
    answer = client.get(f"{at('changelist')}?access_token__startswith=s")
    assert answer.status_code in (302, 400, 403)
