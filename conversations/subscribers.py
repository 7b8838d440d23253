"""What we do on others' news."""

from conversations.events import CustomerChanged
from conversations.serializers import subject_data
from customers.events import CustomerRenamed
from handoff.accounts.events import UserDeactivated
from handoff.actor import system_of
from handoff.news.emitting import subscribe


def release_what_they_had(news: UserDeactivated) -> None:
    """An agent who cannot sign in any more has no conversations."""
    from conversations.actions.handoff import release_all_of

    actor = system_of(news.company_id, door="accounts")
    release_all_of(actor, user_id=news.user_id, reason="deactivated")


def end_their_handovers(news: UserDeactivated) -> None:
    """Nobody waits for somebody who is gone, and nobody takes over from them later."""
    from conversations.actions.handover import end_handovers_of
    from handoff.accounts.models import User

    end_handovers_of(User.objects.get(pk=news.user_id), company_id=news.company_id)


def tell_new_name(news: CustomerRenamed) -> None:
    """Whoever shows the conversation shows the new name."""
    from conversations.actions.ownership import now_seconds, tell_team
    from conversations.models import Conversation

    conversations = Conversation.objects.with_people().filter(customer=news.customer_pk)
    for conversation in conversations:
        changed = CustomerChanged(subject=subject_data(conversation), timestamp=now_seconds())
        tell_team(conversation, changed)


def register() -> None:
    subscribe(CustomerRenamed, tell_new_name)
    subscribe(UserDeactivated, release_what_they_had)
    subscribe(UserDeactivated, end_their_handovers)  # behind the availability's lock
