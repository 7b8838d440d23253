"""Reading a browser's session without a request, for the gateways."""

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare

from handoff.accounts.models import User


def user_from_session(session: SessionBase) -> User | None:
    """The active user who signed in to this session, with company. It changes nothing.

    A session from before a change of password is nobody's.
    """
    user_id = session.get(SESSION_KEY)
    if user_id is None:
        return None
    user = User.objects.select_related("company").filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    stored = str(session.get(HASH_SESSION_KEY, ""))
    return user if constant_time_compare(stored, user.get_session_auth_hash()) else None
