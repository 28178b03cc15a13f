"""The editor's own views: live preview and picture upload.

django-markdownx's views are never mounted: they are open to anybody, keep what they are sent, and
shrink every picture. The widget is pointed at these two instead.
"""

from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from editorial import citing, pictures, rendering
from editorial.models import Page, page_models
from editorial.writing import presence
from editorial.writing.choices import is_id
from editorial.writing.forms import PictureForm


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
    return HttpResponse(rendering.preview(text, citing.known_sources(text)))


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


@csrf_protect
@require_POST
@staff_member_required
def open_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Note that a writer has a page open; say who else has, and whether a newer text was saved."""
    page = get_object_or_404(Page, pk=page_id).concrete()
    if not presence.may_write(request.user, page):
        raise PermissionDenied
    presence.note(page, request.user, is_typing=request.POST.get("typing") == "1")
    base = request.POST.get("base", "")
    base_id = int(base) if is_id(base) else 0
    said = {
        "others": presence.sentence(page, request.user),
        "newer": presence.overtaken(page, base_id, request.user),
    }
    return JsonResponse(said)


# Asked by every open form all the time: it must not keep its person signed in (desk/sign_in.py).
open_page.is_background = True  # type: ignore[attr-defined]
