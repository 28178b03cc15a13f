"""Addresses at which a reader says whether a page helped."""

from django.urls import path

from editorial import views

app_name = "editorial"
urlpatterns = [
    path("<slug:kind>/<slug:slug>/", views.ask_feedback, name="feedback"),
    path("<slug:kind>/<slug:slug>/thanks/", views.thank, name="thanks"),
]
