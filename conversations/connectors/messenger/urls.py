from django.urls import include, path

from conversations.connectors.messenger.webhook import messenger_webhook

urlpatterns = [
    path("webhooks/messenger", messenger_webhook, name="messenger-webhook"),
    path("webhooks/messenger/", messenger_webhook),
    path("", include("conversations.connectors.messenger.simulator.urls")),
]
