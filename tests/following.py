"""Someone who follows the news, by the three presses that it takes, and who has everything about them erased."""

from sandbox.client import User


async def follow(
    user: User, *topics: str, language: str = "English", pace: str = "Each post at once", told: str = "You get the news"
) -> None:
    """/subscribe: the language, everything or these topics by their codes, and how often; `told`: what is said then."""
    await user.say("/subscribe")
    asked = await user.expect(lambda message: "(1 of 3)" in message.text or "(1 из 3)" in message.text)
    await user.press(language, message=asked)
    for topic in topics or ("*",):
        await user.press(data=f"zt:{topic}")
    if topics:
        await user.press(data="zd:new")
    await user.press(pace)
    await user.expect(told)


async def forget_oneself(user: User) -> None:
    """/forget, to the end."""
    await user.say("/forget")
    await user.expect("Erase everything about you?")
    await user.press("Yes, erase everything about me")
    await user.expect("Everything about you is erased")
