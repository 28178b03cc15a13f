"""Reads `clinic.yaml` of a library: the urgent-help list that a clinic starts from."""

import hashlib
import json
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError

from clinic.models import UrgentSign
from editorial.library import LibraryError, read_text, read_yaml
from editorial.models import Source

RENEWED = ["level", "sign", "why", "phrases", "position", "is_textbook", "library_digest"]
KEYS = {"key", "level", "sign", "why", "phrases", "sources", "is_textbook", "language"}


class UrgentHelpFile:
    """The signs of `clinic.yaml`. Every one of them waits for the clinic's own sign-off."""

    name: ClassVar[str] = "clinic.yaml"

    def __init__(self, folder: Path) -> None:
        self.path = folder / self.name
        self.text = read_text(self.path)
        data = read_yaml(self.path, self.text) or {}
        rows = data.get("urgent_help", []) if isinstance(data, dict) else None
        if not isinstance(rows, list):
            raise LibraryError(self.path, 1, "“urgent_help” must be a list of signs.")
        self.signs = [self._read(position, row) for position, row in enumerate(rows, start=1)]

    def _read(self, position: int, row: Any) -> tuple[UrgentSign, list[str]]:
        key = str(row.get("key", "")) if isinstance(row, dict) else ""
        line = self.text[: max(0, self.text.find(f"key: {key}"))].count("\n") + 1
        if not isinstance(row, dict) or set(row) - KEYS:
            known = ", ".join(sorted(KEYS))
            raise LibraryError(
                self.path, line, f"The sign “{key}” has unknown keys. Known: {known}."
            )
        sign = UrgentSign(
            key=key,
            language=row.get("language", settings.LANGUAGE_CODE),
            level=row.get("level", ""),
            sign=row.get("sign", ""),
            why=row.get("why", ""),
            phrases="\n".join(row.get("phrases") or []),
            position=position,
            is_textbook=row.get("is_textbook", "false") == "true",
            library_digest=hashlib.sha256(json.dumps(row).encode()).hexdigest(),
        )
        try:
            sign.clean_fields()
        except ValidationError as error:
            name, said = next(iter(error.message_dict.items()))
            raise LibraryError(self.path, line, f"The sign “{key}”: {name}: {said[0]}") from error
        return sign, list(row.get("sources") or [])

    def save(self) -> int:
        """Add what is new and renew what nobody has signed off or changed; return how many."""
        held = {(sign.language, sign.key): sign for sign in UrgentSign.objects.all()}
        changed = []
        for sign, keys in self.signs:
            old = held.get((sign.language, sign.key))
            if old and (old.library_digest in {"", sign.library_digest} or old.signed_off_on):
                continue
            sign.pk = old.pk if old else None
            changed.append((sign, keys))
        UrgentSign.objects.bulk_create(sign for sign, _keys in changed if sign.pk is None)
        renewed = [sign for sign, _keys in changed if (sign.language, sign.key) in held]
        UrgentSign.objects.bulk_update(renewed, RENEWED)
        sources = Source.objects.by_key(key for _sign, keys in changed for key in keys)
        for sign, keys in changed:
            sign.sources.set(sources[key.lower()] for key in keys if key.lower() in sources)
        return len(changed)
