"""Addresses of the symptoms."""

from django.urls import path

from topics import views

app_name = "symptoms"
urlpatterns = [
    path("", views.symptoms, name="index"),
    path("<slug:slug>/", views.symptom, name="detail"),
]
