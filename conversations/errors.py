"""How the conversations' room says no (texts: contract documents 1 and 2, error tables)."""

from conversations.models import Conversation
from handoff.errors import Conflict, Forbidden, Unavailable, Unprocessable


def holder_of(conversation: Conversation) -> str:
    """The e-mail address of the agent who has it, as the contract's sentences name them."""
    return conversation.agent.email if conversation.agent else "another agent"


class AlreadyAssigned(Conflict):
    """Somebody else has the customer, and was told to us as the reason why we cannot take it."""

    code = "already_assigned"

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(f"Customer is already assigned to {holder_of(conversation)}")


class AssignedToAnother(Forbidden):
    """Only the agent who has the customer may write."""

    code = "assigned_to_another"

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(
            f"Customer is already assigned to {holder_of(conversation)}. "
            "Only the assigned agent can send messages."
        )


class NotYourCustomer(Forbidden):
    code, sentence = "not_your_customer", "Only the assigned agent or admin can unassign"


class NotAssigned(Conflict):
    code, sentence = "not_assigned", "You are not assigned to this customer"


class NotRequested(Conflict):
    code, sentence = "not_requested", "Customer has not requested human assistance"


class NoBot(Conflict):
    code, sentence = "no_bot", "There is no bot to hand back to"


class AgentNotAvailable(Unprocessable):
    code, sentence = "agent_not_available", "This agent is not active in the company"


class ConversationClosed(Conflict):
    code, sentence = "conversation_closed", "The conversation is closed"


class CannotClose(Conflict):
    code, sentence = "cannot_close", "A conversation on Messenger stays open"


class EndsAtCheckOut(CannotClose):
    sentence = "A room's conversation ends when its guest checks out"


class AssignmentFailed(Unavailable):
    code, sentence = "assignment_failed", "Failed to assign agent"


class CannotSend(Unprocessable):
    """The channel forbids this message; the sentence says why. Nothing is stored."""

    code, sentence = "cannot_send", "This message cannot be sent"
