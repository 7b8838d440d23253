from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "handoff.news"
    label = "news"
    verbose_name = "News"
