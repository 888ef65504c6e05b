"""What everything is drawn from: chance, files, places, trades, and identities that are nobody's."""

import csv
import math
import random
import unicodedata
from pathlib import Path

DEMO = Path(__file__).resolve().parent.parent
SEED = "20190101"
THIS_YEAR = 2026

LEVELS = ["A1", "A2", "B1", "B2", "C1", "C2"]
TRACKS = ["employment", "creation", "young_business"]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TOPICS = {
    "employment": ["trade", "career_change", "resume", "interview", "network", "confidence", "digital"],
    "creation": ["business_plan", "legal", "funding", "accounting", "customers", "communication", "network"],
    "young_business": ["accounting", "customers", "communication", "hiring", "funding", "legal", "digital"],
}


def stream(*key):
    """A source of chance of its own for one purpose, so that a change to one leaves the others alone."""
    return random.Random(":".join([SEED, *map(str, key)]))


def read(name):
    with open(DEMO / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name, rows):
    with open(DEMO / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows({column: cell(value) for column, value in row.items()} for row in rows)


def cell(value):
    """One cell: lists separated by bars, languages as `fr:C2`, yes and no as 1 and 0."""
    if isinstance(value, dict):
        return "|".join(f"{language}:{level}" for language, level in value.items())
    if isinstance(value, (list, tuple)):
        return "|".join(map(str, value))
    return int(value) if isinstance(value, bool) else value


def pick(chance, weights):
    """One key of a table of weights."""
    return chance.choices(list(weights), list(weights.values()))[0]


def pick_many(chance, weights, count):
    """Distinct keys of a table of weights, in the order of the table."""
    left, chosen = {key: weight for key, weight in weights.items() if weight}, set()
    while left and len(chosen) < count:
        key = pick(chance, left)
        chosen.add(key)
        del left[key]
    return [key for key in weights if key in chosen]


def luhn(digits):
    """Whether the check digit of a number is right."""
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


class Territory:
    """The places people live in, and how far apart they are."""

    def __init__(self):
        self.rows = {row["code"]: row for row in read("sources/places.csv")}

    def weights(self, side):
        return {code: int(row[side]) for code, row in self.rows.items()}

    def qpv_share(self, code):
        return int(self.rows[code]["qpv_percent"]) / 100

    def distance_km(self, here, there):
        lon1, lat1, lon2, lat2 = (
            math.radians(float(self.rows[code][axis])) for code in (here, there) for axis in ("lon", "lat")
        )
        half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
        return 2 * 6371.0088 * math.asin(math.sqrt(half))


class Trades:
    """The trades people do or look for, with the sectors each is found in."""

    def __init__(self):
        self.rows = {row["code"]: row for row in read("sources/trades.csv")}

    def draw(self, chance, side, count):
        """A main trade and its neighbours of the same family, then sectors of these trades."""
        main = pick(chance, {code: int(row[side]) for code, row in self.rows.items()})
        family = self.rows[main]["family"]
        near = {c: int(r[side]) for c, r in self.rows.items() if r["family"] == family and c != main}
        return [main, *pick_many(chance, near, count - 1)]

    def sectors(self, chance, trades, count):
        found = {sector: 6 - rank for code in trades for rank, sector in enumerate(self.of(code))}
        chosen = pick_many(chance, found, count)
        return [s for s in chosen if not any(s != t and s.startswith(t) for t in chosen)]

    def of(self, code):
        return self.rows[code]["sectors"].split("|")


class Identities:
    """Invented names, addresses and numbers; none is given twice."""

    def __init__(self):
        names = read("sources/names.csv")
        self.first = [name for name in names if name["part"] == "first"]
        self.last = [name for name in names if name["part"] == "last"]
        self.taken = set()
        self.phones = stream("phones").sample(range(10_000), 10_000)
        self.sirens = stream("sirens").sample(range(10_000), 10_000)

    def person(self, sex, *key):
        chance = stream("name", *key)
        while True:
            last = chance.choices(self.last, [2 if n["origin"] == "french" else 1 for n in self.last])[0]
            origin = last["origin"] if chance.random() < 0.65 else "french"
            first = chance.choice([n for n in self.first if n["origin"] == origin and sex in ("", n["sex"])])
            email = f"{ascii_word(first['name'])}.{ascii_word(last['name'])}@exemple.test"
            if email not in self.taken:
                self.taken.add(email)
                return {"first_name": first["name"], "last_name": last["name"], "email": email, "phone": self.phone()}

    def phone(self):
        """A number of the range 06 39 98, which the French regulator keeps for works of fiction."""
        number = f"{self.phones.pop():04}"
        return f"06 39 98 {number[:2]} {number[2:]}"

    def siren(self):
        """A number with a right check digit; all begin with 0000, unlike those of businesses that exist."""
        stem = f"0000{self.sirens.pop():04}"
        return next(stem + digit for digit in "0123456789" if luhn(stem + digit))


def ascii_word(name):
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain if letter.isalnum() or letter == "-")
