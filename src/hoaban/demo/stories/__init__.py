"""The demo's hand-written stories, one file a part of the portal."""

from hoaban.demo.stories.english import ENGLISH
from hoaban.demo.stories.life import LIFE
from hoaban.demo.stories.news import NEWS
from hoaban.demo.stories.story import Story

__all__ = ["ENGLISH", "STORIES", "Story"]

STORIES: list[Story] = [*NEWS, *LIFE]
