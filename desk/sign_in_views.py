"""Signing in: name and password, then a code where one is needed; and what a person may set."""

from base64 import b32encode
from typing import Any
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.contrib import admin, auth, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.models import User
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from desk import sessions, throttle, two_step
from desk.forms import TOO_MANY, CodeForm
from desk.sign_in import State, complete, forget, is_fresh, sign_in_of, stay_in
from editorial.models import Act
from editorial.rendering import trusted

KEY = "two-step key"  # of the session: the secret that is being set up
FEW = 3  # recovery codes, from which on somebody is told to make new ones
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@sensitive_post_parameters()
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Name and password; whoever owes a second step is led to it."""
    owes = {State.CODE, State.SET_UP}
    if request.method != "POST" and sign_in_of(request).state in owes:
        return _onward(request, _next(request))
    response: Any = admin.site.login(request)
    if request.method == "POST" and response.status_code == 302:
        throttle.remember_browser(request, response, request.user.get_username())
        forget(request)
        if sign_in_of(request).state in owes:
            response["Location"] = _onward(request, response.url).url
    elif _is_throttled(response):
        response.status_code = 429
    return response


def _is_throttled(response: Any) -> bool:
    form = (getattr(response, "context_data", None) or {}).get("form")
    return bool(form and form.is_bound and form.has_error("__all__", TOO_MANY))


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, also one that still owes a code."""
    auth.logout(request)
    return redirect("admin:login")


@get_or_post
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The second step: a code from the phone, or a recovery code."""
    found = sign_in_of(request)
    if found.state in {State.OUT, State.SET_UP} or not two_step.has(found.user):
        return _onward(request, _next(request))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_right(request, found.user, form):
        return HttpResponseRedirect(_next(request))
    context = {"form": form, "next": _next(request), "is_in": found.state is State.IN}
    return _page(request, "desk/code.html", _("Your code, please"), **context)


@transaction.atomic
def _is_right(request: HttpRequest, user: Any, form: CodeForm) -> bool:
    """Let somebody in by a right code; say beside the field why a wrong one opens nothing."""
    answer = two_step.check(user, form.cleaned_data["code"])
    if answer.device:
        complete(request, answer.device)
        if answer.is_recovery:
            _note_recovery(request, user)
        return True
    wait = answer.wait and throttle.wait_words(answer.wait)
    form.add_error("code", wait or _("This code is not right, or it was used before."))
    return False


def _note_recovery(request: HttpRequest, user: User) -> None:
    left = two_step.codes_left(user)
    _record(user, _("Signed in with a recovery code; %d are left") % left)
    said = ngettext("You have %d recovery code left.", "You have %d recovery codes left.", left)
    messages.warning(request, said % left)
    if left <= FEW:
        messages.warning(request, _("Make new recovery codes under “My sign-in”."))


@get_or_post
@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up the second step: scan, type the code, keep the recovery codes."""
    found = sign_in_of(request)
    user = found.user
    if not isinstance(user, User) or found.state is State.CODE:
        return _onward(request, reverse("desk:set_up"))
    if two_step.has(user) and not is_fresh(request):
        return _to_code(reverse("desk:set_up"))
    key = request.session.setdefault(KEY, two_step.new_key())
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if codes := _turn_on(request, user, form.cleaned_data["code"]):
            return _show_codes(request, codes)
        form.add_error("code", _("This code is not right. Is the phone's clock right?"))
    address = two_step.device_for(user, key).config_url
    context = {
        "form": form,
        "secret": _in_fours(b32encode(bytes.fromhex(key)).decode().rstrip("=")),
        "picture": _qr_code(address),
        "address": address,
        "must": found.state is State.SET_UP,
        "account": user,
    }
    return _page(request, "desk/set_up.html", _("Set up two-step sign-in"), **context)


@transaction.atomic
def _turn_on(request: HttpRequest, user: User, code: str) -> list[str]:
    """Turn the second step on and return the recovery codes; none if the code is not right."""
    done = two_step.set_up(user, request.session[KEY], code)
    if not done:
        return []
    device, codes = done
    request.session.pop(KEY)
    complete(request, device)
    sessions.end_all(user, but=request.session.session_key)
    _record(user, _("Turned on"))
    request.user = user
    return codes


