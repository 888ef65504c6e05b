//! Who the keys of a round stand for.

use std::collections::BTreeMap;

use time::Date;

use crate::accounts::access::Scope;
use crate::db::{Db, Id};
use crate::error::Error;
use crate::french;
use crate::people::person::Person;
use crate::people::profile::Profile;
use crate::people::store;
use crate::territories::{places, trades};

/// Somebody in a line of a round.
#[derive(Clone, Debug)]
pub struct Face {
    /// The person.
    pub person: Id,
    /// Given and family name.
    pub name: String,
    /// Two letters.
    pub initials: String,
    /// The part, the place, one key fact.
    pub what: String,
}

impl Face {
    /// Somebody who is no longer in the database.
    fn unknown() -> Self {
        Self {
            person: Id::nil(),
            name: "Personne retirée".to_owned(),
            initials: "–".to_owned(),
            what: String::new(),
        }
    }
}

/// The people of a round, by the key of their journey or of the mentor they are.
pub struct Faces {
    journeys: BTreeMap<Id, Face>,
    mentors: BTreeMap<Id, Face>,
}

impl Faces {
    /// Loads the people of some journeys and mentors.
    pub async fn load(
        db: &Db,
        scope: Scope,
        (journeys, mentors): (&[Id], &[Id]),
        today: Date,
    ) -> Result<Self, Error> {
        let journeys = store::journeys_by_id(db, scope, journeys).await?;
        let mentors = store::mentors_by_id(db, scope, mentors).await?;
        let ids: Vec<Id> = journeys
            .iter()
            .map(|journey| journey.person_id)
            .chain(mentors.iter().map(|mentor| mentor.person_id))
            .collect();
        let people = store::list_by_id(db, scope, &ids).await?;
        let journeys = journeys.iter().filter_map(|journey| {
            let waits = format!("attend {}", french::since(&journey.welcomed_on, &today));
            let what = [journey.track.label().to_owned(), place_of(people.get(&journey.person_id)?), waits];
            Some((journey.id, face(people.get(&journey.person_id)?, &what)))
        });
        let mentors = mentors.iter().filter_map(|mentor| {
            let what = [first_trade(&mentor.profile), place_of(people.get(&mentor.person_id)?)];
            Some((mentor.id, face(people.get(&mentor.person_id)?, &what)))
        });
        Ok(Self { journeys: journeys.collect(), mentors: mentors.collect() })
    }

    /// The mentee of a journey.
    pub fn mentee(&self, journey: Id) -> Face {
        self.journeys.get(&journey).cloned().unwrap_or_else(Face::unknown)
    }

    /// The mentor of a key.
    pub fn mentor(&self, mentor: Id) -> Face {
        self.mentors.get(&mentor).cloned().unwrap_or_else(Face::unknown)
    }
}

fn face(person: &Person, what: &[String]) -> Face {
    let name = person.name();
    let what: Vec<&str> = what.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    Face { person: person.id, initials: french::initials(&name), name, what: what.join(" · ") }
}

/// Where somebody lives, by name.
pub fn place_of(person: &Person) -> String {
    let place = person.place_code.as_deref().and_then(places::get);
    place.map_or_else(|| "hors métropole".to_owned(), |place| place.short_name().to_owned())
}

fn first_trade(profile: &Profile) -> String {
    let trade = profile.trades.first().and_then(|code| trades::get(code));
    trade.map_or_else(|| "mentor".to_owned(), |trade| trade.name.to_owned())
}
