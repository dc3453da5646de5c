"""Addresses of the pages and of the data of their charts."""

from django.urls import path

from .views import charts, pages

app_name = "dashboard"

urlpatterns = [
    path("", pages.overview, name="overview"),
    path("map/", pages.map_page, name="map"),
    path("production/", pages.plan, name="production"),
    path("batches/", pages.batch_list, name="batches"),
    path("batches/<int:pk>/", pages.batch, name="batch"),
    path("places/", pages.place_list, name="places"),
    path("stations/<int:pk>/", pages.station, name="station"),
    path("halls/<int:pk>/", pages.hall, name="hall"),
    path("areas/<int:pk>/", pages.area, name="area"),
    path("containers/<int:pk>/", pages.container, name="container"),
    path("runs/", pages.run_list, name="runs"),
    path("runs/<int:session>/", pages.run, name="run"),
    path("dictionary/", pages.data_dictionary, name="dictionary"),
    path("charts/company/<slug:name>/", charts.company_chart, name="company_chart"),
    path("charts/batches/<int:pk>/<slug:name>/", charts.batch_chart, name="batch_chart"),
    path("charts/halls/<int:pk>/<slug:name>/", charts.hall_chart, name="hall_chart"),
    path("charts/areas/<int:pk>/<slug:name>/", charts.area_chart, name="area_chart"),
    path("charts/containers/<int:pk>/<slug:name>/", charts.container_chart, name="container_chart"),
    path("charts/sensors/<int:pk>/", charts.sensor_chart, name="sensor_chart"),
    path("charts/runs/<int:session>/", charts.run_chart, name="run_chart"),
]
