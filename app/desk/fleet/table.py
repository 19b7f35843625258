# ruff: noqa: S608  # what is put into statements are names of columns and constants of ours; values are parameters
"""The clean rows in DuckDB, and what is counted there. The schema is fixed; nothing is inferred.

The database lives in memory, spills into a folder that goes away with it, reads that one file and then nothing else.
A person is one pseudonym and counts once per hour and cause, whatever she repeats.
"""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.desk.fleet import hide
from app.desk.fleet.burst import LEAST_PEOPLE, WINDOWS, Series
from app.desk.fleet.error import FleetError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMNS = {
    "kind": "VARCHAR",  # v verdict, o outcome, r readiness
    "hour": "INTEGER",  # since 1970
    "who": "UBIGINT",
    "cause": "VARCHAR",
    "isp": "VARCHAR",  # empty: not known
    "place": "VARCHAR",  # the VPN; in the answer to a drill the office
    "guide": "VARCHAR",  # the drill there
    "step": "VARCHAR",
    "yes": "TINYINT",
}

NULL = "\x1e"  # written by nobody: a VPN may be named as a database writes nothing
MEMORY = "1GB"
THREADS = 2
MOST_NAMES = 40  # providers that keep a name of their own; the others are counted together
MOST_SERIES = 3_000  # causes in groups that are looked at for bursts, the largest: two weeks of them take 3 s
MOST_LISTED = 400  # steps, offices
OTHER = "\x1f"
"""The providers, or offices, whose own groups are too small, together. No name has a control character."""


@dataclass(frozen=True)
class Cell:
    """How many people; `path` says of what: (cause,), (cause, provider), (cause, provider, hour)."""

    path: tuple[Any, ...]
    people: int


