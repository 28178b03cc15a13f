"""Addresses of the symptoms."""

from django.urls import path

from topics import views

app_name = "symptoms"
urlpatterns = [
    path("", views.symptoms, name="index"),
    path("<slug:slug>/", views.symptom, name="detail"),
    path("<slug:slug>/handout/", views.symptom_handout, name="handout"),
    path("<slug:slug>/handout.pdf", views.symptom_handout, {"is_pdf": True}, name="handout_pdf"),
]
