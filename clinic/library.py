"""Reads `clinic.yaml` of a library: the urgent-help list that a clinic starts from."""

import hashlib
import json
from pathlib import Path
from textwrap import indent
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError

from clinic.models import UrgentSign
from editorial.library.datafiles import LibraryError, list_in, read_text, read_yaml, text_in
from editorial.library.exporting import yaml_item
from editorial.models import Act, Source

HEAD = """\
# The urgent-help list that a clinic starts from: the only place for levels of urgency. They are
# cautious on purpose; a clinician must sign them off. The clinic's details are set in the admin.
# is_textbook: at least a part rests on clinical knowledge for which no page was read.
# `phrases` are what patients may type; search/data/urgent_en.yaml: words that stand for others.
"""
RENEWED = ["level", "sign", "why", "phrases", "position", "is_textbook", "library_digest"]
YES, NO = {"true", "yes"}, {"false", "no", ""}
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
        self._refuse_doubles()

    def _read(self, position: int, row: Any) -> tuple[UrgentSign, list[str]]:
        key = str(row.get("key", "")) if isinstance(row, dict) else ""
        line = self.text[: max(0, self.text.find(f"key: {key}"))].count("\n") + 1
        if not isinstance(row, dict) or set(row) - KEYS:
            message = f"The sign “{key}” has unknown keys. Known: {', '.join(sorted(KEYS))}."
            raise LibraryError(self.path, line, message)
        text_in(self.path, line, row, KEYS - {"phrases", "sources"})
        flag = row.get("is_textbook", "no").lower()
        if flag not in YES | NO:
            raise LibraryError(self.path, line, f"The sign “{key}”: is_textbook is true or false.")
        sign = UrgentSign(
            key=key,
            language=row.get("language", settings.LANGUAGE_CODE),
            level=row.get("level", ""),
            sign=row.get("sign", ""),
            why=row.get("why", ""),
            phrases="\n".join(list_in(self.path, line, row, "phrases")),
            position=position,
            is_textbook=flag in YES,
            library_digest=hashlib.sha256(json.dumps(row).encode()).hexdigest(),
        )
        try:
            sign.clean_fields()
        except ValidationError as error:
            name, said = next(iter(error.message_dict.items()))
            raise LibraryError(self.path, line, f"The sign “{key}”: {name}: {said[0]}") from error
        return sign, list_in(self.path, line, row, "sources")

    def _refuse_doubles(self) -> None:
        seen = set()
        for sign, _keys in self.signs:
            if (sign.language, sign.key) in seen:
                line = self.text[: self.text.rfind(f"key: {sign.key}")].count("\n") + 1
                raise LibraryError(self.path, line, f"The sign “{sign.key}” stands here twice.")
            seen.add((sign.language, sign.key))

    def check(self, source_keys: set[str]) -> list[str]:
        """Return the sources that signs name and that do not exist."""
        return [
            f"{self.path}: the sign “{sign.key}” names the source “{key}”, which does not exist."
            for sign, keys in self.signs
            for key in keys
            if key.lower() not in source_keys
        ]

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
        if changed:
            detail = "\n".join(sign.sign for sign, _keys in changed)
            Act.record(Act.Kind.URGENT, by=None, subject=self.name, detail=detail)
        return len(changed)


def write_urgent_help(folder: Path) -> None:
    """Write the urgent-help list to `clinic.yaml` in `folder`, as a load reads it."""
    signs = UrgentSign.objects.order_by("position", "pk").prefetch_related("sources")
    items = [indent(yaml_item(_values(sign)), "  ") for sign in signs]
    listed = "urgent_help:\n" + "\n".join(items) if items else "urgent_help: []\n"
    (folder / UrgentHelpFile.name).write_text(HEAD + listed, encoding="utf-8")


def _values(sign: UrgentSign) -> dict[str, Any]:
    is_first_language = sign.language == settings.LANGUAGE_CODE
    return {
        "key": sign.key,
        "language": "" if is_first_language else sign.language,
        "level": sign.level,
        "sign": sign.sign,
        "why": sign.why,
        "phrases": sign.phrases.splitlines(),
        "sources": sorted(source.key for source in sign.sources.all()),
        "is_textbook": "true" if sign.is_textbook else "false",
    }
