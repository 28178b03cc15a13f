"""The home page, the pages about the site, health checks and friendly errors."""

import logging
from pathlib import Path

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from articles.models import Article
from editorial.models import Page

logger = logging.getLogger(__name__)
STARTS = 8
PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".avif"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page: search, urgent help, the ways in, and the articles most pages lead on to."""
    ways_in = Count("picked_by", filter=Q(picked_by__page__in=Page.objects.published()))
    articles = Article.objects.published().in_language().for_list().annotate(ways_in=ways_in)
    return render(request, "home.html", {"starts": articles.order_by("-ways_in", "title")[:STARTS]})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this site is and who is behind it."""
    return render(request, "site/about.html")


@require_safe
def how_we_write(request: HttpRequest) -> HttpResponse:
    """How a page comes to be: sources, how sure we are, review."""
    return render(request, "site/how_we_write.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the site knows of its readers: nothing."""
    return render(request, "site/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site does so that everybody can use it."""
    return render(request, "site/accessibility.html")


@require_safe
@never_cache
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part of the design, for staff who write pages or change the templates."""
    if not request.user.is_staff:
        raise Http404
    return render(request, "site/styleguide.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may read."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process lives; it asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has every migration; otherwise 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except AnyDatabaseError:
        logger.exception("readyz: the database does not answer.")
        return HttpResponse("The database does not answer.\n", "text/plain", status=503)
    if is_behind:
        return HttpResponse("Migrations are missing.\n", "text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """An uploaded picture, outside production (there the web server in front serves them).

    Whatever a file holds, a browser may only show it: no type is guessed, no script runs.
    """
    if Path(path).suffix.lower() not in PICTURES:
        raise Http404
    try:
        response: FileResponse = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except OSError as error:  # a name that no file system takes
        raise Http404 from error
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A friendly 404."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A friendly 403; staff who sent a form are told where their typing is."""
    if _is_desk_form(request):
        return _not_saved(request, is_refused=True)
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A friendly 403 for a form that was open too long."""
    if _is_desk_form(request):
        return _not_saved(request, is_refused=False)
    return render(request, "403.html", status=403)


def _is_desk_form(request: HttpRequest) -> bool:
    """Whether staff sent words to the desk; at its door nothing is kept."""
    is_desk = request.path.startswith(reverse("admin:index"))
    return request.method == "POST" and is_desk and request.path != reverse("admin:login")


def _not_saved(request: HttpRequest, *, is_refused: bool) -> HttpResponse:
    context = {"title": _("This was not saved"), "is_refused": is_refused}
    return render(request, "admin/not_saved.html", context, status=403)
