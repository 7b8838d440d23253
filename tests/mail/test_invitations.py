"""Invitations: by an admin, by mail, for 72 hours, and once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from handoff.accounts.invitations import (
    AlreadyInvited,
    AlreadyUser,
    InvitationNotFound,
    accept_invitation,
    invite,
    invite_again,
    revoke_invitation,
)
from handoff.accounts.models import Company, Invitation, Role, User
from handoff.accounts.permissions import AdminsOnly
from handoff.errors import Invalid, NotFound
from handoff.outbox.delivering import work_off
from handoff.outbox.models import Delivery
from tests.admin.test_tenancy import address

STRONG = "a-long-and-strange-sentence"
DORA = {"first_name": "Dora", "last_name": "Dean", "password": STRONG}


def invite_dora(by: User, role: str = Role.AGENT, email: str = "Dora@Demo.test") -> Invitation:
    assert by.company_id is not None
    return invite(by.as_actor(door="test"), email=email, role=role, company_id=by.company_id)


def last_link() -> str:
    work_off()
    (path,) = re.findall(r"http://[^/]+(/invitation/\S+)", str(mail.outbox[-1].body))
    return str(path)


def come_in(link: str, **more: str) -> Any:
    return Client().post(link, {**DORA, **more})


@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMIN])
def test_the_link_leads_to_the_desk(amira: User, hotel: Company, role: Role) -> None:
    invite_dora(amira, role)
    link, browser = last_link(), Client()

    page = browser.get(link).content.decode()
    answer = browser.post(link, DORA)

    assert "Amira Aziz invites you" in page
    assert "dora@demo.test" in page
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert browser.get("/desk/").status_code == 200
    dora = User.objects.get(email="dora@demo.test")
    assert (dora.company, dora.role, dora.name, dora.is_superuser) == (
        hotel, role, "Dora Dean", False,
    )  # fmt: skip
    assert dora.check_password(STRONG)


def test_the_mail_says_who_and_where(amira: User) -> None:
    invite_dora(amira)
    last_link()

    assert mail.outbox[0].to == ["dora@demo.test"]
    assert mail.outbox[0].subject == "Hotel ABC invites you to Handoff"
    assert "Amira Aziz of Hotel ABC" in str(mail.outbox[0].body)


def test_no_link_waits_in_the_outbox(amira: User) -> None:
    invitation = invite_dora(amira)

    assert Delivery.objects.get().payload == {
        "letter": "invitation", "invitation_id": invitation.pk,
    }  # fmt: skip


def test_works_once(amira: User) -> None:
    invite_dora(amira)
    link = last_link()

    assert come_in(link).status_code == 302
    again = come_in(link, first_name="Mallory")
    assert again.status_code == 404
    assert "does not work any more" in again.content.decode()
    assert User.objects.get(email="dora@demo.test").first_name == "Dora"


def test_works_for_72_hours(amira: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        invite_dora(amira)
        link = last_link()
        clock.shift(timedelta(hours=72))
        assert Client().get(link).status_code == 404
        assert come_in(link).status_code == 404


def test_revoked_it_works_no_more(amira: User) -> None:
    invitation = invite_dora(amira)
    link = last_link()
    revoke_invitation(amira.as_actor(door="test"), invitation_id=invitation.pk)

    assert come_in(link).status_code == 404
    invite_dora(amira)  # and the address can be invited anew


def test_mailed_once_more_only_the_newest_works(amira: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        invitation = invite_dora(amira)
        first = last_link()
        clock.shift(timedelta(hours=80))
        invite_again(amira.as_actor(door="test"), invitation_id=invitation.pk)
        second = last_link()

        assert come_in(first).status_code == 404
        assert come_in(second).status_code == 302


def test_a_letter_is_dropped_if_revoked_before_it_leaves(amira: User) -> None:
    invitation = invite_dora(amira)
    revoke_invitation(amira.as_actor(door="test"), invitation_id=invitation.pk)
    work_off()

    assert (Delivery.objects.get().state, mail.outbox) == ("cancelled", [])


def forged(invitation: Invitation) -> list[str]:
    named = {"id": invitation.pk, "nonce": invitation.nonce}
    return [
        "x", "a:b:c",
        invitation.link_token[:-1] + ("A" if invitation.link_token[-1] != "A" else "B"),
        signing.dumps(named, salt="another"),
        signing.dumps({**named, "nonce": "0" * 32}, salt="handoff.invitation"),
        signing.dumps({"id": "x", "nonce": "y"}, salt="handoff.invitation"),
        signing.dumps([1], salt="handoff.invitation"),
        signing.dumps({}, salt="handoff.invitation"),
    ]  # fmt: skip


def test_a_forged_link_opens_nothing(amira: User) -> None:
    for token in forged(invite_dora(amira)):
        assert Client().get(f"/invitation/{token}/").status_code == 404
        with pytest.raises(InvitationNotFound):
            accept_invitation(token, **DORA)


@pytest.mark.parametrize("password", ["123", "dora@demo.test", "password"])
def test_a_weak_password_is_refused(amira: User, password: str) -> None:
    invite_dora(amira)

    answer = come_in(last_link(), password=password)

    assert answer.status_code == 200
    assert answer.context["form"].errors["password"]
    assert not User.objects.filter(email="dora@demo.test").exists()


def test_an_address_that_signed_up_meanwhile_keeps_its_account(
    amira: User, globex: Company
) -> None:
    invite_dora(amira)
    link = last_link()
    User.objects.create_user("dora@demo.test", STRONG, company=globex)

    assert come_in(link).status_code == 409
    assert Invitation.objects.get().accepted_at is None


def test_who_may_invite_whom(
    amira: User, alice: User, vera: User, charlie: User, root: User, globex: Company
) -> None:
    for user in (alice, vera):
        with pytest.raises(AdminsOnly):
            invite_dora(user)
    with pytest.raises(NotFound):
        invite(amira.as_actor(door="test"), email="x@y.test", role="agent", company_id=globex.pk)
    with pytest.raises(Invalid):
        invite_dora(amira, Role.CUSTOMER)
    with pytest.raises(AlreadyUser):
        invite_dora(amira, email="ALICE@demo.test")
    invite_dora(amira)
    with pytest.raises(AlreadyInvited):
        invite_dora(amira)
    theirs = invite(
        root.as_actor(door="test"), email="x@y.test", role="agent", company_id=globex.pk
    )
    for deed in (invite_again, revoke_invitation):
        with pytest.raises(InvitationNotFound):
            deed(amira.as_actor(door="test"), invitation_id=theirs.pk)
        with pytest.raises(AdminsOnly):
            deed(alice.as_actor(door="test"), invitation_id=theirs.pk)


def test_the_admin_invites_lists_mails_again_and_revokes(
    client: Client, amira: User, root: User, globex: Company, hotel: Company
) -> None:
    foreign = {"email": "gina@globex.test", "role": "agent", "company": globex.pk}
    superuser = Client()
    superuser.force_login(root)
    superuser.post(address(Invitation, "add"), foreign)
    client.force_login(amira)

    made = client.post(address(Invitation, "add"), {**foreign, "email": "Dora@demo.test"})
    listed = client.get(address(Invitation, "changelist")).content.decode()
    ours, theirs = Invitation.objects.get(company=hotel), Invitation.objects.get(company=globex)
    for action in ("mail_again", "revoke"):
        client.post(
            address(Invitation, "changelist"),
            {"action": action, "_selected_action": [ours.pk, theirs.pk]},
        )

    assert made.status_code == 302
    assert "dora@demo.test" in listed
    assert "Pending" in listed
    assert "gina" not in listed
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.email, ours.invited_by) == ("dora@demo.test", amira)
    assert ours.revoked_at
    assert not theirs.revoked_at
    assert client.get(address(Invitation, "change", ours.pk)).status_code == 200
    assert Delivery.objects.filter(lane=f"mail:invitation:{ours.pk}").count() == 2


def test_the_admin_says_why_not(client: Client, amira: User, alice: User, settings: Any) -> None:
    client.force_login(amira)

    def errors(email: str) -> str:
        answer = client.post(address(Invitation, "add"), {"email": email, "role": "agent"})
        return str(answer.context["adminform"].form.errors)

    invite_dora(amira)
    assert "has an account already" in errors(alice.email)
    assert "invited already" in errors("dora@demo.test")
    settings.SENDS_MAIL = False
    assert "sends no mail (EMAIL_URL is not set)" in errors("erik@demo.test")
