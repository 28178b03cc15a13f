"""The editor's own views: live preview, picture upload, and signing a page off.

django-markdownx's views are never mounted: they are open to anybody, keep what they are sent, and
shrink every picture. The widget is pointed at these two instead.
"""

from datetime import timedelta

from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from editorial import drafts, pictures, publishing, rendering, reviewing
from editorial.forms import PictureForm, SignOffForm
from editorial.models import Page, Revision, page_models

REVIEW_EVERY = timedelta(days=365)  # what the form proposes; the reviewer decides


def require_writer(request: HttpRequest) -> None:
    """Raise PermissionDenied unless the user may write a page of some kind."""
    names = [
        f"{model._meta.app_label}.{action}_{model._meta.model_name}"
        for model in page_models()
        for action in ("add", "change")
    ]
    if not any(request.user.has_perm(name) for name in names):
        raise PermissionDenied


@csrf_protect
@require_POST
@staff_member_required
def preview(request: HttpRequest) -> HttpResponse:
    """The HTML of the text being written, cleaned as it will be for readers."""
    require_writer(request)
    text = request.POST.get("content", "")[: rendering.MAX_CHARACTERS]
    return HttpResponse(rendering.preview(text, publishing.known_sources(text)))


@csrf_protect
@require_POST
@staff_member_required
def upload_picture(request: HttpRequest) -> HttpResponse:
    """Store a picture and answer with the Markdown that shows it, its description to be written."""
    require_writer(request)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"image": _("Choose a picture.")}, status=400)
    try:
        address = pictures.store(form.cleaned_data["image"])
    except ValidationError as refused:
        return JsonResponse({"image": " ".join(refused.messages)}, status=400)
    return JsonResponse({"image_code": f"![]({address})"})


def sign_off_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Where a reviewer signs off the newest text of a page."""
    if not request.user.has_perm("editorial.review_page"):
        raise PermissionDenied
    page = get_object_or_404(Page, pk=page_id)
    newest = get_object_or_404(Revision, pk=getattr(Revision.objects.newest_of(page), "pk", None))
    due = timezone.localdate() + REVIEW_EVERY
    form = SignOffForm(
        request.POST or None, initial={"revision": newest.pk, "next_review_due": due}
    )
    if form.is_valid() and _sign_off(request, page, form):
        return HttpResponseRedirect("../change/")
    context = {
        **admin.site.each_context(request),
        "title": _("Sign off “%s”") % newest.content["title"],
        "form": form,
        "page": page,
        "newest": newest,
        "preview_url": f"{page.get_absolute_url()}?draft=1",
    }
    return render(request, "admin/editorial/sign_off.html", context)


def _sign_off(request: HttpRequest, page: Page, form: SignOffForm) -> bool:
    """Record the sign-off and say so; on a newer text, say what to do."""
    revision = get_object_or_404(Revision, pk=form.cleaned_data["revision"], page=page)
    due = form.cleaned_data["next_review_due"]
    try:
        reviewing.sign_off(revision, by=request.user, next_due=due)  # type: ignore[arg-type]
    except drafts.StaleDraftError:
        form.add_error(None, _("The page has a newer text now. Open this page again and read it."))
    except reviewing.OwnReviewError:
        form.add_error(None, _("You wrote a part of this text. Ask somebody else to review it."))
    else:
        messages.success(request, _("Signed off. Readers see the review date with this text."))
    return form.is_valid()
