"""One made-up person: names, addresses and secrets from a seed."""

import base64
import random
import string
from dataclasses import dataclass

HEX, ALNUM = "0123456789abcdef", string.ascii_letters + string.digits
FIRST = [
    "Inès",
    "Zoé",
    "François",
    "Maëlle",
    "Björn",
    "Marie",
    "Paul",
    "Sophie",
    "Thomas",
    "Camille",
    "Julien",
    "Fatima",
    "Karim",
    "Nadia",
    "Chloé",
    "Antoine",
    "Aurélie",
    "Emily",
    "Oliver",
    "Charlotte",
    "William",
    "Hannah",
    "Matthew",
    "Sarah",
    "Daniel",
    "Giulia",
    "Javier",
    "Anke",
    "Pedro",
    "Lucas",
    "Emma",
    "Hugo",
    "Léa",
    "Manon",
]
LAST = [
    "Garnier",
    "O'Brien",
    "Dupont",
    "Lefèvre",
    "N'Guyen",
    "Smithson",
    "Kowalski",
    "Marchetti",
    "Fernandes",
    "Benali",
    "Durand-Petit",
    "Whitfield",
]
WORDS = [
    "Soleil",
    "Winter",
    "Bretagne",
    "Dragon",
    "Monkey",
    "Chocolat",
    "Azerty",
    "Hunter",
    "Cheval",
    "Ocean",
    "Panda",
    "Tulipe",
]


@dataclass
class Life:
    """What one person has, from a seed; two of the names are known to the program as this computer's."""

    rng: random.Random

    def __post_init__(self) -> None:
        self.known_user = self.user()
        self.known_host = f"LT-{self.upper(3)}-{self.digits(5)}"
        self.known_first = self.first() + self.low(3)
        self.known_last = self.last() + self.low(3)

    def low(self, count: int) -> str:
        return "".join(
            self.rng.choice("bcdfglmnprstvz") if n % 2 == 0 else self.rng.choice("aeiou") for n in range(count)
        )

    def upper(self, count: int) -> str:
        return "".join(self.rng.choice("BCDFGHJKLMNPRSTVWX") for _ in range(count))

    def digits(self, count: int) -> str:
        return str(self.rng.randrange(1, 10)) + "".join(self.rng.choice(string.digits) for _ in range(count - 1))

    def hex(self, count: int) -> str:
        return "".join(self.rng.choice(HEX) for _ in range(count))

    def token(self, count: int) -> str:
        return "".join(self.rng.choice(ALNUM) for _ in range(count))

    def b64(self, count: int) -> str:
        return base64.b64encode(self.rng.randbytes(count)).decode()

    def first(self) -> str:
        return self.rng.choice(FIRST)

    def last(self) -> str:
        return self.rng.choice(LAST)

    def user(self) -> str:
        return self.low(1) + self.low(self.rng.randrange(5, 9)) + self.rng.choice(["", self.digits(2)])

    def password(self) -> str:
        return (
            self.rng.choice(WORDS)
            + self.rng.choice("!@#$%*-_?") * self.rng.randrange(2)
            + self.digits(self.rng.randrange(2, 5))
        )

    def public(self) -> str:
        return f"{self.rng.randrange(78, 96)}.{self.byte()}.{self.byte()}.{self.byte()}"

    def private(self) -> str:
        return f"192.168.{self.byte()}.{self.byte()}"

    def byte(self) -> int:
        return self.rng.randrange(11, 250)

    def mac(self, joint: str = ":") -> str:
        return joint.join(["a4", *(self.rng.choice("13579bdf") + self.rng.choice(HEX) for _ in range(5))])

    def six(self) -> str:
        return ":".join(
            ["2a01", "cb" + self.hex(2), *(self.rng.choice("123456789abcdef") + self.hex(3) for _ in range(6))]
        )

    def ssid(self) -> str:
        return self.rng.choice(
            [
                f"Livebox-{self.upper(4)}",
                f"Freebox-{self.hex(6).upper()}",
                f"Chez {self.first()} {self.low(4)}",
                f"Bbox-{self.digits(6)}",
                f"la grotte de {self.low(5)}",
            ]
        )

    def choose(self, *lines: str) -> str:
        return self.rng.choice(lines)
