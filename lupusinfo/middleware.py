"""Response headers, language and time zone of every answer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone, translation
from django.utils.http import http_date

from clinic.models import Clinic
from editorial.models import library_version_of

Handler = Callable[[HttpRequest], HttpResponse]

# One policy for readers and staff alike: nothing inline, nothing from elsewhere.
DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
# A proxy or CDN answers for a second, shows a change within about three, and keeps readers
# reading for a day if the application dies.
STARTED_AT = timezone.now()
PUBLIC_CACHE = "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400"


class ResponseHeadersMiddleware:
    """Sets the security headers, and says who may keep a copy of the answer.

    An answer that looked at the session, set a cookie or is an error is never cached for others.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        changes = getattr(response, "policy_changes", {})  # see editorial/writing/frames.py
        policy = {**DIRECTIVES, **changes}
        written = "; ".join(f"{name} {value}" for name, value in policy.items())
        response.headers.setdefault("Content-Security-Policy", written)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not response.has_header("Cache-Control"):
            is_public = _is_for_everyone(request, response)
            response.headers["Cache-Control"] = PUBLIC_CACHE if is_public else "private, no-store"
        return response


def _is_for_everyone(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and response.status_code in {200, 301, 304}
        and not response.cookies
        and "cookie" not in response.get("Vary", "").lower()
    )


class LastModifiedMiddleware:
    """Gives public pages the time of the newest library version.

    Any change to the library (a corrected emergency number, say) must make every page newer, so
    no page's own time will do. Nor is a page older than this process, which may have new templates,
    or than today, on which a review may have become overdue.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if (
            is_page
            and not response.has_header("Cache-Control")
            and _is_for_everyone(request, response)
        ):
            version = library_version_of(request)
            now = timezone.localtime(timezone=Clinic.current(version).zone)
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            changed_at = max(version.changed_at, STARTED_AT, midnight)
            response.headers["Last-Modified"] = http_date(changed_at.timestamp())
        return response


class LanguageMiddleware:
    """Takes the language from the address (`/es/...`), never from a header or cookie.

    So an address always answers in the same language, and caches need no Vary.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RefuseNullMiddleware:
    """Answers 400 to a desk address that holds a NUL, which PostgreSQL cannot take as text."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        values = [value for values in request.GET.lists() for value in (values[0], *values[1])]
        values.append(request.path_info)
        if request.path_info.startswith("/admin/") and any("\0" in value for value in values):
            return HttpResponseBadRequest("This address holds a NUL character.", "text/plain")
        return self.get_response(request)


class ClinicTimeZoneMiddleware:
    """Shows times in the clinic's time zone; health checks never touch the database for it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in {"/healthz", "/readyz"}:
            return self.get_response(request)
        with timezone.override(Clinic.current(library_version_of(request)).zone):
            return self.get_response(request)
