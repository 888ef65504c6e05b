"""The cohort of 2019: names for its people, mentors for its tandems, dates for its meetings.

The columns of data/demo/cohort are left as they are; each file made here adds columns to one of them by its id.
"""

from collections import defaultdict
from datetime import date, timedelta
from math import exp

from .mentors import is_veteran
from .organisations import ASSOCIATION
from .profiles import mentee_languages
from .sources import TOPICS, pick, pick_many, read, stream

BIRTH_YEARS = {"18-25": (1994, 2001), "26-35": (1984, 1993), "36-50": (1969, 1983), "51+": (1955, 1968)}
# Meetings in person were forbidden between these days.
LOCKDOWNS = [(date(2020, 3, 17), date(2020, 5, 10)), (date(2020, 10, 30), date(2020, 12, 14))]
CLOSURE_REASONS = {"no_longer_needed": 25, "mutual": 24, "unavailable": 17, "moved": 8, "no_news": 26}


class Cohort:
    """The four files as they came, indexed by person."""

    def __init__(self):
        self.people = read("cohort/personnes.csv")
        self.tandems = read("cohort/mentorat.csv")
        self.businesses = read("cohort/entreprises.csv")
        self.by_id = {person["id"]: person for person in self.people}
        self.arrivals = {row["id"]: row for row in read("cohort/suivi.csv") if row["date_effet"]}
        self.registered_on = defaultdict(list)
        for business in self.businesses:
            self.registered_on[business["id_personne"]].append(business["date_creation"])

    def created_after_welcome(self, person):
        arrival = self.arrivals.get(person["id"], {"statut": ""})
        later = (day >= person["date_accueil"] for day in self.registered_on[person["id"]])
        return arrival["statut"] == "creation" or any(later)


def draw_people(world, cohort):
    return [draw_person(world, cohort, person) for person in cohort.people]


def draw_person(world, cohort, person):
    chance = stream("cohort", person["id"])
    # The cohort does not say who came with a project: most of those who then created, and some who did not.
    with_project = chance.random() < (0.7 if cohort.created_after_welcome(person) else 0.2)
    track = "creation" if with_project else "employment"
    return {
        "id": person["id"],
        **world.identities.person("F" if person["sexe"] == "F" else "M", person["id"]),
        "birth_year": chance.randint(*BIRTH_YEARS[person["tranche_age"]]),
        "track": track,
        "topics": pick_many(chance, dict.fromkeys(TOPICS[track], 1), chance.randint(1, 3)),
        "languages": mentee_languages(chance),
    }


def draw_tandems(world, cohort, mentors, people):
    """A mentor for every tandem of the cohort, in the order they began, and their meetings."""
    people = {person["id"]: person for person in people}
    episodes = sorted(
        [person_episode(cohort, people, row) for row in cohort.tandems]
        + [business_episode(cohort, people, row) for row in cohort.businesses if row["mentore"] == "1"],
        key=lambda episode: (episode["started_on"], episode["id"]),
    )
    veterans, led = [mentor for mentor in mentors if is_veteran(mentor)], defaultdict(list)
    for episode in episodes:
        appeal = {
            mentor["code"]: weight(world, mentor, episode)
            for mentor in veterans
            if overlapping(led[mentor["code"]], episode) < mentor["capacity"]
        }
        episode["mentor"] = pick(stream("cohort mentor", episode["id"]), appeal)
        led[episode["mentor"]].append(episode)
    return sorted(episodes, key=lambda episode: episode["id"])


def person_episode(cohort, people, row):
    """A tandem of mentorat.csv: its first meeting is on its first day."""
    person, profile = cohort.by_id[row["id"]], people[row["id"]]
    started_on, ended_on = date.fromisoformat(row["date_debut"]), date.fromisoformat(row["date_fin"])
    chance = stream("cohort tandem", row["id"])
    held_on = spread(chance, started_on, ended_on, int(row["seances"]))
    arrival = cohort.arrivals.get(row["id"], {"date_effet": ""})["date_effet"]
    reached = started_on.isoformat() <= arrival <= (ended_on + timedelta(30)).isoformat()
    return {
        "id": row["id"], "kind": "person", "started_on": started_on, "ended_on": ended_on,
        "track": profile["track"], "trade": person["rome_vise"], "place": person["arrondissement"],
        "closure_reason": closure_reason(chance, reached),
        "meetings": [meeting(chance, day, profile["topics"]) for day in held_on],
    }


