"""The people of today: those who wait for a mentor, and those in a tandem."""

from collections import Counter

from .organisations import ASSOCIATION, nearest_branch
from .profiles import meeting_terms, mentee_languages
from .sources import LEVELS, THIS_YEAR, TOPICS, TRACKS, pick, pick_many, stream

WAITING = {"employment": 47, "creation": 50, "young_business": 23}
IN_TANDEM = {"employment": 24, "creation": 32, "young_business": 14}
SENDERS = {
    "employment": {ASSOCIATION: 40, "salins": 35, "sarriette": 10, "tamaris": 5, "hub": 10},
    "creation": {ASSOCIATION: 35, "mistralune": 15, "restanques": 15, "tuileronde": 12, "roquebleue": 15, "hub": 8},
    "young_business": {"restanques": 30, "azerole": 15, "roquebleue": 20, ASSOCIATION: 15, "hub": 20},
}


def draw_mentees(world, mentors):
    states = [
        (track, in_tandem)
        for in_tandem, counts in ((False, WAITING), (True, IN_TANDEM))
        for track in TRACKS
        for _ in range(counts[track])
    ]
    stream("mentees").shuffle(states)
    mentees = []
    for number, (track, in_tandem) in enumerate(states, 1):
        code = f"E{number:03}"
        mentee = draw_in_tandem(world, mentors, mentees, code, track) if in_tandem else draw_mentee(world, code, track)
        sirens = [world.identities.siren()] if track == "young_business" else []
        name = world.identities.person(mentee["sex"], code)
        mentees.append({"code": code, **name, **mentee, "sirens": mentee["sirens"] or sirens})
    plant_hard_cases(world, mentors, mentees)
    return mentees


def draw_mentee(world, code, track, attempt=0):
    chance = stream("mentee", code, attempt)
    place = pick(chance, world.territory.weights("mentees"))
    organisation = pick(chance, SENDERS[track])
    trades = world.trades.draw(chance, "mentees", chance.choices([1, 2], [7, 3])[0])
    sectors = 0 if track == "employment" and chance.random() < 0.5 else 1 + (chance.random() < 0.25)
    youngest = 18 if track == "employment" else 22
    return {
        "place_code": place,
        "birth_year": THIS_YEAR - round(chance.triangular(youngest, 63, 33)),
        "sex": stream("sex", code).choices(["F", "M", ""], [54, 40, 6])[0],
        "in_qpv": "" if chance.random() < 0.1 else chance.random() < world.territory.qpv_share(place),
        "organisation": organisation,
        "branch": nearest_branch(world.territory, organisation, place),
        "track": track,
        "welcomed_days_ago": 2 + round(198 * chance.betavariate(1, 4.5)),
        "trades": trades,
        "sectors": world.trades.sectors(chance, trades, sectors),
        "topics": pick_many(chance, dict.fromkeys(TOPICS[track], 1), chance.randint(1, 3)),
        "languages": mentee_languages(chance),
        **meeting_terms(chance, [2, 5, 5, 10, 10, 15, 20, 30], remote_share=0.6),
        "sirens": [],
        "mentor": "",
        "tandem_days_ago": "",
        "meetings": [],
        "next_meeting_in_days": "",
    }


def fits(world, mentor, mentee):
    """Whether the two may form a tandem and can meet."""
    return (
        mentee["track"] in mentor["tracks"]
        and any(speak_well(mentor, code) and speak_well(mentee, code) for code in mentee["languages"])
        and bool(set(mentor["availabilities"]) & set(mentee["availabilities"]))
        and (can_travel(world, mentor, mentee) or mentor["remote"] and mentee["remote"])
        and not set(mentor["sirens"]) & set(mentee["sirens"])
    )


def speak_well(person, code):
    return code in person["languages"] and LEVELS.index(person["languages"][code]) >= LEVELS.index("B1")


