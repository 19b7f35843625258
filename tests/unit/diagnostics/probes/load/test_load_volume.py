"""What is announced, what may be moved, and how it is cut into requests."""

import pytest

from diagnostics.model.site import LoadTargets
from diagnostics.probes.load import announced_megabytes
from diagnostics.probes.load.volume import SMALLEST_REQUEST, allowance, request_size

OWN = LoadTargets(down="http://192.0.2.1/down?bytes={bytes}", up="http://192.0.2.1/up")


@pytest.mark.parametrize(
    ("targets", "metered", "megabytes"),
    [(OWN, False, 600), (None, False, 400), (OWN, True, 40), (None, True, 40)],
    ids=["own endpoint", "public servers", "own endpoint on a phone", "public servers on a phone"],
)
def test_the_volume_is_announced(targets: LoadTargets | None, metered: bool, megabytes: int) -> None:
    assert announced_megabytes(targets, metered) == megabytes


@pytest.mark.parametrize("targets", [OWN, None], ids=["own", "public"])
@pytest.mark.parametrize("metered", [True, False])
def test_user_data_and_its_headers_stay_within_the_announcement(targets: LoadTargets | None, metered: bool) -> None:
    allowed = allowance(targets, metered)
    with_headers = (allowed.down + allowed.up) * 1.07  # 1500-byte packets, acknowledgements of the other way
    assert with_headers <= announced_megabytes(targets, metered) * 1_000_000
    assert allowed.down == allowed.up > 10_000_000


def test_the_first_request_is_small_and_later_ones_last_to_the_end_of_the_phase() -> None:
    left = 270_000_000
    assert request_size(left=left, streams=6, bytes_per_s=0.0, seconds_left=8.0) == SMALLEST_REQUEST
    assert request_size(left=left, streams=6, bytes_per_s=400_000.0, seconds_left=7.0) == 4_200_000


def test_one_connection_never_takes_what_the_others_need() -> None:
    assert request_size(left=12_000_000, streams=6, bytes_per_s=1e9, seconds_left=7.0) == 1_000_000


def test_requests_of_all_connections_end_before_the_allowance_is_passed() -> None:
    left, count = 18_000_000, 0
    while (size := request_size(left=left, streams=6, bytes_per_s=1e8, seconds_left=5.0)) is not None:
        left -= size
        count += 1
        assert size >= SMALLEST_REQUEST
    assert 0 <= left < SMALLEST_REQUEST
    assert count < 80
