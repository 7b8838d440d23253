from django.apps import AppConfig


class SimulatorConfig(AppConfig):
    name = "conversations.connectors.messenger.simulator"
    label = "simulator"
    verbose_name = "Messenger simulator"
