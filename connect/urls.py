"""Addresses of the API."""

from django.urls import path

from connect import views

app_name = "connect"
urlpatterns = [
    path("v1/search", views.search, name="search"),
    path("<path:path>", views.not_found),
]
