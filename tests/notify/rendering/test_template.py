from __future__ import annotations

from pathlib import Path

import pytest
from notify.making import LINK, SHANGHAI, a_message, a_notice, an_alert

from monitor.errors import TemplateFaultError
from monitor.model import Digest
from monitor.notify.rendering import Rendered, render, render_form
from monitor.notify.rendering.template import LONGEST_TEXT
from monitor.settings import Template

MESSAGE = a_message(an_alert("青鸾", "2.0", "云岭", evidence="云岭发布青鸾2.0 <at id=all>"))


def rendered(text: str, *, name: str = "short.txt.j2", limit: int | None = None) -> Rendered:
    return render(MESSAGE, language="zh", zone=SHANGHAI, limit=limit, template=Template(name, text, Path(name)))


def test_a_template_writes_what_it_is_given() -> None:
    written = rendered(
        "{{ headline }}\n{% for item in items %}{{ item.line }}: {{ item.evidence }}{% endfor %} {{ code }}"
    )

    assert written.text == f"云岭发布青鸾2.0\n云岭 青鸾2.0: 云岭发布青鸾2.0 ＜at id=all> {MESSAGE.code}"
    assert written.subject == "云岭发布青鸾2.0"


def test_every_value_of_the_documented_list_is_there() -> None:
    names = ["headline", "items", "sections", "left_out", "sources", "links", "source", "code", "late", "language"]

    written = rendered("\n".join(f"{{{{ {name} }}}}" for name in names))

    assert LINK in written.text


def test_a_page_is_escaped_and_leaves_the_text_as_it_is() -> None:
    page = rendered("<p>{{ items[0].evidence }}</p>", name="page.html.j2")

    assert page.html == "<p>云岭发布青鸾2.0 ＜at id=all&gt;</p>"
    assert page.text == render(MESSAGE, language="zh", zone=SHANGHAI).text


def test_what_is_given_of_an_item_is_what_the_message_says() -> None:
    fields = ("who", "what", "full", "name", "line", "status", "label", "rumour", "when", "evidence", "host", "link")
    written = rendered("|".join(f"{{{{ items[0].{field} }}}}" for field in fields))

    assert written.text.split("|") == [
        "云岭", "青鸾2.0", "青鸾2.0", "云岭 青鸾2.0", "云岭 青鸾2.0", "released", "发布", "False", "",
        "云岭发布青鸾2.0 ＜at id=all>", "example.org", LINK,
    ]  # fmt: skip


def test_blocks_leave_no_blanks_and_a_template_knows_its_sources_and_that_it_is_late() -> None:
    block = "一\n  {% if true %}\n二\n  {% endif %}\n三"
    late = render(
        MESSAGE, language="zh", zone=SHANGHAI, late=True, template=Template("p.html.j2", "{{ late }}", Path("p"))
    )

    text = render_form(
        MESSAGE,
        "wecombot",
        language="zh",
        zone=SHANGHAI,
        late=True,
        template=Template("t", "{{ late }} {{ sources[0] }}", Path("t")),
    )["text"]["content"]

    source = {"name": "某报", "tier": "media", "day": "07-09", "title": "题", "link": LINK, "host": "example.org"}
    assert text == f"True {source}"
    assert rendered(block).text == "一\n二\n三"
    assert late.html == "True"


@pytest.mark.parametrize(
    "text",
    ["{{ headline", "{{ nothing }}", "{{ items[9].who }}", "{{ 1/0 }}", "  ", "{% for i in range(10**9) %}{% endfor %}",
     "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ items.append(1) }}", "{% include '/etc/passwd' %}",
     "{{ headline * 999999 }}", "{{ 3 * headline }}", "{{ 2 ** 3 }}"],
)  # fmt: skip
def test_a_faulty_or_prying_template_is_refused(text: str) -> None:
    with pytest.raises(TemplateFaultError):
        rendered(text)


