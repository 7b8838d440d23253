"""`/account/picture/`: one's own portrait; `/uploads/people/…`: everybody's, to everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from handoff.accounts import portraits, profile_images
from handoff.accounts.account_pages import back, own, show, user_of
from handoff.accounts.portrait_forms import PortraitForm
from handoff.files.keys import key_in
from handoff.files.serving import KEPT_BY_BROWSERS, SAFE, gone


@require_POST
@own
def upload(request: HttpRequest) -> HttpResponse:
    """Show a picture of oneself."""
    form = PortraitForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, portrait_form=form)
    user = user_of(request)
    profile_images.set_profile_image(
        user.as_actor(door="account"), user_id=user.pk, portrait=form.portrait()
    )
    return back(request, "Your picture is saved.")


@require_POST
@own
def remove(request: HttpRequest) -> HttpResponse:
    """Show none any more."""
    user = user_of(request)
    profile_images.remove_profile_image(user.as_actor(door="account"), user_id=user.pk)
    return back(request, "Your picture is removed.")


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponse:
    """The picture. It asks no database: who knows the name may see it, as long as it is there."""
    key = key_in(name)
    if not key or not name.endswith(portraits.SUFFIX):
        return gone()
    try:
        content = portraits.content_of(key)
    except FileNotFoundError:
        return gone()
    headers = {**SAFE, "Content-Disposition": "inline", "Cache-Control": KEPT_BY_BROWSERS}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)
