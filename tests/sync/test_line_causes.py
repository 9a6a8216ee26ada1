"""The cause is found however deep it lies."""

from __future__ import annotations

import socket
import ssl

import httpx
import pytest

from desk_app.sync.centre import NoAnswer
from desk_app.sync.line_causes import cause_of


def wrapped(inner: BaseException, outer: BaseException) -> BaseException:
    outer.__cause__ = inner
    return outer


def verification(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError("verify failed")
    error.verify_code = code
    return error


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (wrapped(socket.gaierror(-2, "?"), httpx.ConnectError("x")), "dns"),
        (wrapped(verification(20), httpx.ConnectError("x")), "certificate"),
        (wrapped(verification(10), httpx.ConnectError("x")), "clock"),
        (wrapped(verification(9), httpx.ConnectError("x")), "clock"),
        (wrapped(ssl.SSLError("x"), httpx.ConnectError("x")), "tls"),
        (wrapped(ConnectionRefusedError(), httpx.ConnectError("x")), "refused"),
        (wrapped(OSError(113, "no route"), httpx.ConnectError("x")), "unreachable"),
        (httpx.ConnectTimeout("x"), "unreachable"),
        (httpx.ReadTimeout("x"), "timeout"),
        (httpx.WriteTimeout("x"), "timeout"),
        (httpx.PoolTimeout("x"), "timeout"),
        (httpx.ProxyError("x"), "proxy"),
        (httpx.ProxyError("407 Proxy Authentication Required"), "proxy_login"),
        (wrapped(verification(62), httpx.ConnectError("x")), "other_name"),
        (wrapped(verification(64), httpx.ConnectError("x")), "other_name"),
        (httpx.ReadError("x"), "cut"),
        (httpx.RemoteProtocolError("x"), "cut"),
        (ConnectionResetError(), "cut"),
    ],
)
def test_causes(fault: BaseException, cause: str) -> None:
    assert cause_of(fault) == cause
    assert NoAnswer(cause).title("vi")
    assert NoAnswer(cause).next_step("en")


@pytest.mark.parametrize(
    ("inner", "cause"),
    [
        (ConnectionRefusedError(), "proxy"),
        (socket.gaierror(-2, "?"), "proxy"),
        (OSError(113, "no route"), "proxy"),
        (verification(20), "certificate"),
    ],
)
def test_behind_a_proxy_nobody_else_is_connected_to(inner: BaseException, cause: str) -> None:
    assert cause_of(wrapped(inner, httpx.ConnectError("x")), behind_proxy=True) == cause


def test_one_of_several_addresses_may_hold_the_cause() -> None:
    group = ExceptionGroup("all failed", [OSError(101, "x"), ConnectionRefusedError()])
    assert cause_of(wrapped(group, httpx.ConnectError("x"))) == "refused"


def test_a_circle_of_causes_ends() -> None:
    one, two = OSError("1"), OSError("2")
    one.__context__, two.__context__ = two, one
    assert cause_of(one) == "cut"
