//! What a mentor offers or a journey needs, read from a form.

use super::choices::{NO_ANSWER, style_field};
use crate::people::profile::{Availability, Profile, Style, Topic};
use crate::people::typed;
use crate::web::Fields;

/// The furthest anybody may say they travel, in km: the metropolis is about 90 km wide.
const FURTHEST_KM: u16 = 200;

/// Reads the section that mentors and journeys share; notes at each field what is wrong.
pub fn read(fields: &mut Fields) -> Profile {
    let trades = typed::trades(fields.get("trades"));
    let sectors = typed::sectors(fields.get("sectors"));
    let trades = trades.unwrap_or_else(|unknown| {
        fields.refuse("trades", unknown.to_string());
        Default::default()
    });
    let sectors = sectors.unwrap_or_else(|unknown| {
        fields.refuse("sectors", unknown.to_string());
        Default::default()
    });
    let availabilities = fields.choices("availability", Availability::from_code);
    let topics = fields.choices("topics", Topic::from_code);
    fields.choices("modes", |code| matches!(code, "in_person" | "remote").then(|| code.to_owned()));
    let profile = Profile {
        trades,
        sectors,
        topics,
        availabilities,
        in_person: fields.has("modes", "in_person"),
        remote: fields.has("modes", "remote"),
        travel_km: 0,
        style: style(fields),
    };
    if !profile.in_person && !profile.remote {
        fields.refuse("modes", "Choisissez au moins une façon de se rencontrer.");
    }
    if profile.availabilities.is_empty() {
        fields.refuse(
            "availability",
            "Choisissez au moins un moment : sans lui, aucune rencontre n’est possible.",
        );
    }
    Profile { travel_km: travel(fields, profile.in_person), ..profile }
}

/// The distance is asked only of those who meet in person.
fn travel(fields: &mut Fields, in_person: bool) -> u16 {
    if !in_person && fields.get("travel_km").is_empty() {
        return 0;
    }
    fields.number("travel_km", 0, FURTHEST_KM).unwrap_or(0)
}

fn style(fields: &mut Fields) -> Style {
    let mut style = Style::default();
    for (index, answer) in style.iter_mut().enumerate() {
        let name = style_field(index);
        if !matches!(fields.get(&name), "" | NO_ANSWER) {
            *answer = fields.number(&name, 1, 5);
        }
    }
    style
}
