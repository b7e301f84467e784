"""The Bot API methods that send what is neither text nor file: places, contacts, dice, polls."""

from collections.abc import Mapping

from sandbox.access import writable_chat
from sandbox.entities import plain_line
from sandbox.errors import bad_request
from sandbox.keyboards import reply_markup
from sandbox.model import Json
from sandbox.params import Kind, Params
from sandbox.sending import send
from sandbox.state import World
from sandbox.utf16 import units

QUESTION_LIMIT, OPTION_LIMIT, OPTIONS_LIMIT = 300, 100, 12
LIVE_FOREVER = 0x7FFFFFFF
_DICE: Mapping[str, int] = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
_OPTION: Mapping[str, Kind] = {"text": "text", "text_parse_mode": "text", "text_entities": "list"}
_FIRST_POLL = 5_000_000_000_000_000_000  # polls have numbers that need 64 bits


def send_location(world: World, params: Params) -> object:
    """Send a place, live for `live_period` seconds if given."""
    chat = writable_chat(world, params)
    place = _place(params)
    if params.has("live_period"):
        period = params.integer("live_period")
        if period and not 60 <= period <= 86400 and period != LIVE_FOREVER:
            raise bad_request("wrong live location period specified")
        place |= {"live_period": period} if period else {}
    for name in ("heading", "proximity_alert_radius"):
        place |= {name: params.integer(name)} if params.integer(name) else {}
    return send(world, chat, params, {"location": place}).body


def send_venue(world: World, params: Params) -> object:
    """Send a place with its name and address."""
    chat = writable_chat(world, params)
    place = _place(params)
    more = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    venue: Json = {"location": place, "title": params.text("title"), "address": params.text("address")}
    venue |= {name: params.text(name) for name in more if params.text(name)}
    return send(world, chat, params, {"venue": venue, "location": place}).body


def send_contact(world: World, params: Params) -> object:
    """Send somebody's name and number."""
    chat = writable_chat(world, params)
    contact: Json = {"phone_number": params.text("phone_number"), "first_name": params.text("first_name")}
    contact |= {name: params.text(name) for name in ("last_name", "vcard") if params.text(name)}
    return send(world, chat, params, {"contact": contact}).body


def send_dice(world: World, params: Params) -> object:
    """Roll something; the sandbox's values follow each other, so that a test can tell them."""
    chat = writable_chat(world, params)
    emoji = params.text("emoji") or "🎲"
    if emoji not in _DICE:
        raise bad_request("wrong dice emoji specified")
    return send(world, chat, params, {"dice": {"emoji": emoji, "value": chat.last_id % _DICE[emoji] + 1}}).body


def send_poll(world: World, params: Params) -> object:
    """Ask with a native poll."""
    chat = writable_chat(world, params)
    question = plain_line(params, "question", "question_parse_mode", "question_entities")
    if not question:
        raise bad_request("poll question must be non-empty")
    if units(question) > QUESTION_LIMIT:
        raise bad_request(f"poll question length must not exceed {QUESTION_LIMIT}")
    is_anonymous = params.flag("is_anonymous") if params.has("is_anonymous") else True
    if not is_anonymous and chat.type == "channel":
        raise bad_request("non-anonymous polls can't be sent to channel chats")
    number = str(_FIRST_POLL + len(world.polls))
    poll: Json = {
        "id": number,
        "question": question,
        "options": _options(params),
        "total_voter_count": 0,
        "is_closed": params.flag("is_closed"),
        "is_anonymous": is_anonymous,
        "type": params.text("type") or "regular",
        "allows_multiple_answers": params.flag("allows_multiple_answers"),
        "allows_revoting": params.flag("allows_revoting") if params.has("allows_revoting") else params.text("type") != "quiz",
        "members_only": params.flag("members_only"),
        **_quiz(params),
        **_end(world, params),
    }
    message = send(world, chat, params, {"poll": poll})
    world.polls[number] = chat, message
    return message.body


def stop_poll(world: World, params: Params) -> object:
    """End a poll that the bot sent; the poll as it ended."""
    chat = writable_chat(world, params)
    message = chat.find_message(params.integer("message_id"))
    if message is None:
        raise bad_request("message with poll to stop not found")
    poll = message.body.get("poll")
    if not isinstance(poll, dict):
        raise bad_request("message is not a poll")
    if not message.from_bot:
        raise bad_request("poll can't be stopped")
    if poll["is_closed"]:
        raise bad_request("poll has already been closed")
    closed = {**poll, "is_closed": True}
    world.rewrite(chat, message, {"poll": closed, "reply_markup": reply_markup(params.mapping("reply_markup"), inline_only=True)})
    world.updates.put("poll", closed)
    return closed


def _place(params: Params) -> Json:
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if latitude is None or longitude is None:
        raise bad_request("latitude is empty" if latitude is None else "longitude is empty")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("invalid location specified")
    accuracy = params.number("horizontal_accuracy")
    return {"latitude": latitude, "longitude": longitude, **({"horizontal_accuracy": accuracy} if accuracy else {})}


def _options(params: Params) -> list[Json]:
    options: list[Json] = []
    for number, given in enumerate(params.listed("options")):
        # Until version 7.3 of the Bot API an option was a plain text, which is still understood.
        option = params.described(given if isinstance(given, dict) else {"text": given}, _OPTION)
        text = plain_line(option, "text", "text_parse_mode", "text_entities")
        if not text:
            raise bad_request("poll options must be non-empty")
        if units(text) > OPTION_LIMIT:
            raise bad_request(f"poll options length must not exceed {OPTION_LIMIT}")
        options.append({"persistent_id": str(number), "text": text, "voter_count": 0})
    if not options:
        raise bad_request("poll must have at least 1 option")
    if len(options) > OPTIONS_LIMIT:
        raise bad_request(f"poll can't have more than {OPTIONS_LIMIT} options")
    return options


def _quiz(params: Params) -> Json:
    kind = params.text("type") or "regular"
    if kind not in ("regular", "quiz"):
        raise bad_request("unsupported poll type specified")
    if kind == "regular":
        return {}
    correct = params.listed("correct_option_ids")
    possible = range(len(params.listed("options")))
    if not correct or any(type(number) is not int or number not in possible for number in correct):
        raise bad_request("wrong correct option ID specified")
    explanation = plain_line(params, "explanation", "explanation_parse_mode", "explanation_entities")
    return {"correct_option_ids": correct, **({"explanation": explanation} if explanation else {})}


def _end(world: World, params: Params) -> Json:
    period, date = params.integer("open_period"), params.integer("close_date")
    if period and not 5 <= period <= 2_628_000:
        raise bad_request("open period is invalid")
    if period:
        return {"open_period": period, "close_date": world.clock.unix() + period}
    return {"close_date": date} if date > world.clock.unix() else {}
