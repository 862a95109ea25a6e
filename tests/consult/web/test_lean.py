"""What is sent of a script says the same as what people read."""

from consult.web.lean import lean_script


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
const drawn = `0 0 ${x + 1} , ${y}`;
const other = 'a = b';
"""

    assert lean_script(script) == (
        'const a=b + +c - -d;say("a = b, \\" c ? d",1);'
        'const place = text.replace(/a = b , c/, " , ");'
        "const drawn = `0 0 ${x + 1} , ${y}`;"
        "const other = 'a = b';"
    )
