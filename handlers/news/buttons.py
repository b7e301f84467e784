"""What each of the news' commands and buttons does."""

from collections.abc import Awaitable, Callable, Mapping

from handlers.context import Visit
from handlers.news import managing, presses, updates
from handlers.pressed import Pressed, pressed

COMMANDS: Mapping[str, Callable[[Visit], Awaitable[None]]] = {
    "subscribe": updates.subscribe,
    "unsubscribe": updates.unsubscribe,
    "topics": updates.topics,
    "pause": updates.pause,
    "latest": updates.latest,
    "qr": updates.codes,
    "news": managing.desk_or_latest,
    "channel": managing.channel,
}

PRESSES: tuple[Pressed, ...] = (
    pressed(presses.SetLanguage, updates.set_language),
    pressed(presses.Tick, updates.tick),
    pressed(presses.TopicsDone, updates.topics_done),
    pressed(presses.SetPace, updates.set_pace),
    pressed(presses.ChangeSetting, updates.change),
    pressed(presses.Leave, updates.leave),
    pressed(presses.Since, updates.since),
    pressed(presses.GetCode, updates.get_code),
    pressed(presses.Show, managing.show),
    pressed(presses.ShowPost, managing.show_post),
    pressed(presses.Retract, managing.retract),
    pressed(presses.AcceptChannel, managing.accept),
    pressed(presses.DropChannel, managing.drop),
    pressed(presses.NameTopic, managing.name_topic),
    pressed(presses.EndTopic, managing.end_topic),
    pressed(presses.Publish, managing.publish),
    pressed(presses.Reword, managing.reword),
    pressed(presses.DropDraft, managing.drop_draft),
)
