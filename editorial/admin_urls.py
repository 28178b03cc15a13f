"""Addresses of the Markdown editor's preview and picture upload."""

from django.urls import path

from editorial import admin_views

urlpatterns = [
    path("preview/", admin_views.preview, name="editor_preview"),
    path("picture/", admin_views.upload_picture, name="editor_picture"),
]
