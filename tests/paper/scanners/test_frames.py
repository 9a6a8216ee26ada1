"""A frame arrives whole or not at all."""

from __future__ import annotations

import io
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desk_app.paper.scanners.frames import FrameWriter, read_frame


def written(*frames: tuple[dict[str, object], bytes]) -> bytes:
    stream = io.BytesIO()
    writer = FrameWriter(stream)
    for head, body in frames:
        writer.write(head, body)
    return stream.getvalue()


@given(some.text(max_size=50), some.binary(max_size=2000))
def test_what_goes_in_comes_out(name: str, body: bytes) -> None:
    stream = io.BytesIO(written(({"is": "image", "name": name}, body), ({"is": "done"}, b"")))
    assert read_frame(stream) == ({"is": "image", "name": name}, body)
    assert read_frame(stream) == ({"is": "done"}, b"")
    assert read_frame(stream) is None


@given(some.data())
def test_a_cut_frame_is_none(data: some.DataObject) -> None:
    whole = written(({"is": "image"}, b"x" * 40))
    cut = data.draw(some.integers(0, len(whole) - 1))
    assert read_frame(io.BytesIO(whole[:cut])) is None


@pytest.mark.parametrize("noise", [b"Segmentation fault\n" * 4, b"\xff" * 64, b"\0" * 64])
def test_noise_is_none(noise: bytes) -> None:
    assert read_frame(io.BytesIO(noise)) is None


def test_threads_do_not_mix_their_frames() -> None:
    stream = io.BytesIO()
    writer = FrameWriter(stream)

    def write(letter: int) -> None:
        for _ in range(50):
            writer.write({"letter": letter}, bytes([letter]) * 3000)

    threads = [threading.Thread(target=write, args=(letter,)) for letter in range(65, 69)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stream.seek(0)
    frames = []
    while (frame := read_frame(stream)) is not None:
        frames.append(frame)
    assert len(frames) == 200
    assert all(body == bytes([head["letter"]]) * 3000 for head, body in frames)
