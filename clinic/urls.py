"""Addresses of the clinic's pages."""

from django.urls import path

from clinic import views

app_name = "clinic"
urlpatterns = [
    path("urgent-help/", views.urgent_help, name="urgent_help"),
    path("contact/", views.contact, name="contact"),
]
