"""Addresses of the search; each language has them under its own prefix."""

from django.urls import path

from hoaban.search import views

IN_EACH_LANGUAGE = (
    path("tim-kiem/", views.search, name="search"),
    path("tim-kiem/goi-y/", views.suggest, name="search_suggest"),
    path("tim-kiem/atom.xml", views.feed, name="search_feed"),
)
