"""Handles a sent form under the library's lock; showing one takes no lock and writes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from editorial.models import LibraryVersion


@contextmanager
def locked_if_sent(request: HttpRequest) -> Iterator[None]:
    """Keep others from changing what a sent form is compared to, until it is handled."""
    if request.method != "POST":
        yield
        return
    with transaction.atomic():
        LibraryVersion.lock()
        yield


class UnderLock(admin.ModelAdmin):
    """A form that is saved under the library's lock: what it is compared to stays as it is."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        with locked_if_sent(request):
            return super().changeform_view(request, object_id, *args, **kwargs)
