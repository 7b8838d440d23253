"""What every page may ask for."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def debug_mode() -> bool:
    """Whether this installation may show demo people."""
    return bool(settings.DEBUG)
