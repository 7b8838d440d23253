"""Who writes: the pages people write to, and the people."""

from customers.models.customer import Customer, CustomerQuerySet
from customers.models.page import Page, PageQuerySet, UnknownPage

__all__ = ["Customer", "CustomerQuerySet", "Page", "PageQuerySet", "UnknownPage"]
