"""The mentors: many in Marseille and Aix, few in the east and the north, and few for those who create a business."""

from .organisations import ASSOCIATION, nearest_branch
from .profiles import meeting_terms, mentor_languages
from .sources import THIS_YEAR, TOPICS, TRACKS, pick, pick_many, stream

ORGANISATIONS = {
    "hub": 32, ASSOCIATION: 26, "restanques": 9, "ponant": 8, "passemurettes": 7, "roquebleue": 5,
    "mistralune": 4, "tuileronde": 3, "sarriette": 3, "azerole": 2, "tamaris": 2,
}
OFFERED_TRACKS = (
    [["employment"]] * 112 + [["young_business"]] * 62 + [["employment", "young_business"]] * 48
    + [["creation"]] * 18 + [["creation", "young_business"]] * 14 + [TRACKS] * 6
)


def draw_mentors(world):
    chance = stream("mentors")
    places = [code for code, count in world.territory.weights("mentors").items() for _ in range(count)]
    offered = list(OFFERED_TRACKS)
    chance.shuffle(places)
    chance.shuffle(offered)
    mentors = [
        draw_mentor(world, f"M{number:03}", place, tracks)
        for number, (place, tracks) in enumerate(zip(places, offered, strict=True), 1)
    ]
    shape_hard_cases(mentors)
    return mentors


def draw_mentor(world, code, place, tracks):
    chance = stream("mentor", code)
    sex = stream("sex", code).choices(["F", "M", ""], [46, 47, 7])[0]
    organisation = pick(chance, ORGANISATIONS)
    trades = world.trades.draw(chance, "mentors", chance.choices([1, 2, 3], [4, 4, 2])[0])
    topics = dict.fromkeys((topic for track in tracks for topic in TOPICS[track]), 1)
    distances_km = [5, 10, 10, 15, 20] if "creation" in tracks else [5, 10, 10, 15, 20, 30, 50]
    # The partners' mentors were there before the hub; they are the ones who led the cohort's tandems.
    veteran = organisation != "hub" and chance.random() < 0.9
    return {
        "code": code,
        **world.identities.person(sex, code),
        "place_code": place,
        "birth_year": THIS_YEAR - round(chance.triangular(36, 74, 56)),
        "sex": sex,
        "organisation": organisation,
        "branch": nearest_branch(world.territory, organisation, place, within_km=12),
        "capacity": chance.choices(range(1, 7), [38, 34, 15, 7, 4, 2])[0],
        "tracks": tracks,
        "trades": trades,
        "sectors": world.trades.sectors(chance, trades, chance.choices([1, 2, 3], [4, 4, 2])[0]),
        "topics": pick_many(chance, topics, chance.randint(2, 5)),
        "languages": mentor_languages(chance),
        **meeting_terms(chance, distances_km, remote_share=0.55),
        "sirens": [world.identities.siren() for _ in range(chance.choices([0, 1, 2], [25, 67, 8])[0])],
        "joined_days_ago": chance.randint(3800, 6000) if veteran else chance.randint(5, 480),
    }


def is_veteran(mentor):
    """Whether the mentor was there in the years of the cohort."""
    return mentor["joined_days_ago"] >= 3800


def shape_hard_cases(mentors):
    """Makes the few mentors that the hardest waiting people turn upon."""
    for place in ("13047", "13078"):
        sunday = next(m for m in mentors if m["place_code"] == place and "creation" not in m["tracks"])
        sunday.update(availabilities=["sat-am", "sun-am"], in_person=True, remote=False, travel_km=10)
        sunday.update(tracks=["employment"], topics=["trade", "network", "confidence"])
    ukrainian = next(m for m in mentors if m["place_code"] == "13056" and m["tracks"] == ["employment"])
    ukrainian["languages"]["uk"] = "C1"
    ukrainian.update(availabilities=["mon-eve", "thu-eve"], remote=True, capacity=2)
    dari = next(m for m in mentors if m["place_code"] == "13208")
    dari["languages"]["prs"] = "A2"
