"""A forgotten password: asking for a letter with a link, and choosing a new password there."""

from typing import Any

from django.contrib.auth import views as auth_views
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from desk import people, throttle
from desk.forms import AskResetForm


class AskReset(auth_views.PasswordResetView):
    """Asks for a letter with a link to a new password; answers the same for every address."""

    form_class = AskResetForm
    email_template_name = "desk/mail/reset.txt"
    subject_template_name = "desk/mail/reset_subject.txt"

    def form_valid(self, form: Any) -> HttpResponse:
        """Refuse a network that asks too often; a mailbox that gets too many gets no more."""
        if wait := throttle.claim(throttle.RESET, throttle.network_of(self.request)):
            form.add_error("email", throttle.wait_words(wait))
            response = self.form_invalid(form)
            response.status_code = 429
            return response
        if throttle.claim(throttle.RESET_MAIL, form.cleaned_data["email"].casefold()):
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)


class ChoosePassword(auth_views.PasswordResetConfirmView):
    """Where such a link, or that of an invitation, leads."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Note it and tell the person: whoever reads their mail could have done it."""
        answer = super().form_valid(form)
        people.note_password(self.user)
        return answer
