"""What falls due by itself about registration."""

from council.registration import WAITS_FOR
from handlers.framework.beats import Beat
from handlers.registration.actions import requests
from storage import join_requests

BEATS = (Beat("requests that wait", requests.remind_some, (join_requests.OLDEST_WAITING.plus(WAITS_FOR),)),)
