"""Addresses of a review by link. They are the same in every language, like the desk's."""

from django.urls import path

from editorial.review import link_views as views

app_name = "review"
urlpatterns = [
    path("<slug:secret>/", views.door, name="door"),
    path("<slug:secret>/code/", views.send_code, name="code"),
    path("<slug:secret>/enter/", views.enter, name="enter"),
    path("<slug:secret>/page/", views.page_alone, name="page"),
]
