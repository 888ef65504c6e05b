"""How a person can meet: languages, moments, places and working style, the same for both sides."""

from .sources import DAYS, LEVELS, pick, pick_many

LANGUAGES = {
    "mentor": {"en": 40, "es": 14, "it": 11, "ar": 12, "de": 6, "pt": 3, "hy": 3, "zdj": 3, "kab": 3,
               "tr": 2, "wo": 2, "ro": 1, "ru": 2, "vi": 2, "zh": 2, "fsl": 1},
    "mentee": {"en": 22, "ar": 20, "es": 8, "it": 4, "zdj": 6, "kab": 4, "wo": 4, "tr": 3, "ro": 3, "pt": 2,
               "hy": 2, "vi": 2},
}
# For each of the 21 moments of the week, Monday morning first.
RHYTHMS = {
    "day": [6, 6, 1] * 5 + [1, 0, 0] + [0, 0, 0],
    "evening": [0, 1, 7] * 5 + [6, 2, 0] + [0, 0, 0],
    "mixed": [3, 3, 3] * 5 + [3, 1, 0] + [0, 0, 0],
}
MOMENTS = [f"{day}-{part}" for day in DAYS for part in ("am", "pm", "eve")]


def mentor_languages(chance):
    spoken = {"fr": chance.choices(["C1", "C2"], [1, 9])[0]}
    for code, percent in LANGUAGES["mentor"].items():
        if chance.random() * 100 < percent:
            spoken[code] = chance.choices(LEVELS, [0, 1, 3, 4, 3, 2])[0]
    return spoken


def mentee_languages(chance):
    """Those who speak little French speak another language as their own."""
    spoken = {"fr": chance.choices(LEVELS, [0, 3, 6, 9, 12, 70])[0]}
    if LEVELS.index(spoken["fr"]) < LEVELS.index("C1"):
        spoken[pick(chance, LANGUAGES["mentee"])] = "C2"
    elif chance.random() < 0.35:
        spoken[pick(chance, LANGUAGES["mentee"])] = chance.choices(LEVELS, [1, 2, 3, 3, 2, 2])[0]
    return spoken


def meeting_terms(chance, distances_km, remote_share):
    rhythm = dict(zip(MOMENTS, RHYTHMS[pick(chance, {"day": 35, "evening": 35, "mixed": 30})]))
    remote = chance.random() < remote_share
    return {
        "availabilities": pick_many(chance, rhythm, chance.choices([2, 3, 4, 5, 6], [2, 3, 3, 2, 1])[0]),
        "in_person": not remote or chance.random() < 0.85,
        "remote": remote,
        "travel_km": chance.choice(distances_km),
        "style": chance.choices([1, 2, 3, 4, 5], [2, 3, 3, 3, 2], k=5) if chance.random() < 0.85 else [],
    }