class Table:
    """Counts. Use as a context; all methods raise FleetError when the database fails, as with a full disk."""

    def __init__(self, rows: Path) -> None:
        """Load the file that `gather` wrote; `rows.parent` takes what does not fit into memory."""
        try:
            import duckdb  # noqa: PLC0415  # IT's extra; nothing else needs it
        except ImportError as error:
            raise FleetError("no_duckdb") from error
        self._con: DuckDBPyConnection = duckdb.connect(
            config={
                "memory_limit": MEMORY,
                "threads": THREADS,
                "temp_directory": str(rows.parent / "spill"),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "false",
            }
        )
        names = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
        self._run(
            f"create table rows as select * from read_csv($1, delim='\t', quote='', escape='', header=false, "
            f"auto_detect=false, nullstr='{NULL}', columns={{{names}}})",
            [str(rows)],
        )
        self._run("set enable_external_access = false")
        self._run(
            "create table seen as select cause, hour, who, min(isp) isp, min(place) vpn from rows "
            "where kind = 'v' group by all"
        )
        self._fold_names()
        self._run("create table told as select * from seen where cause <> 'healthy'")
        self._fold("told", "cause", "isp")
        self._drop_few("told", ("cause",), "isp")
        self._drop_few("told", ("cause", "isp"), "hour")

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    # ------------------------------------------------------------------------------------------- what is shown

    def people(self) -> int:
        """Who had any of the causes that are told."""
        shown = [cell.path[0] for cell in self.causes()]
        return int(self._one("select count(distinct who) from told where cause in (select unnest($1))", [shown]))

    def causes(self) -> list[Cell]:
        """(cause,)"""
        return self._cells("told", "cause")

    def providers(self) -> list[Cell]:
        """(cause, provider): the providers of a cause whose group is too small are one, OTHER."""
        return self._cells("told", "cause", "isp")

    def hours(self) -> list[Cell]:
        """(cause, provider, hour)"""
        return self._cells("told", "cause", "isp", "hour")

    def steps(self) -> list[tuple[str, str, int, int]]:
        """Guide, step, people who tried it, of ten whom it helped; one person's last word on a step counts."""
        self._run(
            "create or replace temp table answer as select guide, step, who, min(hour) since, arg_max(yes, hour) yes "
            "from rows where kind = 'o' group by all"
        )
        return self._rates("guide", "step", "n desc, guide, step")

    def drills(self) -> list[tuple[str, str, int, int]]:
        """Drill, office, people who answered, of ten who are ready; one person's last answer counts."""
        self._run(
            "create or replace temp table answer as select guide drill, arg_max(place, hour) office, who, "
            "min(hour) since, arg_max(yes, hour) yes from rows where kind = 'r' group by guide, who"
        )
        self._fold("answer", "drill", "office", hide.LEAST_RATED)
        return self._rates("drill", "office", "drill, office")

    def _rates(self, group: str, part: str, order: str) -> list[tuple[str, str, int, int]]:
        """Of whole fives of people, in the order in which they came: see `hide.of_ten`."""
        found = self._all(
            f"select {group}, {part}, max(n) n, sum(yes), count(*), hash(list(who order by who))::varchar "
            f"from (select *, count(*) over w n, row_number() over (partition by {group}, {part} order by since, who) "
            f"place from answer window w as (partition by {group}, {part})) "
            f"where place <= n - n % {hide.LEAST} and n >= $1 group by {group}, {part} order by {order} limit $2",
            [hide.LEAST_RATED, MOST_LISTED],
        )
        return [(one, two, n, hide.of_ten(int(yes), of, batch)) for one, two, n, yes, of, batch in found]

    def now(self, first_hour: int) -> list[tuple[str, str, str, int]]:
        """Cause, "all", "isp" or "vpn", its name, people since that hour: for laptops."""
        self._run("create or replace temp table late as select * from told where hour >= $1", [first_hour])
        for scope in ("isp", "vpn", "isp"):  # again: what the second took away may have made one of the first small
            self._drop_few("late", ("cause",), scope)
        found = [(cell.path[0], "all", "", cell.people) for cell in self._cells("late", "cause")]
        for scope in ("isp", "vpn"):
            found += [(cell.path[0], scope, cell.path[1], cell.people) for cell in self._cells("late", "cause", scope)]
        return [one for one in found if one[1] == "all" or one[2] not in ("", OTHER)]

    # ----------------------------------------------------------------------------------------- for the detector

    def volume(self) -> tuple[dict[int, int], dict[tuple[str, int], int]]:
        """Reports by hour, and by cause and hour."""
        by_cause = {
            (cause, hour): n for cause, hour, n in self._all("select cause, hour, count(*) from seen group by all")
        }
        by_hour: dict[int, int] = defaultdict(int)
        for (_, hour), n in by_cause.items():
            by_hour[hour] += n
        return dict(by_hour), by_cause

    def shares(self) -> dict[str, float]:
        """The part of all reports that come from each provider, by name."""
        whole = max(1, self._one("select count(*) from seen"))
        return {isp: n / whole for isp, n in self._all("select isp, count(*) from seen group by all")}

    def series(self) -> list[Series]:
        """Each cause for everybody, at each provider and on each VPN, where it can have a burst at all."""
        self._run(
            "create or replace temp table fresh as select *, coalesce(hour - lag(hour) over "
            f"(partition by cause, who order by hour) >= {max(WINDOWS)}, true) is_fresh from seen "
            "where cause <> 'healthy'"
        )
        self._run(
            "create or replace temp table cell as "
            "select cause, 'all' scope, '' name, hour, count(*) n, count(*) filter (is_fresh) f from fresh "
            "group by all "
            "union all select cause, 'isp', isp, hour, count(*), count(*) filter (is_fresh) from fresh "
            f"where isp <> '{OTHER}' group by all "
            "union all select cause, 'vpn', vpn, hour, count(*), count(*) filter (is_fresh) from fresh "
            "where vpn <> '' group by all"
        )
        found = self._all(
            "select cause, scope, name, list(hour), list(n), list(f) from cell group by all having sum(n) >= $1 "
            "order by sum(n) desc, cause, scope, name limit $2",
            [LEAST_PEOPLE, MOST_SERIES],
        )
        return [
            Series(cause, scope, name, dict(zip(hours, ns, strict=True)), dict(zip(hours, fs, strict=True)))
            for cause, scope, name, hours, ns, fs in found
        ]

    def within(self, cause: str, scope: str, name: str, first_hour: int, last_hour: int) -> int:
        """Different people of one burst."""
        only = {"all": "$2 = ''", "isp": "isp = $2", "vpn": "vpn = $2"}[scope]
        return int(
            self._one(
                f"select count(distinct who) from told where cause = $1 and {only} and hour between $3 and $4",
                [cause, name, first_hour, last_hour],
            )
        )

    # ------------------------------------------------------------------------------------------------- the tools

    def _fold_names(self) -> None:
        """Providers with too few people altogether become OTHER, and so do those beyond MOST_NAMES."""
        self._run(
            "create temp table name as select isp from (select distinct isp, who from seen) "
            "where isp <> '' group by 1 having count(*) >= $1 order by count(*) desc, 1 limit $2",
            [hide.LEAST, MOST_NAMES],
        )
        self._run(f"update seen set isp = '{OTHER}' where isp <> '' and isp not in (select * from name)")

    def _fold(self, table: str, key: str, child: str, least: int = hide.LEAST) -> None:
        """Within each `key`, children with too few people become OTHER."""
        self._sizes(table, (key,), child)
        self._run(
            f"update {table} set {child} = '{OTHER}' from size s "
            f"where {table}.{key} = s.{key} and {table}.{child} = s.{child} and s.n < {least}"
        )

    def _drop_few(self, table: str, keys: tuple[str, ...], child: str) -> None:
        """Forget the people of each `keys` who are in no cell that can be told, where they are fewer than LEAST."""
        key, same = ", ".join(keys), " and ".join(f"t.{name} = s.{name}" for name in (*keys, child))
        self._sizes(table, keys, child)
        self._run(
            f"create or replace temp table few as select {key}, who from (select {', '.join(f't.{n}' for n in keys)}, "
            f"who from {table} t join size s on {same} group by all having max(n) < {hide.LEAST}) "
            f"qualify count(*) over (partition by {key}) < {hide.LEAST}"
        )
        self._run(f"delete from {table} where ({key}, who) in (select ({key}, who) from few)")

    def _sizes(self, table: str, keys: tuple[str, ...], child: str) -> None:
        self._run(
            f"create or replace temp table size as select {', '.join(keys)}, {child}, count(distinct who) n "
            f"from {table} group by all"
        )

    def _cells(self, table: str, *keys: str) -> list[Cell]:
        """The cells that can be told, largest first. `table` has a column who."""
        key = ", ".join(keys)
        cells = self._all(
            f"select {key}, count(distinct who) n from {table} group by all having n >= $1 order by n desc, {key}",
            [hide.LEAST],
        )
        return [Cell(tuple(path), n) for *path, n in cells]

    def _one(self, statement: str, values: list[Any] | None = None) -> Any:
        return self._all(statement, values)[0][0]

    def _all(self, statement: str, values: list[Any] | None = None) -> list[Any]:
        import duckdb  # noqa: PLC0415

        try:
            return self._con.execute(statement, values).fetchall()
        except duckdb.Error as error:
            raise FleetError("no_count", reason=str(error).partition("\n")[0][:200]) from error

    def _run(self, statement: str, values: list[Any] | None = None) -> None:
        self._all(statement, values)
