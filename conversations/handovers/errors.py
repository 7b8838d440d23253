"""How shift handovers say no."""

from __future__ import annotations

from conversations.models import Handover, HandoverState
from handoff.errors import Conflict, Forbidden, NotFound, Unprocessable


class HandoverNotFound(NotFound):
    code, sentence = "handover_not_found", "Handover not found"


class NoShift(Forbidden):
    code, sentence = "no_shift", "Only agents and admins of a company hand over shifts"


class NothingToHandOver(Unprocessable):
    code, sentence = "nothing_to_hand_over", "You have no open conversations to hand over"


class AlreadyOffered(Conflict):
    code = "already_offered"
    sentence = "You have offered your conversations already: withdraw that offer first"


class OwnHandover(Forbidden):
    code, sentence = "own_handover", "Somebody else must accept what you hand over"


class OfferedToAnother(Forbidden):
    code = "offered_to_another"

    def __init__(self, handover: Handover) -> None:
        name = handover.to.name if handover.to else "anyone"
        super().__init__(f"This handover is offered to {name}")


class OfferedToAnyone(Conflict):
    code = "offered_to_anyone"
    sentence = "This handover is offered to anyone: leave it to somebody else"


class NotTheGiver(Forbidden):
    code, sentence = "not_the_giver", "Only who offered it or an admin can withdraw it"


class HandoverEnded(Conflict):
    """It is not open any more; the sentence says how it ended."""

    code = "handover_ended"

    def __init__(self, handover: Handover) -> None:
        who = handover.accepted_by.name if handover.accepted_by else ""
        how = {
            HandoverState.ACCEPTED: f"{who} has accepted this handover",
            HandoverState.DECLINED: "This handover was declined",
            HandoverState.WITHDRAWN: "This handover was withdrawn",
        }
        super().__init__(how.get(HandoverState(handover.state), "This handover has expired"))
