"""Addresses for other programs; the same in every language."""

from django.urls import path

from hoaban.reports.api import views

EVERYWHERE = (
    path("api/", views.page, name="api"),
    path("api/openapi.json", views.description, name="api_description"),
    path("api/statistics/daily.json", views.daily, name="api_daily"),
)
