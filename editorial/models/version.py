"""The library version: one number on which everything derived from the library hangs."""

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

Value = TypeVar("Value")


class LibraryVersion(models.Model):
    """One row: how often, and when last, something changed for readers.

    A process that holds anything derived from the library (search index, clinic's details)
    compares this number to the one it was built from. The row is also the one lock of the library:
    whoever writes takes it first, so that writers wait for each other and never in a circle.
    """

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_library_version")]

    def __str__(self) -> str:
        return f"{self.number}"

    @classmethod
    def current(cls) -> "LibraryVersion":
        """Return the version as it is in the database now."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @classmethod
    def lock(cls) -> "LibraryVersion":
        """Return the row, locked against other writers until the transaction ends."""
        cls.objects.get_or_create(pk=1)
        return cls.objects.select_for_update().get(pk=1)

    @classmethod
    def bump(cls) -> int:
        """Raise the number and return it. Call first in the transaction of the change itself.

        The row stays locked until that transaction ends, so numbers become visible in order:
        whoever sees a number also sees every change up to it.
        """
        version = cls.lock()
        version.number += 1
        version.changed_at = timezone.now()
        version.save()
        return version.number


def library_version_of(request: HttpRequest) -> LibraryVersion:
    """Return the library version that this request answers from; it is read once a request."""
    if not hasattr(request, "library_version"):
        request.library_version = LibraryVersion.current()  # type: ignore[attr-defined]
    version: LibraryVersion = request.library_version  # type: ignore[attr-defined]
    return version


class Held(Generic[Value]):
    """Something read from the library, held in this process until the library changes.

    `read` is called with a language (or "" where there is only one value) and asks the database;
    it is called once a language and library version.
    """

    _everything: ClassVar[list["Held[Any]"]] = []

    def __init__(self, read: Callable[[str], Value]) -> None:
        self._read = read
        self._by_language: dict[str, tuple[int, Value]] = {}
        self._everything.append(self)

    def at(self, version: LibraryVersion, language: str = "") -> Value:
        """Return the value as of `version`."""
        held = self._by_language.get(language)
        if held is None or held[0] != version.number:
            held = self._by_language[language] = (version.number, self._read(language))
        return held[1]

    @classmethod
    def forget_everything(cls) -> None:
        """Drop every value of this process, as if it had just begun."""
        for held in cls._everything:
            held._by_language.clear()
