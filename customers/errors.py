"""How the customers' room says no (texts: contract documents 1 and 2, error tables)."""

from handoff.accounts.refusals import TooManyRefusals
from handoff.errors import Conflict, Forbidden, NotFound


class PageNotFound(NotFound):
    code, sentence = "page_not_found", "Page not found or access denied"


class CustomerNotFound(NotFound):
    code, sentence = "customer_not_found", "Customer not found"


class WidgetNotFound(NotFound):
    code, sentence = "widget_not_found", "There is no such widget"


class VisitorNotFound(NotFound):
    code, sentence = "visitor_not_found", "Visitor not found"


class NotVouchedFor(Forbidden):
    code, sentence = "not_vouched_for", "user_hash is not this user's"


class WrongSite(Forbidden):
    code, sentence = "wrong_site", "This widget may not be used on this website"


class RoomNotFound(NotFound):
    """The hotel's name may be wrong or the room's."""

    code, sentence = "room_not_found", "There is no such room"


class WrongPin(Forbidden):
    code, sentence = "wrong_pin", "This is not the PIN of the room"


class TooManyWrongPins(TooManyRefusals):
    """For this room, or from this address; it does not say which, nor whether this PIN is right."""

    default_detail = "Too many wrong PINs."


class PageTaken(Conflict):
    """It does not say who has it."""

    code = "page_taken"
    sentence = "This page is already connected by another company of this installation."
