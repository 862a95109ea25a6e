"""What is sent of a script or a stylesheet says the same as what people read."""

from itertools import chain
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from consult.web.lean import OURS, lean_script, lean_style

ROOMS = Path(__file__).parents[3] / "consult"
OWN = [ROOMS / name / "static" / name for name in OURS]
SCRIPTS = sorted(chain.from_iterable(folder.glob("*.js") for folder in OWN))
STYLES = sorted(chain.from_iterable(folder.glob("*.css") for folder in OWN))

# As the browser reads them, rule by rule. What waits for a variable it leaves as it was
# written, spaces behind commas and all.
RULES = """text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return [...sheet.cssRules].map((rule) => rule.cssText.replace(/,\\s+/g, ","));
}"""


def test_comments_indentation_and_idle_spaces_go() -> None:
    script = """// Says good morning.
const greet = (name) => {
  // By name, if there is one.
  if (name !== "") return { name, [name]: 1 };
};
"""

    assert lean_script(script) == (
        'const greet=(name)=>{if(name!=="")return{name,[name]:1};};'
    )


def test_texts_regular_expressions_and_signs_stay_as_they_are() -> None:
    script = """const a = b + +c - -d;
say("a = b, \\" c ? d", 1);
const place = text.replace(/a = b , c/, " , ");
const drawn = `0 0 ${x + 1} , ${y}
  // no comment`;
const other = 'a = b';
"""

    assert lean_script(script) == (
        'const a=b+ +c- -d;say("a = b, \\" c ? d",1);'
        'const place=text.replace(/a = b , c/," , ");'
        "const drawn=`0 0 ${x + 1} , ${y}\n  // no comment`;"
        "const other='a = b';"
    )


def test_sums_in_a_stylesheet_keep_their_spaces() -> None:
    style = """/* A page. */
main > p {
  width: calc(100% - (2 * 1rem + 4px));
}
"""

    assert lean_style(style) == "main>p{width:calc(100% - (2 * 1rem + 4px))}"


@pytest.mark.browser
@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_browser_reads_the_same_rules(browser: Browser, path: Path) -> None:
    page = browser.new_page()
    whole, lean = (
        page.evaluate(RULES, text)
        for text in (path.read_text(), lean_style(path.read_text()))
    )
    page.close()

    assert len(whole) > 1
    assert lean == whole


@pytest.mark.browser
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_browser_can_read_each_lean_script(browser: Browser, path: Path) -> None:
    page = browser.new_page()
    told = page.evaluate(
        """text => import(URL.createObjectURL(new Blob(
             [`throw "read";${text}`], { type: "text/javascript" }
           ))).catch((error) => String(error))""",
        lean_script(path.read_text()),
    )
    page.close()

    assert told == "read"
