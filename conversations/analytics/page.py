"""The same numbers for people: a page of the admin."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from conversations.analytics.chart import chart_of
from conversations.analytics.question import question_from
from conversations.analytics.report import report
from customers.models import Page
from handoff.accounts.admin_base import admin_actor
from handoff.actor import Actor
from handoff.errors import HandoffError

MAX_CHOICES = 500


class QuestionForm(forms.Form):
    """Which page and which days. What is wrong with them is said by `question_from`."""

    page_id = forms.ChoiceField(label="Page", widget=UnfoldAdminSelectWidget)

    def __init__(self, actor: Actor, values: dict[str, str]) -> None:
        super().__init__(initial=values)
        for name, label in (("from", "From"), ("to", "To")):
            widget = UnfoldAdminTextInputWidget(attrs={"type": "date"})
            self.fields[name] = forms.CharField(label=label, widget=widget)
        pages = Page.objects.visible_to(actor).order_by("name", "pk")
        choices = list(pages.values_list("page_id", "name")[:MAX_CHOICES])
        page_id = self.fields["page_id"]
        assert isinstance(page_id, forms.ChoiceField)
        page_id.choices = [("", "All pages"), *choices]


def analytics_page(request: HttpRequest) -> HttpResponse:
    """Messages by author, handoffs and the time to take, for the admin's company."""
    actor, query = admin_actor(request), request.GET.dict()
    context: dict[str, Any] = {**admin.site.each_context(request), "title": "Analytics"}
    values = {name: query.get(name, "") for name in ("page_id", "from", "to")}
    status = 200
    try:
        found = report(question_from(actor, query))
    except HandoffError as refusal:
        context["error"], status = refusal.text, refusal.status
    else:
        values |= {"from": found["from"], "to": found["to"]}
        context |= shown(found)
    context["form"] = QuestionForm(actor, values)
    return render(request, "admin/conversations/analytics.html", context, status=status)


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """What the template shows of a report: nothing but a sentence where nothing happened."""
    days = found["days"]
    for day in days:
        day["date"] = date.fromisoformat(day["day"])
    total = found["total"]
    return {
        "found": found,
        "is_empty": not any([*total["messages"].values(), *total["handoffs"].values()]),
        "charts": [
            chart_of("Messages", days, "messages", stacked=True),
            chart_of("Handoffs", days, "handoffs", stacked=False),
        ],
        "days": list(reversed(days)),
    }
