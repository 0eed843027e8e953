"""What Wagtail's screens of an account are given instead of its own forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.auth import LoginForm, PasswordResetForm
from wagtail.admin.views.account import BaseSettingsPanel

from hoaban.accounts import attempts, tasks

PANEL = "email"
# The names of the fields as they are sent; the first is Wagtail's.
OLD_PASSWORD, EMAIL_PASSWORD = "password-old_password", f"{PANEL}-present_password"
MOST_MAILS = 3


class SignInForm(LoginForm):
    """Wagtail's form, whose field for the password has a label in English only."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].label = gettext_lazy("Password")


class NewPasswordByMail(PasswordResetForm):
    """Asks for the mail in the background, whether the address is known or not.

    So both are answered alike and in the same time, and the worker finds out which it was. More mails than a few an
    hour to one address are not sent, whatever network asks; its owner has the first of them.
    """

    def save(self, **_of_django: Any) -> None:
        email = self.cleaned_data["email"]
        if attempts.taken_everywhere(attempts.RESET, email.strip().casefold()) <= MOST_MAILS:
            tasks.send_mail_for_new_password.enqueue(email)


class EmailForm(forms.ModelForm):
    """A new e-mail address: whoever gets the mails can set a new password, so it takes the present one."""

    present_password = forms.CharField(
        label=gettext_lazy("Present password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=gettext_lazy("Needed to change the e-mail address."),
    )

    class Meta:
        model = get_user_model()
        fields = ["email"]

    def clean(self) -> dict[str, Any]:
        """Refuse a new address without the right password."""
        cleaned = super().clean() or self.cleaned_data
        if "email" in self.changed_data and not self.present_password_is_right():
            raise ValidationError({"present_password": _("Type your present password to change the e-mail address.")})
        return cleaned

    def present_password_is_right(self) -> bool:
        """Whether the password is the one of now; hashed only where one was typed."""
        typed = self.cleaned_data.get("present_password", "")
        return bool(typed) and self.instance.check_password(typed)

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  Django calls it so
        """Tell the old address too: its owner may not be the one who changed it."""
        old = self.initial.get("email", "")
        saved = super().save(commit)
        if "email" in self.changed_data and old:
            tasks.tell_old_address.enqueue(old, self.instance.get_username())
        return saved


class EmailPanel(BaseSettingsPanel):
    """The e-mail address on the account's page."""

    name = PANEL
    title = gettext_lazy("E-mail address")
    order = 110
    form_class = EmailForm

    def get_form(self) -> EmailForm:
        """What Wagtail asks for several times; one form for a request, so that a password is hashed once."""
        return self.one_form

    @cached_property
    def one_form(self) -> EmailForm:
        """Made once for a request, with what was sent or with the present address."""
        return super().get_form()
