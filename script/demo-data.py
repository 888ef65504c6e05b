#!/usr/bin/env python3
"""Writes the demonstration hub into data/demo/, the same bytes at every run.

The organisations, the mentors and the people of today are drawn from the lists of data/demo/sources; the cohort of
data/demo/cohort is given names, mentors and dated meetings. data/demo/README.md describes every file.

Usage: script/demo-data.py [--reference DIR]
"""

import argparse
import sys
from pathlib import Path
from types import SimpleNamespace

DATA = Path(__file__).resolve().parent.parent / "data"
sys.dont_write_bytecode = True
sys.path.insert(0, str(DATA / "demo"))

from generator import checks, cohort, mentees, mentors, organisations, sources  # noqa: E402


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "--reference", type=Path, default=DATA, help="where the nomenclatures and the territory are (data/ by default)"
    )
    reference = options.parse_args().reference
    world = SimpleNamespace(
        territory=sources.Territory(), trades=sources.Trades(), identities=sources.Identities()
    )
    offered = mentors.draw_mentors(world)
    today = mentees.draw_mentees(world, offered)
    past = cohort.Cohort()
    people = cohort.draw_people(world, past)
    episodes = cohort.draw_tandems(world, past, offered, people)
    businesses = cohort.business_rows(world, past, episodes)
    checks.check(world, offered, today, past, people, episodes, businesses, reference)
    write_all(offered, today, people, episodes, businesses)


def write_all(offered, today, people, episodes, businesses):
    """Nothing is written before everything is checked."""
    sources.write("organisations.csv", organisations.organisation_rows())
    sources.write("branches.csv", organisations.branch_rows())
    sources.write("mentors.csv", offered)
    sources.write("mentees.csv", today)
    sources.write("cohort_people.csv", people)
    sources.write("cohort_tandems.csv", cohort.tandem_rows(episodes))
    sources.write("cohort_meetings.csv", cohort.meeting_rows(episodes, "person", "id_personne"))
    sources.write("cohort_businesses.csv", businesses)
    sources.write("cohort_business_meetings.csv", cohort.meeting_rows(episodes, "business", "id"))


if __name__ == "__main__":
    main()
