from django.contrib import admin

from apps.shared.admin import RecordAdmin

from .models import Area, Container, ContainerType, FeedContainer, FreshwaterStation, Geography, Hall, Sensor


@admin.register(Geography)
class GeographyAdmin(RecordAdmin):
    list_display = ("name", "code", "description")
    search_fields = ("name", "code")


@admin.register(Area)
class AreaAdmin(RecordAdmin):
    list_display = ("name", "geography", "latitude", "longitude", "max_biomass", "active")
    list_filter = ("geography", "active")
    list_select_related = ("geography",)
    search_fields = ("name", "geography__name")
    autocomplete_fields = ("geography",)


@admin.register(FreshwaterStation)
class FreshwaterStationAdmin(RecordAdmin):
    list_display = ("name", "station_type", "geography", "latitude", "longitude", "active")
    list_filter = ("geography", "station_type", "active")
    list_select_related = ("geography",)
    search_fields = ("name", "geography__name")
    autocomplete_fields = ("geography",)


@admin.register(Hall)
class HallAdmin(RecordAdmin):
    list_display = ("name", "freshwater_station", "stage", "area_sqm", "active")
    list_filter = ("stage", "freshwater_station__geography", "active")
    list_select_related = ("freshwater_station",)
    search_fields = ("name", "freshwater_station__name")
    autocomplete_fields = ("freshwater_station",)


@admin.register(ContainerType)
class ContainerTypeAdmin(RecordAdmin):
    list_display = ("name", "category", "max_volume_m3")
    list_filter = ("category",)
    search_fields = ("name",)


@admin.register(Container)
class ContainerAdmin(RecordAdmin):
    list_display = ("name", "container_type", "hall", "area", "volume_m3", "max_biomass_kg", "active")
    list_filter = ("container_type", "hall__stage", "active")
    list_select_related = ("container_type", "hall", "area")
    search_fields = ("name", "hall__name", "area__name")
    autocomplete_fields = ("container_type", "hall", "area")


@admin.register(Sensor)
class SensorAdmin(RecordAdmin):
    list_display = ("name", "sensor_type", "container", "serial_number", "installation_date", "active")
    list_filter = ("sensor_type", "active")
    list_select_related = ("container",)
    search_fields = ("name", "serial_number", "container__name")
    autocomplete_fields = ("container",)


@admin.register(FeedContainer)
class FeedContainerAdmin(RecordAdmin):
    list_display = ("name", "container_type", "hall", "area", "capacity_kg", "active")
    list_filter = ("container_type", "active")
    list_select_related = ("hall", "area")
    search_fields = ("name", "hall__name", "area__name")
    autocomplete_fields = ("hall", "area")
