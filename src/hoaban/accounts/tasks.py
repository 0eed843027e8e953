"""The mails of an account, sent in the background."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.admin.views.account import PasswordResetView

PRIORITY = 20


@task(backend="background", priority=PRIORITY)
def send_mail_for_new_password(email: str) -> None:
    """Send the mail with the link to whoever has this address; to nobody where nobody has it."""
    form = PasswordResetForm({"email": email})
    if form.is_valid():
        with translation.override(settings.LANGUAGE_CODE):
            form.save(
                domain_override=settings.ALLOWED_HOSTS[0],
                subject_template_name=PasswordResetView.subject_template_name,
                email_template_name=PasswordResetView.email_template_name,
                use_https=settings.HTTPS,
            )


@task(backend="background", priority=PRIORITY)
def tell_old_address(email: str, name: str) -> None:
    """Tell the former address of an account that it has another one now."""
    with translation.override(settings.LANGUAGE_CODE):
        send_mail(
            _("The e-mail address of your account was changed"),
            _(
                "The account %(name)s at %(address)s has another e-mail address from now on. If it was not you who "
                "changed it, tell those who look after the portal at once."
            )
            % {"name": name, "address": settings.WAGTAILADMIN_BASE_URL},
            None,
            [email],
        )
