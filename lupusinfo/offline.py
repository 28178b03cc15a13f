"""Reading without a network: the service worker, its page, the manifest, the withdrawn addresses.

What a device keeps, and why: docs/decisions/0015-what-a-device-keeps.md.
"""

import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic.colours import PAPER
from clinic.models import Clinic
from editorial.models import FormerAddress, Page, library_version_of
from editorial.surroundings import address_of

SCRIPTS = Path(__file__).parent / "static" / "js"
# A worker's script has a policy of its own, which is the one of everything that it fetches.
WORKER_POLICY = "default-src 'none'; connect-src 'self'"
ICONS = [
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icons/icon-192.png", "192x192", "image/png", "any"),
    ("icons/icon-512.png", "512x512", "image/png", "any"),
    ("icons/icon-maskable-512.png", "512x512", "image/png", "maskable"),
]


def worker_address(request: HttpRequest) -> dict[str, str]:
    """Give templates the worker's address; "" where the clinic switched it off."""
    return {"worker_address": reverse("worker") if settings.HAS_OFFLINE else ""}


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; where it is switched off, one that removes itself and all it kept."""
    if settings.HAS_OFFLINE:
        script = f"const PLACES = {json.dumps(_places())};\n{_read('worker.js')}"
    else:
        script = _read("worker-off.js")
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = WORKER_POLICY
    return response


def _read(name: str) -> str:
    return (SCRIPTS / name).read_text(encoding="utf-8")


def _places() -> list[tuple[str, str, str]]:
    """Return where each language begins, its page for "no network" and its urgent help.

    A language with a prefix comes before the one without, whose addresses begin like any other.
    """
    places = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            places.append((reverse("home"), reverse("offline"), reverse("clinic:urgent_help")))
    return sorted(places, key=lambda place: len(place[0]), reverse=True)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the site on its home screen."""
    about = _("Lupus, explained in plain words, with sources and an honest review date.")
    icons = [
        {"src": static(name), "sizes": sizes, "type": kind, "purpose": purpose}
        for name, sizes, kind, purpose in ICONS
    ]
    clinic = Clinic.current(library_version_of(request))
    content = {
        "id": reverse("home"),
        "name": clinic.name or "LupusInfo",
        "short_name": "LupusInfo",
        "description": about,
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": clinic.looks.light,
        "background_color": PAPER,
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
def no_network(request: HttpRequest) -> HttpResponse:
    """What a device shows without a network in place of a page that it does not keep."""
    return render(request, "site/offline.html")


@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:
    """The addresses of withdrawn pages, and those that pages left, so that devices remove them.

    Nothing but addresses, and every device gets the whole list: the site does not learn what one
    keeps.
    """
    gone = Page.objects.withdrawn().order_by("pk").values_list("kind", "language", "slug")
    left = FormerAddress.objects.order_by("pk").values_list("kind", "language", "slug")
    addresses = [address_of(*row) for row in [*gone, *left]]
    response = JsonResponse({"addresses": addresses})
    response.headers["X-Robots-Tag"] = "noindex"
    return response
