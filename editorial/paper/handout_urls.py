"""Addresses at which staff put several pages into one handout."""

from django.urls import path

from editorial.paper import handout_desk

app_name = "handout"
urlpatterns = [
    path("", handout_desk.choose, name="choose"),
    path("print/", handout_desk.show, name="show"),
    path("handout.pdf", handout_desk.show, {"is_pdf": True}, name="pdf"),
]
