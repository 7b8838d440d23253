"""What we do on others' news."""

from __future__ import annotations

from conversations.actions.closing import apply_close
from conversations.actions.offering import end_handovers_of
from conversations.actions.ownership import now_seconds, tell_team
from conversations.actions.releasing import release_all_of
from conversations.events import CustomerChanged
from conversations.models import Conversation, ConversationQuerySet
from conversations.serializers import subject_data
from customers.events import CustomerRenamed, GuestLeft, GuestNamed
from handoff.accounts.events import UserDeactivated
from handoff.accounts.models import User
from handoff.actor import Actor, ActorKind, system_of
from handoff.news.emitting import subscribe


def release_what_they_had(news: UserDeactivated) -> None:
    """An agent who cannot sign in any more has no conversations."""
    actor = system_of(news.company_id, door="accounts")
    release_all_of(actor, user_id=news.user_id, reason="deactivated")


def end_their_handovers(news: UserDeactivated) -> None:
    """Nobody waits for somebody who is gone, and nobody takes over from them later."""
    end_handovers_of(User.objects.get(pk=news.user_id), company_id=news.company_id)


def tell_new_name(news: CustomerRenamed) -> None:
    """Whoever shows the conversation shows the new name."""
    tell_changed(Conversation.objects.filter(customer=news.customer_pk))


def tell_guests_name(news: GuestNamed) -> None:
    """The staff reads a guest's name as soon as it is given."""
    tell_changed(Conversation.objects.filter(guest=news.guest_id))


def tell_changed(conversations: ConversationQuerySet) -> None:
    for conversation in conversations.with_people():
        changed = CustomerChanged(subject=subject_data(conversation), timestamp=now_seconds())
        tell_team(conversation, changed)


def close_stay(news: GuestLeft) -> None:
    """With the stay its conversation ends, for good."""
    kind = ActorKind(news.by["kind"])
    by = Actor(**{**news.by, "kind": kind, "company_id": news.company_id})
    stay = Conversation.objects.filter(guest=news.guest_id).hold()
    if stay is not None:
        apply_close(stay, by=by, reason=news.reason)


def register() -> None:
    subscribe(CustomerRenamed, tell_new_name)
    subscribe(GuestLeft, close_stay)
    subscribe(GuestNamed, tell_guests_name)
    subscribe(UserDeactivated, release_what_they_had)
    subscribe(UserDeactivated, end_their_handovers)  # behind the availability's lock
