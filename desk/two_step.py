"""The second step of signing in: a code from a phone, or one of ten recovery codes.

django-otp keeps the keys and counts wrong codes; each further wrong one makes the wait longer. It
is bounded here, so that somebody who knows a password cannot shut its owner out for days.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

RECOVERY_CODES = 10
LONGEST_WAIT = 9  # wrong codes in a row, after which the wait (2^8 seconds) grows no further
# Whoever can do one of these to readers or to colleagues needs the second step.
POWERS = [
    "editorial.publish_page",
    "editorial.review_page",
    "editorial.change_policy",
    "editorial.change_source",
    "clinic.change_clinic",
    "clinic.add_urgentsign",
    "clinic.change_urgentsign",
    "clinic.sign_off_urgentsign",
    "search.add_pin",
    "search.change_pin",
    "search.delete_pin",
    "desk.add_person",
    "desk.change_person",
]


@dataclass(frozen=True)
class Answer:
    """What a code was: right or not, a recovery code or not, and how long to wait."""

    device: Device | None = None
    is_recovery: bool = False
    wait: timedelta | None = None


def must_have(user: User) -> bool:
    """Whether this site asks this person for a second step."""
    if settings.TWO_FACTOR == "everyone":
        return True
    return settings.TWO_FACTOR == "publishers" and any(user.has_perm(name) for name in POWERS)


def has(user: User | AnonymousUser) -> bool:
    """Whether the person has set it up."""
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists()


def is_done(session: SessionBase, user: User) -> bool:
    """Whether this session has passed the second step, with a key that is still in use."""
    device = Device.from_persistent_id(session.get(DEVICE_ID_SESSION_KEY, ""))
    return device is not None and device.user_id == user.pk and device.confirmed


def new_key() -> str:
    """Return a secret for a phone, as hexadecimal digits."""
    return str(default_key())


def device_for(user: User, key: str) -> TOTPDevice:
    """Return what a key would be for a person; nothing is saved."""
    return TOTPDevice(user=user, key=key, name="phone", confirmed=True)


def cleaned(code: str) -> str:
    """Return a code as it is kept, however it was typed."""
    return "".join(code.split()).replace("-", "").lower()


@transaction.atomic
def check(user: User, code: str) -> Answer:
    """Say whether a code is right. A right one is used up; a wrong one makes the next wait."""
    code = cleaned(code)
    is_recovery = not (len(code) == 6 and code.isdecimal())
    model = StaticDevice if is_recovery else TOTPDevice
    device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None:
        return Answer()
    is_allowed, why_not = device.verify_is_allowed()
    if not is_allowed:
        return Answer(wait=why_not["locked_until"] - timezone.now())
    if device.verify_token(code):
        return Answer(device, is_recovery)
    too_many = model.objects.filter(pk=device.pk, throttling_failure_count__gt=LONGEST_WAIT)
    too_many.update(throttling_failure_count=LONGEST_WAIT)
    return Answer()


@transaction.atomic
def set_up(user: User, key: str, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """Turn the second step on, instead of an older phone; None when the code is not the key's.

    Returns the phone's device and the recovery codes, which are shown once.
    """
    device, code = device_for(user, key), cleaned(code)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    if not (code.isdecimal() and totp.verify(int(code), device.tolerance)):
        return None
    remove(user)
    device.last_t, device.drift = totp.t(), totp.drift  # this code opens nothing a second time
    device.save()
    return device, new_codes(user)[1]


@transaction.atomic
def new_codes(user: User) -> tuple[StaticDevice, list[str]]:
    """Replace a person's recovery codes; return what holds them, and the codes as they are shown.

    Whoever came in by one of the old ones is out.
    """
    StaticDevice.objects.select_for_update().filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    tokens = [StaticToken.random_token() for _each in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=token) for token in tokens)
    return device, [f"{token[:4]}-{token[4:]}" for token in tokens]


def codes_left(user: User) -> int:
    """Return how many recovery codes a person has not used."""
    return StaticToken.objects.filter(device__user=user).count()


def remove(user: User) -> bool:
    """Take away a person's phone and recovery codes; return whether there were any."""
    phones, _by_model = TOTPDevice.objects.filter(user=user).delete()
    codes, _by_model = StaticDevice.objects.filter(user=user).delete()
    return bool(phones or codes)
