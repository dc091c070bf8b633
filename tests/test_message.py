from bot.message import plain


def test_tags_go_and_entities_become_what_they_stand_for():
    assert plain("<b>王 &lt;wang&gt;</b> &amp; <blockquote expandable>A</blockquote>") == "王 <wang> & A"


def test_what_only_looks_like_a_tag_stays():
    assert plain("1 < 2 > 0 <王> <3") == "1 < 2 > 0 <王> <3"
