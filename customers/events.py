"""What news there is about customers. Heard by nobody: the rooms above tell it as they show it."""

from dataclasses import dataclass
from typing import ClassVar

from handoff.news.emitting import News


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRenamed(News):
    """Somebody bears another name: Messenger told it, or a person mended it. `customer_pk` is our
    own number, not the provider's id."""

    type: ClassVar[str] = "customer_renamed"
    customer_pk: int
    company_id: int
