"""Who writes: the pages and widgets people write to, and the people."""

from customers.models.customer import Customer, CustomerQuerySet
from customers.models.page import Page, PageQuerySet, UnknownPage
from customers.models.session import ParticipantSession, ParticipantSessionQuerySet
from customers.models.visitor import Visitor, VisitorQuerySet, Widget, WidgetQuerySet

__all__ = [
    "Customer",
    "CustomerQuerySet",
    "Page",
    "PageQuerySet",
    "ParticipantSession",
    "ParticipantSessionQuerySet",
    "UnknownPage",
    "Visitor",
    "VisitorQuerySet",
    "Widget",
    "WidgetQuerySet",
]
