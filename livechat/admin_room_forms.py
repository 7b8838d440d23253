"""What an admin fills in about rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms import CharField, ModelForm
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from customers.models import Room
from customers.models.room import LONGEST_NUMBER, is_pin, is_room_number, new_pin
from customers.room_numbers import numbers_in
from handoff.accounts.models import Company
from handoff.encryption import UNREADABLE, Unreadable
from handoff.errors import Invalid

if TYPE_CHECKING:
    RoomModelForm = ModelForm[Room]
else:
    RoomModelForm = ModelForm

MOST_NAMED = 5


class RoomForm(RoomModelForm):
    """One room. The PIN stands on its card, so it may be read here too."""

    pin = CharField(
        label="PIN",
        required=False,
        strip=True,
        validators=[is_pin],
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text="4 to 12 digits. Empty: nobody can begin to write from this room. Who writes "
        "already goes on.",
    )
    own_company: ClassVar[Company | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.instance.pin, Unreadable):
            self.initial["pin"] = ""
            self.fields["pin"].help_text = UNREADABLE

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"])
        twins = Room.objects.filter(company=self.instance.company_id, number=number)
        if twins.exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"There is a room {number} already.")
        return number


class RoomsForm(RoomModelForm):
    """Many rooms at once."""

    numbers = CharField(
        label="Rooms",
        max_length=5_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "placeholder": "101-120, 201, A1-A9"}),
        help_text="Numbers and ranges, with commas between them. Up to 500 at once.",
    )
    pin = CharField(
        label="PIN",
        required=False,
        strip=True,
        validators=[is_pin],
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text="4 to 12 digits, for all of them. Empty: each gets one of its own.",
    )
    own_company: ClassVar[Company | None] = None

    class Meta:
        model = Room
        fields = ("company",)

    def clean_numbers(self) -> list[str]:
        try:
            numbers = numbers_in(self.cleaned_data["numbers"])
        except Invalid as refusal:
            raise ValidationError(refusal.text) from refusal
        for number in numbers:
            is_room_number(number)
            if len(number) > LONGEST_NUMBER:
                raise ValidationError(f"A number has up to {LONGEST_NUMBER} characters.")
        return numbers

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        company = self.own_company or fields.get("company")
        known = Room.objects.filter(company=company, number__in=fields.get("numbers", []))
        names = list(known.order_by("number").values_list("number", flat=True))
        if names:
            shown = ", ".join(names[:MOST_NAMED]) + (" and others" * (len(names) > MOST_NAMED))
            self.add_error("numbers", f"There are already rooms of these numbers: {shown}.")
        return fields

    def pin_for_next(self) -> str:
        return str(self.cleaned_data["pin"] or new_pin())

    def save(self, commit: bool = True) -> Any:
        """The first of them; the admin makes the others beside it."""
        self.instance.number = self.cleaned_data["numbers"][0]
        self.instance.pin = self.pin_for_next()
        return super().save(commit=commit)
