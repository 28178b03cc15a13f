"""The forms of signing in: name and password, code, and asking for a new password."""

import threading
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import PasswordResetForm
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from desk import throttle

TOO_MANY = "too many"


class SignInForm(AdminAuthenticationForm):
    """Name and password. A wrong name and a wrong password get the same answer, and are counted."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _("This name and this password do not belong together. Capitals count."),
    }

    def clean(self) -> dict[str, Any]:
        """Count the try before the password is looked at; a right one begins anew."""
        if self.request is None:
            raise TypeError("A sign-in needs its request.")
        attempt = throttle.SignInTry(self.request, self.cleaned_data.get("username", ""))
        if wait := attempt.claim():
            raise forms.ValidationError(throttle.wait_words(wait), code=TOO_MANY)
        values = super().clean()
        if self.get_user():
            attempt.succeed()
        return values or self.cleaned_data


class CodeForm(forms.Form):
    """A code from the phone, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


class AskResetForm(PasswordResetForm):
    """Asks for a link to a new password. Whether the address is known cannot be told by the time.

    The letter is written and sent beside the answer, because a mail server takes its time.
    """

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        language = translation.get_language() or "en"

        def send() -> None:
            with translation.override(language):
                super(AskResetForm, self).send_mail(*args, **kwargs)

        threading.Thread(target=send, name="letter").start()
