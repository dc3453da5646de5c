"""Tokens: what programs show in place of a password. Only their hashes are stored; each can be revoked."""

from django.contrib.auth import authenticate
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import mixins, serializers, status
from rest_framework.permissions import SAFE_METHODS, AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from apps.shared.api.errors import bad


class LoginSerializer(serializers.Serializer):
    """Name and password of a user."""

    username = serializers.CharField(max_length=150, help_text="Name of the user.")
    password = serializers.CharField(max_length=4096, trim_whitespace=False, help_text="Their password.")


class TokenSerializer(serializers.ModelSerializer):
    """A token that is in force, known by its first characters."""

    class Meta:
        model = AuthToken
        fields = ("token_key", "created", "expiry")
        read_only_fields = fields
        extra_kwargs = {  # noqa: RUF012  the base class declares it so
            "token_key": {"help_text": "Its first characters."},
            "created": {"help_text": "When it was made."},
            "expiry": {"help_text": "When it ends."},
        }


class NewTokenSerializer(TokenSerializer):
    """A new token, shown this once."""

    token = serializers.CharField(help_text="Send it as `Authorization: Token ...`.")

    class Meta:
        model = AuthToken
        fields = ("token", *TokenSerializer.Meta.fields)
        read_only_fields = fields


class TokenViewSet(mixins.ListModelMixin, mixins.DestroyModelMixin, GenericViewSet):
    """The user's own tokens: made with a password, listed, revoked."""

    serializer_class = TokenSerializer
    queryset = AuthToken.objects.none()
    lookup_field = "token_key"
    lookup_value_regex = "[0-9a-f]+"
    pagination_class = None

    def get_queryset(self):
        return AuthToken.objects.filter(user=self.request.user).order_by("created", "token_key")

    def get_authenticators(self):
        """A password is shown when a token is made, so whatever else was sent along is not looked at."""
        return [] if self.request and self.request.method == "POST" else super().get_authenticators()

    def get_permissions(self):
        return [AllowAny() if self._makes_a_token() else IsAuthenticated()]

    @property
    def throttle_scope(self) -> str | None:
        return "login" if self._makes_a_token() else None

    @extend_schema(request=LoginSerializer, responses={201: NewTokenSerializer}, auth=[])
    def create(self, request):
        given = LoginSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = authenticate(request, **given.validated_data)
        if user is None:
            raise bad("password", "No user has this name and password; check both.")
        kept, token = AuthToken.objects.create(user)
        shown = {**TokenSerializer(kept).data, "token": token}
        return Response(shown, status=status.HTTP_201_CREATED)

    def _makes_a_token(self) -> bool:
        return self.request.method not in (*SAFE_METHODS, "DELETE")
