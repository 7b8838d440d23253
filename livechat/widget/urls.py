"""Where the visitor's page stands: one for each widget."""

from django.urls import re_path

from livechat.widget.views import visitor_page

urlpatterns = [
    re_path(r"^(?P<widget_key>[-a-zA-Z0-9_]{1,100})/?$", visitor_page, name="widget"),
]