def test_numbers_may_be_multiplied() -> None:
    assert rendered("{{ 2 * 3 }}").text == "6"


def test_a_notice_is_not_the_templates_matter() -> None:
    notice = render(a_notice("odd"), language="zh", zone=SHANGHAI, template=Template("t", "{{ nothing }}", Path("t")))

    assert "sources.yaml" in notice.text


def test_what_a_template_writes_is_cut_between_launches_to_what_a_provider_takes() -> None:
    many = a_message(*(an_alert(f"青鸾{number}", "2.0", "云岭") for number in range(200)))
    written = "{{ headline }}\n{% for item in items %}{{ item.line }}\n{% endfor %}({{ left_out }})"
    template = Template("t", written, Path("t"))

    payload = render_form(many, "wecombot", language="zh", zone=SHANGHAI, template=template)

    content = payload["text"]["content"]
    assert 1900 < len(content.encode()) <= 2048
    assert content.endswith(")")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "turns"),
        ("{% macro m() %}{% for a in range(99999) %}x{% endfor %}{% endmacro %}{{ m() }}", "turns"),
        ("{{ headline * 999999999 }}", "numbers only"),
        ("{{ '%999999999d' % 1 }}", "numbers only"),
        ("{{ 9 ** 9 ** 9 ** 9 }}", "not used"),
        ("{% for a in range(9999) %}" + "x" * 99 + "{% endfor %}", "writes more"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "unsafe"),
        ("{{ items.__init__.__globals__ }}", "unsafe"),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "unsafe"),
        ("{% include '/etc/passwd' %}", "loader"),
        ("{% set _ = items.append(1) %}x", "unsafe"),
    ],
)
def test_a_template_that_breaks_out_or_goes_on_for_ever_is_a_fault(template: str, said: str) -> None:
    message = a_message(an_alert("青鸾", "2.0", "云岭智能"))

    with pytest.raises(TemplateFaultError) as fault:
        render(message, language="zh", zone=SHANGHAI, template=Template("t.j2", template, Path("t.j2")))

    assert said in fault.value.fault


def test_a_loop_knows_its_place_though_it_is_counted() -> None:
    message = a_message(an_alert("青鸾", "2.0", "云岭智能"), an_alert("白鹭", "3.0", "澜江认知"))
    template = Template(
        "t.j2",
        "{% for a in items %}{{ loop.index }}/{{ loop.length }}{{ ';' if not loop.last }}{% endfor %}",
        Path("t.j2"),
    )

    assert render(message, language="zh", zone=SHANGHAI, template=template).text == "1/2;2/2"


def test_a_digest_is_not_the_templates_matter_either() -> None:
    digest = a_message(an_alert("青鸾", "2.0", "云岭"), digest=Digest("2023-07-09", "2023-07-09"))
    template = Template("t", "{{ nothing }}", Path("t"))

    forms = [render_form(digest, "telegram", language="zh", zone=SHANGHAI, template=one) for one in (template, None)]

    assert forms[0] == forms[1]


def test_a_template_may_write_as_much_as_it_may_and_not_a_character_more() -> None:
    text = "{% for _ in range(20000) %}0123456789{% endfor %}"

    assert len(rendered(text).text) == LONGEST_TEXT
    with pytest.raises(TemplateFaultError, match="writes more than"):
        rendered(text + "0")


def test_what_a_template_writes_is_shortened_by_one_launch_at_a_time() -> None:
    many = a_message(*(an_alert(f"{sign}鸾", None, "云岭") for sign in "甲乙丙丁"))
    template = Template("t", "{% for item in items %}{{ item.what }}{% endfor %}", Path("t"))

    texts = [
        render(many, language="zh", zone=SHANGHAI, limit=6 * most, template=template).text for most in (4, 3, 2, 1)
    ]

    assert texts == ["甲鸾乙鸾丙鸾丁鸾", "甲鸾乙鸾丙鸾", "甲鸾乙鸾", "甲鸾"]
