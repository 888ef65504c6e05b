"""What must hold of the files before they are written; each check names what breaks it."""

from collections import Counter
from csv import DictReader

from .mentees import WAITING, can_travel, fits, places_left, speak_well
from .organisations import BRANCHES, HUB, PARTNERS
from .sources import TOPICS, luhn, read


def check(world, mentors, mentees, cohort, cohort_people, episodes, businesses, reference):
    check_identities([*mentors, *mentees, *cohort_people], businesses)
    check_codes(mentors, mentees, reference)
    check_places_left(mentors, mentees)
    check_trade_offs(mentors, mentees)
    check_hard_cases(world, mentors, mentees)
    check_scenes(world, mentors, mentees)
    check_cohort(cohort, cohort_people, mentors, episodes)


def check_identities(people, businesses):
    for column in ("email", "phone"):
        same = [value for value, count in Counter(person[column] for person in people).items() if count > 1]
        assert not same, f"{column} given twice: {same}"
    assert all(person["email"].isascii() and person["email"].endswith("@exemple.test") for person in people)
    sirens = [s for person in people for s in person.get("sirens", [])] + [b["siren"] for b in businesses]
    assert all(len(siren) == 9 and siren.startswith("0000") and luhn(siren) for siren in sirens)
    assert max(Counter(sirens).values()) == 2 and sum(count == 2 for count in Counter(sirens).values()) == 2


def check_codes(mentors, mentees, reference):
    assert len(PARTNERS) == 11 and len({kind for _, _, kind, _ in PARTNERS}) == 10
    organisations = {code for code, *_ in (HUB, *PARTNERS)}
    owner = {code: organisation for code, organisation, *_ in BRANCHES}
    for person in [*mentors, *mentees]:
        assert person["organisation"] in organisations, person
        assert not person["branch"] or owner[person["branch"]] == person["organisation"], person
        tracks = person.get("tracks") or [person["track"]]
        assert set(person["topics"]) <= {topic for track in tracks for topic in TOPICS[track]}, person
        assert person["topics"] and person["availabilities"] and (person["in_person"] or person["remote"]), person
    places = {person["place_code"] for person in [*mentors, *mentees]}
    places |= {row[-1] for row in (HUB, *PARTNERS, *BRANCHES)}
    check_known(places, reference, ["communes_amp.csv", "arrondissements_marseille.csv"], "code_insee")
    check_known({code for p in [*mentors, *mentees] for code in p["trades"]}, reference, ["rome.csv"], "code")
    check_known({code for p in [*mentors, *mentees] for code in p["sectors"]}, reference, ["naf_rev2.csv"], "code")
    check_trades_and_sectors([*mentors, *mentees], reference)


def check_known(codes, reference, names, column):
    known = {row[column] for name in names for row in reference_rows(reference, name)}
    assert codes <= known, f"not in {names}: {sorted(codes - known)}"


def check_trades_and_sectors(people, reference):
    """Every sector is one where a trade of the person is found; left out when the table of pairs is not at hand."""
    rows = reference_rows(reference, "rome_par_division_naf.csv", needed=False)
    pairs = {(row["code_rome"], row["division_naf"]) for row in rows}
    for person in people if pairs else []:
        for sector in person["sectors"]:
            assert any((trade, sector[:2]) in pairs for trade in person["trades"]), person


def reference_rows(reference, name, needed=True):
    found = sorted(reference.rglob(name))
    assert found or not needed, f"{name} is not under {reference}"
    if not found:
        return []
    with open(found[0], encoding="utf-8-sig", newline="") as file:
        return list(DictReader(file))


def check_places_left(mentors, mentees):
    assert len(mentors) == 260 and all(1 <= mentor["capacity"] <= 6 for mentor in mentors)
    free = places_left(mentors, mentees)
    assert all(left >= 0 for left in free.values()), "a mentor has more tandems than places"
    assert sum(left == 0 and any(m["mentor"] == code for m in mentees) for code, left in free.items()) >= 20


def check_trade_offs(mentors, mentees):
    """In the creation track, a few more people wait than there are places."""
    free = places_left(mentors, mentees)
    creation = sum(free[mentor["code"]] for mentor in mentors if "creation" in mentor["tracks"])
    waiting = Counter(mentee["track"] for mentee in mentees if not mentee["mentor"])
    assert waiting == WAITING
    assert 2 <= waiting["creation"] - creation <= 6, f"{creation} places for {waiting['creation']} waiting"
    days = [mentee["welcomed_days_ago"] for mentee in mentees if not mentee["mentor"]]
    assert 2 <= min(days) and max(days) <= 200 and sum(day < 60 for day in days) > len(days) * 0.6


def check_hard_cases(world, mentors, mentees):
    free = places_left(mentors, mentees)
    waiting = [mentee for mentee in mentees if not mentee["mentor"]]
    able = lambda mentee: [m for m in mentors if free[m["code"]] and fits(world, m, mentee)]  # noqa: E731
    [dari] = [m for m in waiting if "prs" in m["languages"]]
    assert not any(speak_well(m, "prs") for m in mentors) and not able(dari)
    assert any("prs" in m["languages"] for m in mentors)
    [ukrainian] = [m for m in waiting if "uk" in m["languages"]]
    assert len(able(ukrainian)) == 1
    [village] = [m for m in waiting if m["place_code"] == "13099"]
    reach = [m for m in mentors if "creation" in m["tracks"] and can_travel(world, m, village)]
    assert not village["remote"] and not reach
    [sunday] = [m for m in waiting if m["availabilities"] == ["sun-am"]]
    free_then = [m for m in mentors if "sun-am" in m["availabilities"]]
    assert len(free_then) == 2 and not able(sunday)
    assert all(world.territory.distance_km(m["place_code"], sunday["place_code"]) > 40 for m in free_then)
    own = [(a, b) for a in mentors for b in waiting if set(a["sirens"]) & set(b["sirens"])]
    assert len(own) == 2 and all(free[a["code"]] and fits(world, a, b | {"sirens": []}) for a, b in own)


def check_scenes(world, mentors, mentees):
    """Pairs that are asked may be proposed, and the others are tandems; the one in silence has not met for long."""
    free = places_left(mentors, mentees)
    of_code = {person["code"]: person for person in [*mentors, *mentees]}
    for scene in read("scenes.csv"):
        mentee, mentor = of_code[scene["mentee"]], of_code.get(scene["mentor"])
        if scene["asked"]:
            assert not mentee["mentor"] and free[mentor["code"]] and fits(world, mentor, mentee), scene
        else:
            assert mentee["mentor"] == scene["mentor"], scene


def check_cohort(cohort, people, mentors, episodes):
    assert [person["id"] for person in people] == [person["id"] for person in cohort.people] and len(people) == 858
    capacity = {mentor["code"]: mentor["capacity"] for mentor in mentors}
    meetings = {e["id"]: e["meetings"] for e in episodes}
    assert len(episodes) == len(meetings) == 353 + 99
    for row in cohort.tandems:
        held = [meeting["held_on"] for meeting in meetings[row["id"]]]
        assert len(held) == int(row["seances"]) and held == sorted(set(held)), row
        assert held[0] == row["date_debut"] and held[-1] <= row["date_fin"], row
    for episode in episodes:
        held = [meeting["held_on"] for meeting in episode["meetings"]]
        assert held == sorted(set(held)) and held[-1] <= episode["ended_on"].isoformat(), episode
        same = [e for e in episodes if e["mentor"] == episode["mentor"]]
        together = sum(e["started_on"] <= episode["started_on"] <= e["ended_on"] for e in same)
        assert together <= capacity[episode["mentor"]], episode
