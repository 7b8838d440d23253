from django.urls import path

from conversations.connectors.messenger.simulator import (
    dialog,
    files,
    gestures,
    graph,
    page_graph,
    profiles,
    uploads,
    views,
)

PHONE = "simulator/phone/<str:page_id>/<str:customer_id>"

urlpatterns = [
    path("simulator/", views.all_phones, name="simulator-phones"),
    path("simulator/phone/<str:page_id>/<str:customer_id>/", views.phone, name="simulator-phone"),
    path(
        "simulator/phone/<str:page_id>/<str:customer_id>/messages",
        views.new_bubbles,
        name="simulator-bubbles",
    ),
    path("simulator/trouble", views.make_trouble, name="simulator-trouble"),
    path(f"{PHONE}/press", gestures.press, name="simulator-press"),
    path(f"{PHONE}/react", gestures.react, name="simulator-react"),
    path(f"{PHONE}/get-started", gestures.get_started, name="simulator-get-started"),
    path(f"{PHONE}/arrive", gestures.arrive, name="simulator-arrive"),
    path("simulator/files/<str:key>/<str:name>", files.serve, name="simulator-file"),
    path("simulator/graph/<str:version>/<str:page_id>/messages", graph.send_message),
    path(
        "simulator/graph/<str:version>/<str:page_id>/message_attachments",
        uploads.upload_attachment,
    ),
    path("simulator/graph/<str:version>/me", page_graph.me),
    path("simulator/graph/<str:version>/me/accounts", page_graph.accounts),
    path("simulator/graph/<str:version>/oauth/access_token", page_graph.access_token),
    path("simulator/graph/<str:version>/debug_token", page_graph.debug_token),
    path("simulator/graph/<str:version>/<str:page_id>/subscribed_apps", page_graph.subscribed_apps),
    path("simulator/facebook/<str:version>/dialog/oauth", dialog.dialog, name="simulator-dialog"),
    path("simulator/graph/<str:version>/<str:customer_id>", profiles.profile),
]
