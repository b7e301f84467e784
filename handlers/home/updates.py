"""Home, help, cancel, tasks: read from all fields, write in none."""

from council.authority import Action, demand
from handlers import forms
from handlers.common.names import called
from handlers.context import Visit
from handlers.home import views
from handlers.home.views import Tasks, Waiting
from storage import admissions, meetings, members, news, outbox, recommendations, updates


async def home(visit: Visit) -> None:
    """/home: what is ahead and what waits; for someone without a seat, what they can do."""
    if not visit.actor.seats:
        subscribed = await news.is_subscribed(visit.tx, visit.person.id)
        asked = bool(await admissions.open_requests(visit.tx, visit.person.id))
        visit.say(views.outside(visit.council, subscribed=subscribed, asked=asked, t=visit.t))
        return
    groups = visit.council.codes if visit.actor.is_secretariat else visit.actor.groups
    meeting = await meetings.next_for(visit.tx, groups, visit.now)
    rounds = await recommendations.waiting_for(visit.tx, visit.person.id, visit.now)
    waiting = Waiting(len(rounds), meeting.starts_at if meeting else None)
    visit.say(views.home(visit.council, visit.actor, waiting, visit.now, visit.t))


async def help_(visit: Visit) -> None:
    """/help: what this person can do."""
    subscribed = await news.is_subscribed(visit.tx, visit.person.id)
    visit.say(views.help_(visit.council, visit.actor, subscribed=subscribed, t=visit.t))


async def cancel(visit: Visit) -> None:
    """/cancel: out of any form."""
    visit.say(views.cancelled(visit.t, was_open=await forms.cancel(visit)))


async def tasks(visit: Visit) -> None:
    """/tasks: what waits for the secretariat."""
    demand(visit.actor, Action.SEE_TASKS)
    requests = await admissions.open_requests(visit.tx)
    people = await members.many(visit.tx, [request.person for request in requests])
    waiting = Tasks(
        requests=[(request.id, called(people.get(request.person), visit.t)) for request in requests],
        uncertain=await outbox.uncertain(visit.tx),
        unreachable=[called(person, visit.t) for person in await members.unreachable(visit.tx, visit.now)],
        set_aside=await updates.aside(visit.tx),
    )
    visit.say(views.tasks(waiting, visit.t))


async def lost(visit: Visit) -> None:
    """A message that belongs to nothing."""
    visit.say(views.not_text(visit.t) if visit.incoming.other else views.lost(visit.t))
