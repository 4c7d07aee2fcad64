"""The demo's pictures are drawn: the same for the same thing, others for others, and taken as any picture is."""

from service_kit.domain.pictures import remake

from infra.demo.pictures import SIZE, drawn


def test_a_picture_is_of_its_thing_and_small() -> None:
    assert drawn("basics") == drawn("basics") != drawn("our-story")
    made = remake(drawn("basics"))
    assert (made.media_type, (made.width, made.height)) == ("image/png", SIZE)
    assert len(made.sizes["640"]) < 40_000
