import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts.models import Account, Role
from aquasim.commands import manage

NAME = "demo"


class Command(BaseCommand):
    help = "Create the local user `demo` with a random password, and print it once. An existing one is left alone."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="give an existing user a new password")

    def handle(self, *, reset: bool, **options):
        if not settings.DEBUG:
            raise CommandError(
                "A demo user is for a site that only this machine sees, and DEBUG is off here: "
                f"use `{manage('createsuperuser')}`."
            )
        user = get_user_model().objects.filter(username=NAME).first()
        if user and not reset:
            self.stdout.write(f"User {NAME} is there already. A new password: {manage('demo_user --reset')}")
            return
        password = secrets.token_urlsafe(9)
        self._keep(user or get_user_model()(username=NAME), password)
        self.stdout.write(f"User {NAME}, password {password} (shown this once)")

    @transaction.atomic
    def _keep(self, user, password: str) -> None:
        user.is_staff = True
        user.set_password(password)
        user.save()
        Account.objects.update_or_create(user=user, defaults={"role": Role.ADMIN, "everywhere": True})
