"""Addresses of the glossary."""

from django.urls import path

from glossary import views

app_name = "glossary"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/handout/", views.handout, name="handout"),
    path("<slug:slug>/handout.pdf", views.handout, {"is_pdf": True}, name="handout_pdf"),
]
