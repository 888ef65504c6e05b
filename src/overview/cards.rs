//! Who the keys of a round stand for.

use std::collections::BTreeMap;

use time::Date;

use crate::db::Id;
use crate::french;
use crate::people::person::{Journey, Mentor, Person};
use crate::people::profile::Profile;
use crate::territories::{places, trades};

/// Somebody in a line of a round.
#[derive(Clone, Debug)]
pub struct Card {
    /// The person, for a link to their file; the nil key when they are no longer in the database.
    pub person: Id,
    /// Given and family name.
    pub name: String,
    /// Two letters, shown where there is no picture.
    pub initials: String,
    /// The part, the place, one key fact.
    pub what: String,
}

impl Card {
    /// Somebody who is no longer in the database.
    pub fn unknown() -> Self {
        Self {
            person: Id::nil(),
            name: "Personne retirée".to_owned(),
            initials: "–".to_owned(),
            what: String::new(),
        }
    }
}

/// The people of a round, by the key of their journey or of the mentor they are.
pub struct Cards {
    journeys: BTreeMap<Id, Card>,
    mentors: BTreeMap<Id, Card>,
}

impl Cards {
    /// The people of some journeys and mentors, as a page shows them on a day.
    pub fn new(
        journeys: &[Journey],
        endings: &BTreeMap<Id, Date>,
        mentors: &[Mentor],
        people: &BTreeMap<Id, Person>,
        today: Date,
    ) -> Self {
        let journeys = journeys.iter().filter_map(|journey| {
            let person = people.get(&journey.person_id)?;
            let since = journey.waits_since(endings.get(&journey.id).copied());
            let waits = if journey.is_later(today) {
                format!("pas avant le {}", french::short_day(&since))
            } else {
                format!("attend {}", french::since(&since, &today))
            };
            let what = [journey.track.label().to_owned(), place_of(person), waits];
            Some((journey.id, card(person, &what)))
        });
        let mentors = mentors.iter().filter_map(|mentor| {
            let person = people.get(&mentor.person_id)?;
            let what = [first_trade(&mentor.profile), place_of(person)];
            Some((mentor.id, card(person, &what)))
        });
        Self { journeys: journeys.collect(), mentors: mentors.collect() }
    }

    /// The mentee of a journey.
    pub fn mentee(&self, journey: Id) -> Card {
        self.journeys.get(&journey).cloned().unwrap_or_else(Card::unknown)
    }

    /// The mentor of a key.
    pub fn mentor(&self, mentor: Id) -> Card {
        self.mentors.get(&mentor).cloned().unwrap_or_else(Card::unknown)
    }
}

fn card(person: &Person, what: &[String]) -> Card {
    let name = person.name();
    let what: Vec<&str> = what.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    Card { person: person.id, initials: french::initials(&name), name, what: what.join(" · ") }
}

fn place_of(person: &Person) -> String {
    places::name_of(person.place_code.as_deref()).to_owned()
}

fn first_trade(profile: &Profile) -> String {
    let trade = profile.trades.first().and_then(|code| trades::get(code));
    trade.map_or_else(|| "mentor".to_owned(), |trade| trade.name.to_owned())
}
