"""The symptom finder: a body map, a list of body areas, and A to Z."""

import re

import pytest

from tests.builders import make_page
from topics.models import Topic

pytestmark = pytest.mark.django_db
MAP_LINK = re.compile(r'<a href="#area-([a-z-]+)"( tabindex="-1")? aria-label="([^"]+)"')


def make_symptom_of(area: str, **changes):
    return make_page(Topic, topic_kind="symptom", body_area=area, **changes)


def finder(client) -> str:
    return client.get("/symptoms/").content.decode()


def test_the_map_and_the_list_lead_only_to_areas_with_symptoms(client):
    make_symptom_of("skin", title="Rash")
    html = finder(client)
    assert {area for area, _back, _label in MAP_LINK.findall(html)} == {"skin"}
    assert set(re.findall(r'href="#area-([a-z-]+)"', html)) == {"skin"}
    assert re.findall(r'id="area-([a-z-]+)"', html) == ["skin"]


def test_every_area_has_one_place_on_the_map_that_tab_reaches(client):
    for area in Topic.BodyArea:
        make_symptom_of(area.value)
    links = MAP_LINK.findall(finder(client))
    names = {area: label for area, back, label in links if not back}
    assert names == {area.value: area.label for area in Topic.BodyArea}
    assert len([area for area, back, _label in links if not back]) == len(Topic.BodyArea)
    assert {area for area, back, _label in links if back} == {"whole-body", "skin", "joints"}


def test_a_long_name_stands_in_lines_whose_words_stay_apart(client):
    make_symptom_of("kidneys")
    text = re.search(r"<text.*?</text>", finder(client), re.DOTALL).group()
    assert text.count("<tspan") == 2
    assert re.sub("<[^>]+>", "", text) == "Kidneys and bladder"


def test_each_area_says_how_many_symptoms_it_has_and_leads_back(client):
    make_symptom_of("eyes", title="Dry eyes")
    make_symptom_of("skin", title="Rash")
    make_symptom_of("skin", title="Itch")
    html = finder(client)
    assert "Eyes <small>1 symptom</small>" in html
    assert "Skin and hair <small>2 symptoms</small>" in html
    assert html.count('<a href="#body-map">') == 2
    assert 'id="body-map"' in html


def test_a_to_z_stands_under_letters_with_a_bar_to_jump_by(client):
    make_symptom_of("skin", title="Rash")
    make_symptom_of("skin", title="éczema")
    html = finder(client)
    assert html.index('id="letter-E"') < html.index('id="letter-R"')
    assert '<a href="#letter-R">R</a>' in html
    assert "<span>S</span>" in html


def test_a_symptom_without_an_area_is_in_a_to_z_only(client):
    make_symptom_of("", title="Odd feeling")
    html = finder(client)
    assert html.count(">Odd feeling</a>") == 1
    assert "There is nothing here yet" in html


def test_the_drawing_is_light(client):
    for area in Topic.BodyArea:
        make_symptom_of(area.value)
    drawings = re.findall(r"<svg.*?</svg>", finder(client), re.DOTALL)
    assert len(drawings) == 2
    assert sum(map(len, drawings)) < 11_000
