"""What is an answer over HTTP/1.1, however it comes in pieces."""

import pytest
from hypothesis import given, strategies as st

from bot.delivery.connections import LONGEST_HEAD, Answer, read_answer

BODIES = st.binary(max_size=60)


def plain(body: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:  %d\r\n%b\r\n%b" % (len(body), more, body)


def chunked(parts: list[bytes], trailer: bytes = b"") -> bytes:
    chunks = b"".join(b"%x;name=value\r\n%b\r\n" % (len(part), part) for part in parts if part)
    return b"HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n%b0\r\n%b\r\n" % (chunks, trailer)


@given(BODIES, st.data())
def test_it_is_there_when_its_last_byte_is(body: bytes, data: st.DataObject) -> None:
    sent = data.draw(st.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n"])) + plain(body)
    assert read_answer(sent) == Answer(200, body, keeps=True)
    assert read_answer(sent[: data.draw(st.integers(0, len(sent) - 1))]) is None


@given(st.lists(BODIES), st.sampled_from([b"", b"Expires: never\r\n"]), st.data())
def test_in_chunks_too(parts: list[bytes], trailer: bytes, data: st.DataObject) -> None:
    sent = chunked(parts, trailer)
    assert read_answer(sent) == Answer(400, b"".join(parts), keeps=True)
    assert read_answer(sent[: data.draw(st.integers(0, len(sent) - 1))]) is None


@pytest.mark.parametrize(
    "sent",
    [
        plain(b"x", b"Connection: close\r\n"),
        plain(b"x", b"connection: Keep-Alive, Close\r\n"),
        plain(b"x").replace(b"1.1", b"1.0"),
        plain(b"x") + b"and more",
    ],
)
def test_some_connections_carry_no_other(sent: bytes) -> None:
    assert read_answer(sent) == Answer(200, b"x", keeps=False)


def test_without_a_length_it_lasts_as_long_as_the_connection() -> None:
    sent = b"HTTP/1.1 502 Bad Gateway\r\n\r\n<html>"
    assert read_answer(sent) is None
    assert read_answer(sent, ended=True) == Answer(502, b"<html>", keeps=False)


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-", plain(b"xyz")[:-1], chunked([b"xyz"])[:-3]])
def test_half_of_one_is_none(sent: bytes) -> None:
    with pytest.raises(ValueError, match=r"no head|cut off"):
        read_answer(sent, ended=True)


@pytest.mark.parametrize(
    "sent", [b"SSH-2.0\r\n\r\n", b"HTTP/1.1 OK\r\n\r\n", b"x" * (LONGEST_HEAD + 1), chunked([b"x"]).replace(b"1;", b"q;")]
)
def test_what_is_no_answer_is_refused(sent: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of several kinds
        read_answer(sent)