def business_episode(cohort, people, row):
    """The tandem of a mentored business, of which the cohort gives the first day only."""
    person = cohort.by_id[row["id_personne"]]
    chance = stream("cohort business", row["id"])
    started_on = date.fromisoformat(row["date_debut_mentorat"])
    last_known = date.fromisoformat(row["date_cessation"] or row["date_derniere_nouvelle"])
    ended_on = min(started_on + timedelta(chance.randint(150, 480)), last_known)
    count = max(1, round((ended_on - started_on).days / chance.randint(28, 50)))
    topics = pick_many(chance, dict.fromkeys(TOPICS["young_business"], 1), 3)
    closed = bool(row["date_cessation"]) and ended_on == last_known
    reason = "no_longer_needed" if closed else closure_reason(chance, chance.random() < 0.5)
    return {
        "id": row["id"], "kind": "business", "started_on": started_on, "ended_on": ended_on,
        "track": "young_business", "trade": "", "place": person["arrondissement"], "closure_reason": reason,
        "meetings": [meeting(chance, day, topics) for day in spread(chance, started_on, ended_on, count)],
    }


def weight(world, mentor, episode):
    """How likely the mentor is: of the association, of the trade, of the track, and near."""
    own = 3 if mentor["organisation"] == ASSOCIATION else 1
    trade = 6 if episode["trade"] in mentor["trades"] else 1
    track = 6 if episode["track"] in mentor["tracks"] else 1
    return own * trade * track * exp(-world.territory.distance_km(mentor["place_code"], episode["place"]) / 12)


def overlapping(led, episode):
    return sum(e["started_on"] <= episode["ended_on"] and episode["started_on"] <= e["ended_on"] for e in led)


def closure_reason(chance, reached):
    if reached and chance.random() < 0.75:
        return "goal_reached"
    return pick(chance, CLOSURE_REASONS)


def spread(chance, started_on, ended_on, count):
    """Days of as many meetings: the first on the first day, the others about evenly spread and never on a Sunday."""
    gap = (ended_on - started_on).days / count
    days = [started_on]
    for rank in range(1, count):
        day = started_on + timedelta(round(gap * (rank + chance.uniform(0, 0.7))))
        days.append(day - timedelta(1) if day.weekday() == 6 else day)
    return days


def meeting(chance, day, topics):
    forbidden = any(first <= day <= last for first, last in LOCKDOWNS)
    return {
        "held_on": day.isoformat(),
        "minutes": chance.choice([30, 45, 45, 60, 60, 60, 75, 90, 120]),
        "mode": "remote" if forbidden or chance.random() < 0.15 else "in_person",
        "topic": chance.choice(topics),
    }


def tandem_rows(episodes):
    return [
        {"id_personne": e["id"], "mentor": e["mentor"], "closure_reason": e["closure_reason"]}
        for e in episodes if e["kind"] == "person"
    ]


def meeting_rows(episodes, kind, column):
    return [{column: e["id"], **held} for e in episodes if e["kind"] == kind for held in e["meetings"]]


def business_rows(world, cohort, episodes):
    led = {e["id"]: e for e in episodes if e["kind"] == "business"}
    codes = sorted(business["id"] for business in cohort.businesses)
    return [business_row(world, code, led.get(code)) for code in codes]


def business_row(world, business, episode):
    ended_on = episode["ended_on"].isoformat() if episode else ""
    return {
        "id": business,
        "siren": world.identities.siren(),
        "mentor": episode["mentor"] if episode else "",
        "mentoring_ended_on": ended_on,
        "closure_reason": episode["closure_reason"] if episode else "",
    }
