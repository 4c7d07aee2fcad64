"""What proxies on the way make of our tags."""


def forms_of(tag: str) -> list[str]:
    """The tag as we gave it, and in each form that it may come back in: weak, marked inside or behind the quotes."""
    name = tag.removeprefix("W/").strip('"')
    marks = [f"{mark}{coding}" for mark in ("-", "--", ";") for coding in ("gzip", "br", "zstd")]
    inside, behind = [f'"{name}{mark}"' for mark in marks], [f'"{name}"{mark}' for mark in marks]
    strong = [f'"{name}"', *inside, *behind, f'"{name}-gzip-br"']
    return [*strong, *(f"W/{one}" for one in strong)]
