"""The page on which people log in."""

from typing import Any, cast

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from rest_framework.throttling import AnonRateThrottle


class LoginThrottle(AnonRateThrottle):
    """As many attempts from one address as for tokens of the API."""

    scope = "login"


class LoginPage(LoginView):
    """Slows down whoever guesses passwords."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        throttle = LoginThrottle()
        if throttle.allow_request(cast(Any, request), cast(Any, self)):  # it reads the address
            return super().post(request, *args, **kwargs)
        wait = max(1, round(throttle.wait() or 1))
        words = f"Too many attempts. Wait {wait} seconds and try again."
        return HttpResponse(words, status=429, headers={"Retry-After": str(wait)}, content_type="text/plain")
