"""Link previews: which programs show links to people, and the page that tells them what a link is (Open Graph)."""

from dataclasses import dataclass
from html import escape

from fastapi.responses import HTMLResponse

PREVIEWERS = (
    "facebookexternalhit", "facebookcatalog", "linkedinbot", "twitterbot", "slackbot", "telegrambot", "discordbot",
    "skypeuripreview", "bluesky cardyb", "mastodon/", "pleroma", "misskey", "friendica", "akkoma", "pinterestbot",
    "redditbot", "vkshare", "embedly", "iframely", "line-poker", "linkpreview", "link preview", "headlesspreview",
)  # fmt: skip
"""The names that they give themselves, in small letters. They run no script, and mostly follow no redirect."""
PREVIEWING_APPS = ("whatsapp", "mattermost", "rocket.chat", "viber", "snapchat/", "pinterest/")
"""Apps that ask by this name first; the browser in the app of a person has it behind that of the browser."""
POLICY = "default-src 'none'; img-src 'self'"
PAGE = """<!doctype html>
<html lang="{language}" prefix="og: https://ogp.me/ns#"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
{tags}
</head><body><main><h1><a href="{leads_to}">{title}</a></h1></main></body></html>
"""


@dataclass(frozen=True, slots=True)
class PreviewPicture:
    """A picture by its whole address, and what it shows."""

    url: str
    alternative_text: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a link is: its own address, what it is called, and where it leads whoever reads this page after all."""

    url: str
    leads_to: str
    title: str
    language: str
    site: str
    description: str | None = None
    picture: PreviewPicture | None = None


def is_previewer(user_agent: str) -> bool:
    """Whether a program says that it shows links to people."""
    agent = user_agent.lower()
    return agent.startswith(PREVIEWING_APPS) or any(name in agent for name in PREVIEWERS)


def preview_page(preview: Preview) -> HTMLResponse:
    """The page for programs that show links; nothing in it is loaded from anywhere, and nobody is followed."""
    named = {
        "og:type": "article",
        "og:url": preview.url,
        "og:title": preview.title,
        "og:site_name": preview.site,
        "og:locale": preview.language.replace("-", "_"),
        "og:description": preview.description,
        "twitter:card": "summary_large_image" if preview.picture and preview.picture.width >= 300 else "summary",
    }
    if preview.picture:
        named |= {
            "og:image": preview.picture.url,
            "og:image:alt": preview.picture.alternative_text,
            "og:image:width": str(preview.picture.width),
            "og:image:height": str(preview.picture.height),
        }
    tags = "\n".join(_tag(name, text) for name, text in named.items() if text)
    if preview.description:
        tags += f'\n<meta name="description" content="{escape(preview.description)}">'
    values = {"language": preview.language, "title": preview.title, "leads_to": preview.leads_to}
    page = PAGE.format(tags=tags, **{name: escape(text) for name, text in values.items()})
    return HTMLResponse(page, headers={"Cache-Control": "no-store", "Content-Security-Policy": POLICY})


def _tag(name: str, text: str) -> str:
    attribute = "name" if name.startswith("twitter:") else "property"
    return f'<meta {attribute}="{name}" content="{escape(text)}">'
