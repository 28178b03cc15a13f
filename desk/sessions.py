"""Sessions that end: after an hour without a request, after half a day, or everywhere at once."""

import time
from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone

IDLE = 3600  # seconds without a request, after which somebody must sign in again
LASTS = 12 * 3600  # seconds after which even a busy session ends
PENDING = 30 * 60  # seconds from the password to the code
NOTED_EVERY = 300  # seconds: how often at most a session's row is written only to say "still here"
BEGAN, SEEN, PROVED = "began", "seen", "proved"


class SessionStore(DatabaseStore):
    """Keeps whose session it is in a column, so that all of one person can be ended."""

    @classmethod
    def get_model_class(cls) -> Any:
        from desk.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        return row


def begin(session: SessionBase) -> None:
    """Start a session's clock: at sign-in, and again when the second step is done."""
    session[BEGAN] = session[SEEN] = int(time.time())


def note_sign_in(*, request: HttpRequest, **_signal: Any) -> None:
    """Start the clock of whoever signs in, by whatever way."""
    begin(request.session)


def is_over(session: SessionBase, *, is_pending: bool = False) -> bool:
    """Whether a session has lasted long enough; one without a clock has."""
    now, began = int(time.time()), session.get(BEGAN, 0)
    return now - began > (PENDING if is_pending else LASTS) or now - session.get(SEEN, 0) > IDLE


def keep_alive(session: SessionBase) -> None:
    """Note that the person is still here, but not at every request."""
    now = int(time.time())
    if SESSION_KEY in session and now - session.get(SEEN, 0) >= NOTED_EVERY:
        session[SEEN] = now


def end_all(user: User, *, but: str | None = None) -> int:
    """End every session of a person, except the one with the key `but`; return how many."""
    from desk.models import Session

    ended, _by_model = Session.objects.filter(user_id=user.pk).exclude(session_key=but).delete()
    return ended


def count(user: User) -> int:
    """Return in how many browsers a person is signed in."""
    from desk.models import Session

    return Session.objects.filter(user_id=user.pk, expire_date__gt=timezone.now()).count()


def drop_old() -> None:
    """Drop the rows of sessions and of attempts that are over; the heartbeat calls it."""
    from desk.models import Attempts, Session

    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    Attempts.objects.filter(began_at__lt=now - timedelta(days=1)).delete()
