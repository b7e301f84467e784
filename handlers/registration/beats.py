"""What falls due by itself about registration."""

from handlers.framework.beats import Beat
from handlers.registration.actions import requests
from storage import join_requests

BEATS = (Beat("requests that wait", requests.remind_some, (join_requests.OLDEST_WAITING.plus(requests.WAITS_FOR),)),)
