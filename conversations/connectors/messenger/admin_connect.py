"""The admin's pages for connecting Facebook pages: a pasted token, or signing in with Facebook.

Each is a method of `PageAdmin`; the site has let nobody in but admins.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conversations.connectors.messenger import sign_in, sign_in_state
from conversations.connectors.messenger.admin_page_forms import (
    ChoiceForm,
    CompanyChoiceForm,
    TokenForm,
)
from conversations.connectors.messenger.connecting import (
    Told,
    connect_all,
    connect_by_token,
    sentence,
)
from conversations.connectors.messenger.sign_in_state import Found
from customers.models import Page
from handoff.accounts.admin_base import CompanyModelAdmin, admin_actor
from handoff.connections import let_database_go
from handoff.errors import HandoffError
from handoff.outbox.kinds import Outcome

TOO_OLD = "This sign-in with Facebook is used up or too old. Begin again."
NO_PAGES = (
    "You manage no page that Facebook showed us. Sign in as somebody who does, and allow the pages "
    "that you want to connect."
)


class ConnectingAdmin(CompanyModelAdmin):
    """The addresses under `page/` by which a page comes to a company."""

    def get_urls(self) -> list[URLPattern]:
        def wrapped(view: Any) -> Any:
            return self.admin_site.admin_view(never_cache(view))

        return [
            path(
                "facebook/start/", wrapped(require_POST(self.begin_sign_in)),
                name="customers_page_facebook_start",
            ),
            path(
                "facebook/", wrapped(require_GET(self.end_sign_in)),
                name="customers_page_facebook",
            ),
            path(
                "facebook/choose/",
                wrapped(require_http_methods(["GET", "HEAD", "POST"])(self.choose_pages)),
                name="customers_page_facebook_choose",
            ),
            *super().get_urls(),
        ]  # fmt: skip

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A page is not typed in: its token is pasted, or Facebook says which pages there are."""
        actor = admin_actor(request)
        form = TokenForm(actor, posted(request), initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            try:
                token = form.cleaned_data["access_token"]
                told = connect_by_token(actor, token, company_id=form.company_id)
            except Outcome as fault:
                form.add_error("access_token", sentence(str(fault)))
            except HandoffError as refusal:
                form.add_error("access_token", sentence(refusal.text))
            else:
                return self.tell_all(request, [told])
        return self.show_ways(request, form)

    def show_ways(
        self, request: HttpRequest, form: TokenForm, company_form: CompanyChoiceForm | None = None
    ) -> HttpResponse:
        company_form = company_form or CompanyChoiceForm(
            admin_actor(request), prefix="facebook", initial=request.GET.dict()
        )
        return self.show(
            request,
            "admin/customers/page/connect.html",
            title="Connect a Facebook page",
            form=form,
            company_form=company_form,
            can_sign_in=sign_in.is_possible(),
            callback_address=sign_in.callback_address(),
        )

    def begin_sign_in(self, request: HttpRequest) -> HttpResponse:
        """Off to Facebook's dialog."""
        actor = admin_actor(request)
        form = CompanyChoiceForm(actor, request.POST, prefix="facebook")
        if not sign_in.is_possible() or not form.is_valid():
            return self.show_ways(request, TokenForm(actor), form)
        state = sign_in_state.begin(request.session, company_id=form.company_id)
        return HttpResponseRedirect(sign_in.dialog_address(state))

    def end_sign_in(self, request: HttpRequest) -> HttpResponse:
        """Back from Facebook, with a code or with a refusal; the state comes once."""
        company_id = sign_in_state.take_state(request.session, request.GET.get("state", ""))
        if company_id is None:
            return self.begin_anew(request, TOO_OLD)
        try:
            code = sign_in.code_in(request.GET.dict())
            let_database_go()
            pages = sign_in.pages_behind(code)
        except Outcome as fault:
            return self.begin_anew(request, sentence(str(fault)))
        if not pages:
            return self.begin_anew(request, NO_PAGES)
        sign_in_state.keep(request.session, Found(company_id, pages))
        return HttpResponseRedirect(reverse("admin:customers_page_facebook_choose"))

    def choose_pages(self, request: HttpRequest) -> HttpResponse:
        """Which of the pages that were found to connect; told for each how it went."""
        found = sign_in_state.look(request.session)
        if found is None:
            return self.begin_anew(request, TOO_OLD)
        page_ids = [page.page_id for page in found.pages]
        form = ChoiceForm(page_ids, posted(request))
        if request.method == "POST" and form.is_valid():
            sign_in_state.forget(request.session)
            chosen = sign_in_state.chosen_of(found, form.cleaned_data["pages"])
            told = connect_all(admin_actor(request), chosen, company_id=found.company_id)
            return self.tell_all(request, told)
        return self.show(
            request,
            "admin/customers/page/choose.html",
            title="Choose the pages to connect",
            form=form,
            rows=rows_of(found, posted(request)),
        )

    def tell_all(self, request: HttpRequest, told: list[Told]) -> HttpResponse:
        """In words, above the list of pages."""
        for one in told:
            self.message_user(request, one.text, one.level)
            if one.page is not None:
                self.log_change(request, one.page, one.text)
        return HttpResponseRedirect(reverse("admin:customers_page_changelist"))

    def begin_anew(self, request: HttpRequest, text: str) -> HttpResponse:
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(reverse("admin:customers_page_add"))

    def show(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, {**shared, **context})


def posted(request: HttpRequest) -> QueryDict | None:
    """A form's fields, also where none was filled in."""
    return request.POST if request.method == "POST" else None


def rows_of(found: Found, ticked: QueryDict | None) -> list[dict[str, Any]]:
    """Each page that was found, and whether it is `ours` or `taken` already; those that are
    neither are offered as ticked."""
    page_ids = {page.page_id for page in found.pages}
    company_of = dict(
        Page.objects.filter(page_id__in=page_ids).values_list("page_id", "company_id")
    )
    chosen = None if ticked is None else ticked.getlist("pages")
    return [
        {
            "page_id": page.page_id,
            "name": page.name,
            "ours": company_of.get(page.page_id) == found.company_id,
            "taken": company_of.get(page.page_id, found.company_id) != found.company_id,
            "ticked": page.page_id in (page_ids - company_of.keys() if chosen is None else chosen),
        }
        for page in found.pages
    ]
