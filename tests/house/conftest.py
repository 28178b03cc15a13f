"""The starter library, loaded for a whole module of tests."""

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def library(django_db_setup, django_db_blocker):
    """Load content/ once, and take it away when the module's tests are done."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_library", verbosity=0)
        yield
        transaction.set_rollback(True)
