"""What several tests of search need."""

from pathlib import Path

import pytest
from django.conf import settings

from clinic.library import UrgentHelpFile
from search.urgent import UrgentWords


@pytest.fixture(scope="session")
def starter_words() -> UrgentWords:
    """The starter library's urgent-help list, as the search holds it."""
    file = UrgentHelpFile(Path(settings.LIBRARY_DIR))
    for number, (sign, _keys) in enumerate(file.signs, start=1):
        sign.pk = number
    return UrgentWords([sign for sign, _keys in file.signs])
