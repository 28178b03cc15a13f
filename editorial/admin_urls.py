"""Addresses that the desk's scripts ask: preview, picture upload, who has a page open."""

from django.urls import path

from editorial import admin_views

urlpatterns = [
    path("preview/", admin_views.preview, name="editor_preview"),
    path("picture/", admin_views.upload_picture, name="editor_picture"),
    path("open/<int:page_id>/", admin_views.open_page, name="editor_open"),
]
