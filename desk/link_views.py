"""All broken and moved links, on a page of their own."""

from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import links
from desk.link_panels import all_links


@require_safe
@staff_member_required
def broken_links(request: HttpRequest) -> HttpResponse:
    """What is known as of the last beat; nothing is asked of another site here."""
    if not request.user.has_perm("editorial.view_page"):
        raise PermissionDenied
    context = {**admin.site.each_context(request), "title": _("Broken links")}
    context["panels"] = all_links(links.known())
    return render(request, "desk/broken_links.html", context)
