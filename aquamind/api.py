"""The API: an address for every table of every app, made from the apps' resources."""

from importlib import import_module
from typing import Any

from django.urls import re_path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from apps.accounts.api import TokenViewSet
from apps.environmental.buckets import BucketMixin
from apps.environmental.models import EnvironmentalReading
from apps.shared.api.filters import filterset_class
from apps.shared.api.resources import Resource
from apps.shared.api.serializers import change_serializer_class, serializer_class
from apps.shared.api.views import DownloadMixin, HistoryMixin, ResourceViewSet, WritingMixin

APPS = ("infrastructure", "batch", "environmental", "inventory", "health", "harvest", "generation")
RESOURCES: dict[str, tuple[Resource, ...]] = {app: import_module(f"apps.{app}.api").RESOURCES for app in APPS}
OWN = {EnvironmentalReading: BucketMixin}
"""What only one table has."""


def viewset(app: str, resource: Resource) -> type[ResourceViewSet]:
    """The views of a table: those it can have, by what its resource says."""
    bases: list[type] = [OWN[resource.model]] if resource.model in OWN else []
    bases += [WritingMixin, HistoryMixin] if resource.writing else []
    bases += [DownloadMixin] if resource.day else []
    members: dict[str, Any] = {
        "resource": resource,
        "queryset": resource.model._default_manager.none(),
        "serializer_class": serializer_class(resource),
        "filterset_class": filterset_class(resource),
        "lookup_value_regex": "[0-9]+,[0-9TZ.:-]+" if resource.lead else "[0-9]+",
        "__doc__": resource.model.__doc__,
    }
    if resource.writing:
        members["change_serializer_class"] = change_serializer_class(resource)
    made = type(f"{resource.model.__name__}ViewSet", (*bases, ResourceViewSet), members)
    return _documented(made, resource)


def _documented(made: Any, resource: Resource) -> Any:
    """What the schema cannot read off the class: that an entry is answered with its row."""
    words: dict[str, Any] = {}
    if resource.writing:
        words["create"] = extend_schema(request=resource.writing.serializer, responses={201: made.serializer_class})
        words["changes"] = extend_schema(responses=made.change_serializer_class(many=True))
    return extend_schema_view(**words)(made)


def _router() -> SimpleRouter:
    router = SimpleRouter()
    for app, resources in RESOURCES.items():
        for resource in resources:
            router.register(f"{app}/{resource.name}", viewset(app, resource), f"{app}-{resource.name}")
    router.register("auth/tokens", TokenViewSet, "tokens")
    return router


@extend_schema(exclude=True)
class NoSuchAddress(APIView):
    """Programs are told in JSON too that there is nothing here."""

    def initial(self, request, *args, **kwargs):
        raise NotFound("There is no such address; /api/ shows those there are.")


urlpatterns = [*_router().urls, re_path("", NoSuchAddress.as_view())]
