"""From observations to one root cause. Pure: judging needs no network and no laptop."""