@require_POST
@never_cache
@transaction.atomic
def new_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes instead of the old ones, and show them once."""
    user: Any = sign_in_of(request).user
    if refused := _must_be_fresh(request):
        return refused
    device, codes = two_step.new_codes(user)
    if not two_step.is_done(request.session, user):  # they came in by one of the old codes
        stay_in(request, device)
    _record(user, _("New recovery codes"))
    return _show_codes(request, codes)


@require_POST
@never_cache
@transaction.atomic
def turn_off(request: HttpRequest) -> HttpResponse:
    """Sign in with the password alone from now on, where the site allows that."""
    user = sign_in_of(request).user
    if refused := _must_be_fresh(request):
        return refused
    if two_step.must_have(user):  # type: ignore[arg-type]
        messages.error(request, _("What you may do here needs two-step sign-in."))
    elif two_step.remove(user):  # type: ignore[arg-type]
        _record(user, _("Turned off"))
        messages.success(request, _("Two-step sign-in is off."))
    return redirect("desk:account")


def _must_be_fresh(request: HttpRequest) -> HttpResponse | None:
    """Where somebody is led who is not signed in, has no second step, or typed no code lately."""
    found = sign_in_of(request)
    if found.state is not State.IN:
        return _onward(request, reverse("desk:account"))
    if not two_step.has(found.user):
        return redirect("desk:account")
    return None if is_fresh(request) else _to_code(reverse("desk:account"))


@get_or_post
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """My sign-in: password, two-step sign-in, where I am signed in."""
    found = sign_in_of(request)
    user = found.user
    if found.state is not State.IN or not isinstance(user, User):
        return _onward(request, reverse("desk:account"))
    context = {
        "account": user,
        "roles": user.groups.order_by("pk"),
        "has_two_step": two_step.has(user),
        "must": two_step.must_have(user),
        "codes_left": two_step.codes_left(user),
        "browsers": sessions.count(user),
    }
    return _page(request, "desk/account.html", _("My sign-in"), **context)


@require_POST
@never_cache
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of the person, this one too."""
    found = sign_in_of(request)
    if isinstance(found.user, User) and found.state is State.IN:
        sessions.end_all(found.user)
        auth.logout(request)
        messages.success(request, _("You are signed out in every browser."))
    return redirect("admin:login")


@staff_member_required
def on_site(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """Lead from the desk to a page's address, which tells what a draft is called."""
    if not request.user.has_perm("editorial.view_page"):
        raise PermissionDenied
    return shortcut(request, content_type_id, object_id)


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    text = _("Recovery codes for LupusInfo") + "\n\n" + "\n".join(codes) + "\n"
    context = {"codes": codes, "file": f"data:text/plain;charset=utf-8,{quote(text)}"}
    return _page(request, "desk/recovery_codes.html", _("Keep these recovery codes"), **context)


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    return render(
        request, template, {**admin.site.each_context(request), "title": title, **context}
    )


def _record(user: Any, detail: str) -> None:
    Act.record(Act.Kind.TWO_FACTOR, by=user, subject=user, detail=detail)


def _next(request: HttpRequest) -> str:
    """Return where somebody wanted to go, if that is on this site; else the desk."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    hosts, is_secure = {request.get_host()}, settings.IS_PRODUCTION
    is_ours = url_has_allowed_host_and_scheme(wanted, hosts, require_https=is_secure)
    return wanted if is_ours else reverse("admin:index")


def _onward(request: HttpRequest, then: str) -> HttpResponseRedirect:
    """Lead somebody to the step that they owe, and from there to `then`."""
    steps = {State.OUT: "admin:login", State.CODE: "desk:code", State.SET_UP: "desk:set_up"}
    step = steps.get(sign_in_of(request).state)
    return HttpResponseRedirect(f"{reverse(step)}?{urlencode({'next': then})}" if step else then)


def _to_code(then: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('desk:code')}?{urlencode({'next': then})}")


def _in_fours(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _qr_code(address: str) -> SafeString:
    """Return a QR code as SVG; black on white in dark colours too, or phones cannot read it."""
    return trusted(segno.make(address, error="m").svg_inline(scale=5, dark="#000", light="#fff"))
