"""Addresses of the topics; symptoms have their own (see symptom_urls)."""

from django.urls import path

from topics import views

app_name = "topics"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/handout/", views.handout, name="handout"),
    path("<slug:slug>/handout.pdf", views.handout, {"is_pdf": True}, name="handout_pdf"),
]
