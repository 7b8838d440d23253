"""Who writes: the pages and widgets people write to, and the people."""

from customers.models.customer import Customer, CustomerQuerySet
from customers.models.page import Page, PageQuerySet, UnknownPage
from customers.models.room import (
    AddressFailures,
    Guest,
    GuestQuerySet,
    Room,
    RoomFailures,
    RoomQuerySet,
    RoomSettings,
)
from customers.models.session import ParticipantSession, ParticipantSessionQuerySet
from customers.models.visitor import Visitor, VisitorQuerySet, Widget, WidgetQuerySet

__all__ = [
    "AddressFailures",
    "Customer",
    "CustomerQuerySet",
    "Guest",
    "GuestQuerySet",
    "Page",
    "PageQuerySet",
    "ParticipantSession",
    "ParticipantSessionQuerySet",
    "Room",
    "RoomFailures",
    "RoomQuerySet",
    "RoomSettings",
    "UnknownPage",
    "Visitor",
    "VisitorQuerySet",
    "Widget",
    "WidgetQuerySet",
]
