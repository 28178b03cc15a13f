"""Room: understands a patient's words and finds pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Have every serving process keep its index up to date and write what it has counted."""
        from editorial import heartbeat
        from editorial.library import checking
        from editorial.writing import advice
        from search import advising, holding, insight
        from search.library_check import patients_words_lead

        heartbeat.register(holding.keep_ready)
        heartbeat.register(insight.write_counts)
        checking.register(patients_words_lead)
        advice.register(advising.jargon)
        advice.register(advising.patients_words)
