"""What news does by itself: write the rows of a post's subscribers."""

from handlers.beats import Beat
from handlers.news import actions

BEATS = (Beat("news: fan out", actions.fan_out_some),)
