"""Microphones and speakers, on a sound server of the laptop's own.

The devices are PulseAudio's named pipes with the properties that a kernel driver would give them: muting, volumes,
defaults and absence are real. A Bluetooth headset in its music profile cannot be made without a radio.
"""

from tests.lab.control import Control, all_of, all_works
from tests.lab.node import LabError
from tests.lab.scenario import scenario
from tests.lab.world import Lab

_NEEDS = ("pulseaudio", "pactl")
_CALLS = ("--symptom", "calls")
_RUN = "/run/person"  # what /run/user/1000 is elsewhere: the host's own is visible under that name
_OPTIONS = ("--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes", "--realtime=no")
_TRIES = 100


def _source(name: str, bus: str) -> str:
    kind = f'"device.bus={bus} device.class=sound device.description={name}"'
    return f"load-module module-pipe-source source_name={name} file={_RUN}/{name} source_properties={kind}"


def _sink(name: str, bus: str) -> str:
    kind = f'"device.bus={bus} device.class=sound device.description={name}"'
    return f"load-module module-pipe-sink sink_name={name} file={_RUN}/{name} sink_properties={kind}"


_BUILT_IN = (_source("builtin_microphone", "pci"), _sink("builtin_speaker", "pci"))
_HEADSET = (_source("headset_microphone", "usb"), _sink("headset_phones", "usb"))


def sound(lab: Lab, *lines: str) -> None:
    """Start the person's sound server with these lines, and wait until it answers."""
    lab.laptop.sh(f"mkdir -m 700 {_RUN}")
    lab.laptop.environment |= {"XDG_RUNTIME_DIR": _RUN}
    script = lab.laptop.folder / "sound.pa"
    script.write_text("\n".join(["load-module module-native-protocol-unix", *lines]) + "\n")
    daemon = lab.laptop.spawn("sound", "pulseaudio", "-n", "-F", str(script), *_OPTIONS, env=lab.laptop.env())
    wait = f"for _ in $(seq {_TRIES}); do pactl info >/dev/null 2>&1 && exit 0; sleep 0.02; done; exit 1"
    if lab.laptop.run("sh", "-c", wait, check=False, env=lab.laptop.env()).returncode:
        raise LabError(f"the sound server does not answer: {daemon.text()[-500:]}")


def pactl(*words: str, says: str = "", never: str | None = None) -> Control:
    """What the sound server's own tool says contains `says`, and not `never`."""

    def prove(lab: Lab) -> str | None:
        done = lab.laptop.run("pactl", *words, check=False, env=lab.laptop.env())
        right = done.returncode == 0 and says in done.stdout and (never is None or never not in done.stdout)
        return None if right else f"pactl {' '.join(words)} said {done.stdout[-300:]!r} {done.stderr[-100:]!r}"

    return prove


@scenario(
    "audio.device-microphone_muted",
    "audio.device",
    all_of(all_works, pactl("get-source-mute", "@DEFAULT_SOURCE@", says="yes")),
    reason="muted",
    options=_CALLS,
    needs=_NEEDS,
)
def microphone_muted(lab: Lab) -> None:
    """The microphone that calls use is muted."""
    sound(lab, *_BUILT_IN, "set-default-source builtin_microphone", "set-source-mute builtin_microphone yes")


@scenario(
    "audio.device-turned_down",
    "audio.device",
    all_of(all_works, pactl("get-source-volume", "@DEFAULT_SOURCE@", says=" 0%")),
    reason="muted",
    options=_CALLS,
    needs=_NEEDS,
)
def turned_down(lab: Lab) -> None:
    """Not muted, but turned down to nothing."""
    sound(lab, *_BUILT_IN, "set-default-source builtin_microphone", "set-source-volume builtin_microphone 0")


@scenario(
    "audio.device-no_microphone",
    "audio.device",
    all_of(all_works, pactl("list", "short", "sources", says=".monitor", never="microphone")),
    reason="none_present",
    options=_CALLS,
    needs=_NEEDS,
)
def no_microphone(lab: Lab) -> None:
    """Speakers only: what the system offers as input is its own output."""
    sound(lab, _BUILT_IN[1])


@scenario(
    "audio.device-headset_not_used",
    "audio.device",
    all_of(
        all_works,
        pactl("info", says="Default Source: builtin_microphone"),
        pactl("list", "short", "sources", says="headset_microphone"),
    ),
    reason="not_default",
    options=_CALLS,
    needs=_NEEDS,
)
def headset_not_used(lab: Lab) -> None:
    """A USB headset is plugged in, and calls still use the laptop's own microphone and speaker."""
    sound(lab, *_BUILT_IN, *_HEADSET, "set-default-source builtin_microphone", "set-default-sink builtin_speaker")


@scenario(
    "healthy-microphone_muted_without_calls",
    "healthy",
    all_of(all_works, pactl("get-source-mute", "@DEFAULT_SOURCE@", says="yes")),
    needs=_NEEDS,
)
def muted_without_calls(lab: Lab) -> None:
    """The microphone is muted, as it should be when nobody talks: the person complains of something else."""
    sound(lab, *_BUILT_IN, "set-default-source builtin_microphone", "set-source-mute builtin_microphone yes")


@scenario(
    "healthy-headset_in_use",
    "healthy",
    all_of(all_works, pactl("info", says="Default Source: headset_microphone")),
    options=_CALLS,
    needs=_NEEDS,
)
def headset_in_use(lab: Lab) -> None:
    """Calls are the complaint; the headset is plugged in, chosen and loud, and the line is good."""
    sound(lab, *_BUILT_IN, *_HEADSET, "set-default-source headset_microphone", "set-default-sink headset_phones")