def can_travel(world, mentor, mentee):
    distance_km = world.territory.distance_km(mentor["place_code"], mentee["place_code"])
    return mentor["in_person"] and mentee["in_person"] and distance_km <= max(mentor["travel_km"], mentee["travel_km"])


def places_left(mentors, mentees):
    """Free places of each mentor, none left out."""
    taken = Counter(mentee["mentor"] for mentee in mentees)
    return {mentor["code"]: mentor["capacity"] - taken[mentor["code"]] for mentor in mentors}


def draw_in_tandem(world, mentors, others, code, track):
    free = places_left(mentors, others)
    for attempt in range(1000):
        mentee = draw_mentee(world, code, track, attempt)
        appeal = {m["code"]: weight(m, mentee) for m in mentors if free[m["code"]] > 0 and fits(world, m, mentee)}
        if appeal:
            chance = stream("tandem", code)
            chosen = pick(chance, appeal)
            mentor = next(m for m in mentors if m["code"] == chosen)
            return mentee | tandem_life(world, chance, mentor, mentee)
    raise AssertionError(f"nobody can mentor {code}")


def weight(mentor, mentee):
    """How likely the tandem is: a common trade counts most, and one mentor in ten is asked for by everyone."""
    same_trade = bool(set(mentor["trades"]) & set(mentee["trades"]))
    same_house = mentor["organisation"] == mentee["organisation"]
    famous = stream("fame", mentor["code"]).random() < 0.1
    return 1 + 6 * same_trade + 2 * same_house + 5 * famous


def tandem_life(world, chance, mentor, mentee):
    """The days of a tandem: some have just begun, a few have not met for long."""
    age, quiet = 3 + round(300 * chance.betavariate(1, 2)), chance.random() < 0.12
    modes = ["remote"] if mentor["remote"] and mentee["remote"] else []
    if can_travel(world, mentor, mentee):
        modes.append("in_person")
    meetings, days_ago = [], age - chance.randint(3, 21)
    while days_ago > (70 if quiet else 0):
        minutes = chance.choice([30, 45, 45, 60, 60, 60, 75, 90, 120])
        meetings.append(f"{days_ago}:{minutes}:{chance.choice(modes)}:{chance.choice(mentee['topics'])}")
        days_ago -= chance.randint(9, 42)
    planned = meetings and not quiet and chance.random() < 0.8
    return {
        "welcomed_days_ago": age + chance.randint(10, 90),
        "mentor": mentor["code"],
        "tandem_days_ago": age,
        "meetings": meetings,
        "next_meeting_in_days": chance.randint(1, 30) if planned else "",
    }


def plant_hard_cases(world, mentors, mentees):
    """Six people waiting for whom a mentor is hard to find; `checks` says why for each."""
    waiting = {track: [m for m in mentees if m["track"] == track and not m["mentor"]] for track in TRACKS}
    dari, sunday, ukrainian = waiting["employment"][:3]
    village = waiting["creation"][0]
    dari["languages"] = {"fr": "A1", "prs": "C2"}
    move(world, sunday, "13005")
    sunday.update(availabilities=["sun-am"], in_person=True, remote=False, travel_km=10)
    ukrainian.update(languages={"fr": "A2", "uk": "C2"}, availabilities=["tue-eve", "thu-eve"], remote=True)
    move(world, village, "13099")
    village.update(in_person=True, remote=False, travel_km=5)
    owners = [m for m in mentors if "young_business" in m["tracks"] and m["sirens"] and m["capacity"] > 1]
    for mentee, owner in zip(waiting["young_business"], owners[:2]):
        move(world, mentee, owner["place_code"])
        alike = ("trades", "sectors", "availabilities", "in_person", "remote", "travel_km")
        mentee.update({column: owner[column] for column in alike}, sirens=owner["sirens"][:1])


def move(world, mentee, place):
    branch = nearest_branch(world.territory, mentee["organisation"], place)
    mentee.update(place_code=place, branch=branch, in_qpv="")
