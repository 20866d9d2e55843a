from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from coach.sinks.cover import SIDE_PX, draw_cover


def picture(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_cover_is_a_square_baseline_rgb_jpeg_under_200_kb() -> None:
    data = draw_cover("Calf pump", position="standing", subtitle="2 x 15")
    image = picture(data)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (SIDE_PX, SIDE_PX))
    assert b"\xff\xc0" in data
    assert "progressive" not in image.info
    assert len(data) < 200_000


def test_same_words_give_the_same_bytes() -> None:
    first = draw_cover("Calf pump", position="seated", subtitle="2 x 15")
    assert first == draw_cover("Calf pump", position="seated", subtitle="2 x 15")


def test_seated_and_standing_are_told_apart_at_a_glance() -> None:
    hills = [
        np.asarray(picture(draw_cover("A", position=position, subtitle="")))[-1, -1]
        for position in ("standing", "seated")
    ]
    assert np.abs(hills[0].astype(int) - hills[1].astype(int)).max() > 40


def test_title_is_readable_at_64_pixels() -> None:
    thumbnail = picture(draw_cover("Calf pump", position="", subtitle="")).resize(
        (64, 64)
    )
    title = np.asarray(thumbnail.convert("L"))[6:32, 4:42].astype(int)
    assert title.max() - title.min() > 120


@pytest.mark.parametrize(
    "title",
    [
        "Extraordinarily long",
        "W" * 60,
        "Sixty letters of title, which is the most that a file may say",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    ],
)
def test_long_titles_stay_inside(title: str) -> None:
    bare = np.asarray(picture(draw_cover("", position="", subtitle=""))).astype(int)
    drawn = np.asarray(picture(draw_cover(title, position="", subtitle=""))).astype(int)
    changed = np.abs(drawn - bare).max(axis=2) > 60
    assert changed.any()
    assert not changed[:, SIDE_PX - 40 :].any()
    assert not changed[420:].any()


def test_accents_are_folded_and_other_alphabets_left_out() -> None:
    def cover(title: str) -> bytes:
        return draw_cover(title, position="", subtitle="")

    assert cover("\u00dcbung f\u00fcr Fu\u00df") == cover("Ubung fur Fuss")
    assert cover("2 \N{MULTIPLICATION SIGN} 15") == cover("2 x 15")
    assert cover("\u0428\u0430\u0433") == cover("")
