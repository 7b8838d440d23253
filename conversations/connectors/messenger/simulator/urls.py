from django.urls import path

from conversations.connectors.messenger.simulator import (
    dialog,
    files,
    graph,
    page_graph,
    uploads,
    views,
)

urlpatterns = [
    path("simulator/", views.all_phones, name="simulator-phones"),
    path("simulator/phone/<str:page_id>/<str:customer_id>/", views.phone, name="simulator-phone"),
    path(
        "simulator/phone/<str:page_id>/<str:customer_id>/messages",
        views.new_bubbles,
        name="simulator-bubbles",
    ),
    path("simulator/trouble", views.make_trouble, name="simulator-trouble"),
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
]
