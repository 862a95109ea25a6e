from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation


def render(source: str, **context: object) -> str:
    return Template("{% load web %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        (Decimal(186000), "USD", "USD 186,000.00"),
        (Decimal("1234567.895"), "GTQ", "GTQ 1,234,567.90"),
        (Decimal("-0.5"), "USD", "USD -0.50"),
        ("12.3", "", "12.30"),
        (None, "USD", ""),
        ("", "USD", ""),
    ],
)
@pytest.mark.parametrize("language", ["es", "en", "quc"])
def test_money_is_written_alike_in_every_language(
    amount: Decimal | str | None,
    currency: str,
    written: str,
    language: str,
) -> None:
    with translation.override(language):
        shown = render("{{ amount|money:currency }}", amount=amount, currency=currency)
    assert shown == written


class TestText:
    design = SimpleNamespace(
        title_es="Riego & agua",
        title_en="Irrigation & water",
        title_quc="  ",
    )

    def test_spanish_is_printed_plainly(self) -> None:
        with translation.override("es"):
            assert render('{% text d "title" %}', d=self.design) == "Riego &amp; agua"

    @pytest.mark.parametrize("language", ["quc", "cab"])
    def test_spanish_in_its_place_says_that_it_is_spanish(self, language: str) -> None:
        with translation.override(language):
            shown = render('{% text d "title" %}', d=self.design)
        assert shown == (
            '<span lang="es" class="fallback">Riego &amp; agua '
            '<span class="fallback-sign">en español</span></span>'
        )

    def test_nothing_in_any_language_prints_nothing(self) -> None:
        blank = SimpleNamespace(title_es="", title=None)
        with translation.override("quc"):
            assert render('{% text d "title" %}', d=blank) == ""

    def test_a_field_that_does_not_exist_is_an_error(self) -> None:
        with pytest.raises(AttributeError):
            render('{% text d "name" %}', d=self.design)


def test_a_pictogram_is_drawn_in_the_page_and_hidden_from_voices() -> None:
    shown = render('{% pictogram "water-no_service" %}')
    assert shown.startswith('<svg aria-hidden="true" viewBox="0 0 96 96"')
    assert shown.endswith("</svg>")


def test_a_step_without_drawing_shows_its_words_alone() -> None:
    assert render("{% pictogram name %}", name="our_ladder-first") == ""


@pytest.mark.parametrize(
    ("code", "word", "tone"),
    [
        ("block", "Bloquea el dinero", "stop"),
        ("high", "Grave", "warn"),
        ("watch", "Por vigilar", "note"),
    ],
)
def test_a_severity_has_a_word_and_a_tone(
    code: str,
    word: str,
    tone: str,
) -> None:
    shown = render("{% severity code %}", code=code)
    others = {
        render("{% severity other %}", other=o) for o in ("block", "high", "watch")
    }
    assert word in shown
    assert f'class="tag is-{tone}"' in shown
    assert len({page.split("<path")[1] for page in others}) == 3


def test_an_unknown_severity_is_an_error() -> None:
    with pytest.raises(KeyError):
        render('{% severity "huge" %}')


@pytest.mark.parametrize(
    ("code", "tone", "expected"),
    [
        ("published", "", "ok"),
        ("contested", "", "warn"),
        ("withdrawn", "", "stop"),
        ("open", "", "note"),
        ("draft", "", "plain"),
        ("draft", "stop", "stop"),
    ],
)
def test_a_state_has_a_tone(code: str, tone: str, expected: str) -> None:
    shown = render("{% state code 'Así' tone %}", code=code, tone=tone)
    assert f'class="tag state is-{expected}"' in shown
    assert "Así" in shown


@pytest.mark.parametrize(
    ("done", "filled", "current", "words"),
    [
        (0, 0, 1, "0 de 3"),
        (2, 2, 1, "2 de 3"),
        (3, 3, 0, "3 de 3"),
        (9, 3, 0, "3 de 3"),
    ],
)
def test_beads_show_how_far_one_is(
    done: int,
    filled: int,
    current: int,
    words: str,
) -> None:
    shown = render("{% beads done 3 %}", done=done)
    assert shown.count('class="done"') == filled
    assert shown.count('class="now"') == current
    assert shown.count("<li") == 3
    assert words in shown


class AskForm(forms.Form):
    name = forms.CharField(label="Nombre", help_text="Como lo diría la gente")
    kind = forms.ChoiceField(
        label="Clase",
        choices=[("a", "Una")],
        widget=forms.RadioSelect,
        required=False,
    )


class TestField:
    def test_help_and_error_are_tied_to_the_control(self) -> None:
        shown = render("{% field form.name %}", form=AskForm({}))
        assert '<label for="id_name">Nombre</label>' in shown
        assert 'aria-describedby="id_name_helptext id_name_error"' in shown
        assert 'id="id_name_helptext"' in shown
        assert 'id="id_name_error"' in shown
        assert 'aria-invalid="true"' in shown

    def test_a_choice_is_a_fieldset_and_what_is_free_to_skip_says_so(self) -> None:
        shown = render("{% field form.kind %}", form=AskForm())
        assert "<fieldset" in shown
        assert "(si quiere)" in shown

    def test_a_whole_form_is_drawn_with_the_same_components(self) -> None:
        shown = str(AskForm({}))
        assert 'class="errors-summary"' in shown
        assert '<a href="#id_name">Nombre: ' in shown
        assert 'class="field has-error"' in shown

    def test_what_was_typed_stays(self) -> None:
        shown = str(AskForm({"name": "Agua", "kind": "zzz"}))
        assert 'value="Agua"' in shown


class TestNavigation:
    def links(self, path: str, **user: object) -> str:
        request = RequestFactory().get(path)
        request.user = SimpleNamespace(**user)  # type: ignore[assignment]
        return render(
            "{% navigation_links as links %}{% for l in links %}[{{ l.url }}"
            "{% if l.is_current %}*{% endif %}]{% endfor %}",
            request=request,
        )

    def test_a_visitor_sees_no_desk(self) -> None:
        shown = self.links("/", is_staff=False, has_perm=lambda _perm: False)
        assert "/admin/" not in shown

    def test_staff_see_the_administration_and_where_they_are(self) -> None:
        shown = self.links("/admin/x/", is_staff=True, has_perm=lambda _perm: False)
        assert "[/admin/*]" in shown

    def test_a_page_without_a_request_has_no_links(self) -> None:
        assert render("{% navigation_links as links %}{{ links|length }}") == "0"


def test_an_address_that_is_not_installed_is_left_out() -> None:
    assert render('{% url_if_any "nowhere:at_all" %}') == ""
    assert render('{% url_if_any "web:home" %}') == "/"


def test_languages_are_offered_by_their_own_names() -> None:
    with translation.override("kek"):
        shown = render(
            "{% languages as all %}{% for l in all %}{{ l.code }}={{ l.name }}"
            "{% if l.is_current %}*{% endif %};{% endfor %}",
        )
    assert shown == (
        "es=Español;en=English;quc=Kʼicheʼ;kek=Qʼeqchiʼ*;mam=Mam;cak=Kaqchikel;"
        "cab=Garifuna;miq=Mískitu;"
    )
