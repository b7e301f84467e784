"""Shared by tests: steps."""

from sandbox.client import User

GROUPS = {
    "A": "A · Accountability, legal and judicial issues",
    "B": "B · Psychosocial support, health and education",
    "C": "C · Countering terrorist narratives",
}


async def register(user: User, number: int) -> None:
    """Ask to join, from the first message to the last."""
    await user.say("/start")
    await user.press("English")
    await user.expect("Your Telegram id is")
    await user.say("/register")
    group = "ABC"[number % 3]
    await user.press(GROUPS[group])
    await user.press("Done")
    for question, answer in (
        ("full name", f"Expert {number}, with a long name"),
        ("organisation", f"Institute № {number}"),
        ("country", f"Country {number}"),
    ):
        await user.expect(question)
        await user.say(answer)
    await user.press("Send to the secretariat")
    await user.expect("is with the secretariat")


async def approve(secretary: User, many: int) -> None:
    """Press Approve on every card until all requests are decided."""
    decided: set[int] = set()
    while len(decided) < many:
        card = await secretary.expect(
            lambda message: message.id not in decided and any(b.text == "Approve" for row in message.buttons for b in row),
            after=0,
        )
        await secretary.press("Approve", message=card)
        decided.add(card.id)
