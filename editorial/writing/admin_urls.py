"""Addresses of what helps in the form of a page: previews, advice, pictures, what to link to."""

from django.urls import path

from editorial.writing import admin_views, writing_views

urlpatterns = [
    path("preview/", admin_views.preview, name="editor_preview"),
    path("picture/", admin_views.upload_picture, name="editor_picture"),
    path("advice/", writing_views.give_advice, name="editor_advice"),
    path("preview-page/", writing_views.preview_page, name="editor_preview_page"),
    path("find-page/", writing_views.find_page, name="editor_find_page"),
    path("find-source/", writing_views.find_source, name="editor_find_source"),
    path("open/<int:page_id>/", admin_views.open_page, name="editor_open"),
]
