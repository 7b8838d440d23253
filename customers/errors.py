"""How the customers' room says no (texts: contract documents 1 and 2, error tables)."""

from handoff.errors import Conflict, NotFound


class PageNotFound(NotFound):
    code, sentence = "page_not_found", "Page not found or access denied"


class CustomerNotFound(NotFound):
    code, sentence = "customer_not_found", "Customer not found"


class PageTaken(Conflict):
    """It does not say who has it."""

    code = "page_taken"
    sentence = "This page is already connected by another company of this installation."
