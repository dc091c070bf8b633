"""What is looked up the other way round."""


def test_materials_name_the_procedures_that_ask_for_them(volume):
    found = {line.name: [target.to for target in line.targets] for line in volume.materials.lines}

    assert found == {"平面图": ["tea_shop"], "身份证": ["tea_shop", "tea_trade"]}
    assert list(found) == ["平面图", "身份证"]


def test_hotlines_come_first_and_are_found_wherever_they_are_named(volume):
    hotline, *others = volume.offices.lines

    assert hotline.note == "12345"
    assert {target.to for target in hotline.targets} == {"tea_hall", "tea_shop", "tea_trade"}
    assert {line.name.partition("（")[0] for line in others} == {"茶馆窗口", "茶馆网"}


def test_every_record_that_is_shown_is_in_the_index_of_clauses(volume, entries):
    listed = {line.name.rpartition("（")[2].removesuffix("）") for index in volume.clauses for line in index.lines}

    assert listed == {ground.id for entry in entries.values() for ground in entry.grounds}
    assert all(
        target.to.startswith("basis:") for index in volume.clauses for line in index.lines for target in line.targets
    )


def test_words_are_sorted_by_their_sound(volume):
    letters = [index.title for index in volume.words]

    assert letters == ["C", "D", "K", "M"]
    assert [line.name for line in volume.words[0].lines] == ["茶馆", "茶会", "茶楼", "茶叶"]
