"""Live news: "thread 4 has a post 17" reaches the open pages of those who may know, within a moment and for next to nothing.

    live.publish("thread:4", {"number": 17})    in an action or receiver; told after the commit
    live.hear(request, ["thread:4"])            in the view that draws the page

News carry no text. A page that hears of something asks its ordinary view, which decides again who may see what.
Which channels a page may hear is decided when it is drawn, and signed (`tokens`). See community/decisions/0020.
"""

from .hearing import hear
from .publishing import publish

__all__ = ["hear", "publish"]
