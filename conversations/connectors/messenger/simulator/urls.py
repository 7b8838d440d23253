from django.urls import path

from conversations.connectors.messenger.simulator import gestures, graph, profiles, views

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
    path("simulator/graph/<str:version>/<str:page_id>/messages", graph.send_message),
    path("simulator/graph/<str:version>/<str:customer_id>", profiles.profile),
]
