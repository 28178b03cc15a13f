"""Addresses of signing in, of what a person may set for themselves, and of broken links."""

from django.urls import path

from desk import link_views
from desk import sign_in_views as views

app_name = "desk"
urlpatterns = [
    path("broken-links/", link_views.broken_links, name="broken_links"),
    path("login/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("code/", views.code, name="code"),
    path("r/<path:content_type_id>/<path:object_id>/", views.on_site),
    path("account/", views.account, name="account"),
    path("account/two-step/", views.set_up, name="set_up"),
    path("account/two-step/off/", views.turn_off, name="turn_off"),
    path("account/recovery-codes/", views.new_codes, name="new_codes"),
    path("account/sign-out-everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
]
