"""Who asks: nobody, somebody who still owes a code, or somebody who is signed in.

Every view that asks for `request.user` gets an anonymous one until all steps are done. Only the
views of the steps themselves ask `sign_in_of()`, which knows better.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device

from desk import sessions, two_step

FRESH = 15 * 60  # seconds after a code in which it need not be typed again
Handler = Callable[[HttpRequest], HttpResponse]


class State(Enum):
    OUT = "out"
    CODE = "code"  # the password was right; the code is awaited
    SET_UP = "set up"  # the password was right; the person must have a second step and has none
    IN = "in"


@dataclass(frozen=True)
class SignIn:
    """How far somebody has come. `user` is whose password it was."""

    user: User | AnonymousUser
    state: State


def sign_in_of(request: HttpRequest) -> SignIn:
    """Return how far the person who asks has come; looked up once a request."""
    if not hasattr(request, "_sign_in"):
        request._sign_in = _look_up(request)  # type: ignore[attr-defined]
    found: SignIn = request._sign_in  # type: ignore[attr-defined]
    return found


def forget(request: HttpRequest) -> None:
    """Look it up again, after somebody has signed in during this request."""
    request.__dict__.pop("_sign_in", None)


def _look_up(request: HttpRequest) -> SignIn:
    user = auth.get_user(request)
    if not isinstance(user, User) or not user.is_staff:  # their way in was taken away meanwhile
        return SignIn(AnonymousUser(), State.OUT)
    state = _state_of(request, user)
    if sessions.is_over(request.session, is_pending=state is not State.IN):
        request.session.flush()
        return SignIn(AnonymousUser(), State.OUT)
    return SignIn(user, state)


def _state_of(request: HttpRequest, user: User) -> State:
    if DEVICE_ID_SESSION_KEY in request.session and two_step.is_done(request.session, user):
        return State.IN
    if two_step.has(user):
        return State.CODE
    return State.SET_UP if two_step.must_have(user) else State.IN


def complete(request: HttpRequest, device: Device) -> None:
    """The second step is done: the session gets a new key, and its clock begins anew."""
    request.session.cycle_key()
    request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    request.session[sessions.PROVED] = int(time.time())
    sessions.begin(request.session)
    forget(request)


def stay_in(request: HttpRequest, device: Device) -> None:
    """The key by which this session has passed was replaced by another one of the same person."""
    request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    forget(request)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the code was typed just now, as it must be before the second step is changed."""
    return time.time() - request.session.get(sessions.PROVED, 0) < FRESH


class SignInMiddleware:
    """Makes `request.user` the person only when all steps are done. It looks only when asked.

    So a reader's page never touches the session. A request that no person made (a script that says
    "still open" every few seconds) must not keep a session alive: its view has `is_background`.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _user_of(request))  # type: ignore[assignment]
        request.auser = sync_to_async(lambda: _user_of(request))
        response = self.get_response(request)
        was_asked = hasattr(request, "_sign_in") and not getattr(request, "is_background", False)
        if was_asked and sign_in_of(request).state is State.IN:
            sessions.keep_alive(request.session)
        return response

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> None:
        request.is_background = getattr(view, "is_background", False)  # type: ignore[attr-defined]


def _user_of(request: HttpRequest) -> User | AnonymousUser:
    found = sign_in_of(request)
    return found.user if found.state is State.IN else AnonymousUser()
