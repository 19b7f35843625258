"""Microphones and speakers: from recorded answers, and from a sound service of the test's own."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.fact import AudioDevice
from diagnostics.model.observed import Knowledge
from diagnostics.system.linux import audio
from diagnostics.system.linux.facts import LinuxFacts
from tests.unit.diagnostics.system.replay import laptop

LIMIT_S = 15.0


def device(name: str, driver: str = "module-alsa-card.c", mute: bool = False, **properties: str) -> dict[str, Any]:
    named = {key.replace("__", "."): value for key, value in properties.items()}
    return {"name": name, "description": name.title(), "driver": driver, "mute": mute, "volume_percent": 60.0,
            "properties": named}  # fmt: skip


def see(row: dict[str, Any], default: str = "") -> AudioDevice:
    (found,) = audio.normalise_audio({"default_source": default, "default_sink": "", "sources": [row], "sinks": []})
    return found


Expected = tuple[str | None, str | None, bool]  # bluetooth profile, bus, virtual
DEVICES: dict[str, tuple[dict[str, Any], Expected]] = {
    "built in": (device("alsa_input.pci-1", device__bus="pci", device__class="sound"), (None, "pci", False)),
    "a headset on USB": (device("alsa_input.usb-1", device__bus="usb"), (None, "usb", False)),
    "an unknown bus": (device("x", device__bus="isa"), (None, None, False)),
    "music, PipeWire": (
        device("bluez_output.1", device__bus="bluetooth", api__bluez5__profile="a2dp-sink"),
        ("music", "bluetooth", False),
    ),
    "headset, PipeWire": (
        device("bluez_input.1", device__bus="bluetooth", api__bluez5__profile="headset-head-unit"),
        ("headset", "bluetooth", False),
    ),
    "music, PulseAudio": (
        device("bluez_sink.1", device__bus="bluetooth", bluetooth__protocol="a2dp_sink"),
        ("music", "bluetooth", False),
    ),
    "headset, PulseAudio": (
        device("bluez_source.1", device__bus="bluetooth", bluetooth__protocol="handsfree_head_unit"),
        ("headset", "bluetooth", False),
    ),
    "what is played, as a source": (device("alsa_output.pci-1.monitor", device__class="monitor"), (None, None, True)),
    "a copy of what is played": (device("copy", device__master_device="speaker.monitor"), (None, None, True)),
    "noise taken out of a microphone": (device("clean", device__master_device="alsa_input.usb-1"), (None, None, False)),
    "PipeWire has none": (device("auto_null", factory__name="support.null-audio-sink"), (None, None, True)),
    "PulseAudio has none": (device("null", driver="module-null-sink.c"), (None, None, True)),
}


@pytest.mark.parametrize("case", DEVICES)
def test_device(case: str) -> None:
    row, expected = DEVICES[case]
    found = see(row)
    assert (found.bluetooth_profile, found.bus, found.virtual) == expected


def test_the_default_one_and_its_state() -> None:
    found = see(device("mic", mute=True), default="mic")
    assert (found.direction, found.default, found.muted, found.volume_percent) == ("in", True, True, 60.0)


def test_a_recorded_desktop_whose_headset_plays_music_and_whose_microphone_is_muted() -> None:
    found = laptop("wifi_desktop").audio().value
    assert found is not None
    assert [(item.direction, item.default, item.muted, item.virtual, item.bluetooth_profile) for item in found] == [
        ("in", False, False, True, None),
        ("in", True, True, False, None),
        ("out", False, False, False, None),
        ("out", True, False, False, "music"),
    ]


class TestNoService:
    def test_nobody_listens(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("PULSE_SERVER", raising=False)
        monkeypatch.delenv("PULSE_RUNTIME_PATH", raising=False)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        assert LinuxFacts().audio().state is Knowledge.UNSUPPORTED

    def test_a_service_that_has_crashed_left_its_socket_behind(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import socket

        (tmp_path / "pulse").mkdir()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as gone:
            gone.bind(str(tmp_path / "pulse" / "native"))
        monkeypatch.delenv("PULSE_SERVER", raising=False)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        assert LinuxFacts().audio().state is Knowledge.UNSUPPORTED

    def test_a_service_that_is_stuck(self) -> None:
        assert laptop("cable_dhcp", audio=TimeoutError("pactl")).audio().state is Knowledge.TIMEOUT


class Sound:
    """A PulseAudio of its own, with a speaker that goes nowhere; it is asked through its runtime folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_RUNTIME_DIR": str(runtime)}
        self.process = subprocess.Popen(
            [
                "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes",
                "-L", f"module-native-protocol-unix socket={runtime}/pulse/native",
                "-L", "module-null-sink sink_name=speaker",
            ],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + LIMIT_S
        while not self.answers():
            assert time.monotonic() < end, "it never started"
            threading.Event().wait(0.05)

    def answers(self) -> bool:
        done = subprocess.run(
            ["pactl", "info"], env=self.environment, check=False, capture_output=True, timeout=LIMIT_S
        )
        return done.returncode == 0

    def tell(self, *words: str) -> None:
        subprocess.run(["pactl", *words], env=self.environment, check=True, capture_output=True, timeout=LIMIT_S)

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(LIMIT_S)


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sound]:
    made = Sound(tmp_path)
    try:
        monkeypatch.delenv("PULSE_SERVER", raising=False)
        monkeypatch.delenv("PULSE_RUNTIME_PATH", raising=False)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("XDG_RUNTIME_DIR", made.environment["XDG_RUNTIME_DIR"])
        yield made
    finally:
        made.end()


def microphones() -> list[AudioDevice]:
    found = LinuxFacts().audio().value
    assert found is not None
    return [item for item in found if item.direction == "in" and not item.virtual]


@pytest.mark.skipif(not (shutil.which("pulseaudio") and shutil.which("pactl")), reason="needs pulseaudio")
def test_a_real_service_without_a_microphone_with_one_and_with_a_muted_one(sound: Sound, tmp_path: Path) -> None:
    assert microphones() == [], "a copy of what is played is no microphone"
    sound.tell("load-module", "module-pipe-source", "source_name=mic", f"file={tmp_path}/fifo")
    sound.tell("set-default-source", "mic")
    (found,) = microphones()
    assert (found.default, found.muted, found.volume_percent) == (True, False, 100.0)
    sound.tell("set-source-mute", "mic", "1")
    sound.tell("set-source-volume", "mic", "30%")
    (found,) = microphones()
    assert (found.muted, found.volume_percent) == (True, pytest.approx(30.0, abs=0.5))
    sound.tell("set-default-source", "speaker.monitor")
    (found,) = microphones()
    assert found.default is False


@pytest.mark.skipif(not (shutil.which("pulseaudio") and shutil.which("pactl")), reason="needs pulseaudio")
def test_the_service_may_be_named_by_a_variable(sound: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{sound.environment['XDG_RUNTIME_DIR']}/pulse/native")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nonexistent")
    found = LinuxFacts().audio().value
    assert found is not None
    assert [(item.direction, item.virtual) for item in found] == [("in", True), ("out", True)]
