//! Forms filled with what is known already.

use super::choices::{language_field, level_field, style_field};
use crate::french;
use crate::people::person::{Journey, Mentor, Person};
use crate::people::profile::Profile;
use crate::people::reach::Preference;
use crate::people::typed;
use crate::requests::Request;
use crate::requests::reach::Way;

/// The fields of a form.
pub type Filled = Vec<(String, String)>;

fn field(name: &str, value: impl ToString) -> (String, String) {
    (name.to_owned(), value.to_string())
}

/// What is known of a person.
pub fn person(person: &Person) -> Filled {
    let optional = |name: &str, value: &Option<String>| field(name, value.as_deref().unwrap_or_default());
    let mut fields = vec![
        field("version", person.version()),
        field("first_name", &person.first_name),
        field("last_name", &person.last_name),
        optional("email", &person.email),
        optional("phone", &person.phone),
        field("channel", person.channel.map_or("", Preference::code)),
        optional("postal_address", &person.postal_address),
        optional("postcode", &person.postcode),
        optional("place", &person.place_code),
        field("birth_year", person.birth_year.map(|year| year.to_string()).unwrap_or_default()),
        field("sex", person.sex.map_or("", |sex| sex.code())),
        field("in_qpv", person.in_qpv.map_or("", |in_qpv| if in_qpv { "1" } else { "0" })),
        field("origin", person.branch_id.unwrap_or(person.organisation_id)),
        field("businesses", person.businesses.iter().map(String::as_str).collect::<Vec<_>>().join(", ")),
    ];
    for (index, (language, level)) in person.languages.iter().enumerate() {
        fields.push((language_field(index + 1), language.code().to_owned()));
        fields.push((level_field(index + 1), level.code().to_owned()));
    }
    fields
}

/// What a mentor offers.
pub fn mentor(mentor: &Mentor) -> Filled {
    let mut fields = profile(&mentor.profile);
    fields.push(field("version", Mentor::version(Some(mentor))));
    fields.push(field("capacity", mentor.capacity));
    fields.push(field("left_on", mentor.left_on.map(|on| french::typed_day(&on)).unwrap_or_default()));
    fields.extend(mentor.available_from.map(|from| field("available_from", french::typed_day(&from))));
    fields.extend(mentor.tracks.iter().map(|track| field("tracks", track.code())));
    fields
}

/// What a journey needs.
pub fn journey(journey: &Journey) -> Filled {
    let mut fields = profile(&journey.profile);
    fields.push(field("version", journey.version()));
    fields.push(field("track", journey.track.code()));
    fields.push(field("welcomed_on", french::typed_day(&journey.welcomed_on)));
    fields.extend(journey.waits_from.map(|from| field("waits_from", french::typed_day(&from))));
    fields.extend(journey.coordinator_id.map(|account| field("coordinator", account)));
    fields
}

/// What somebody said in asking to join.
pub fn request(request: &Request) -> Filled {
    let optional = |name: &str, value: &Option<String>| field(name, value.as_deref().unwrap_or_default());
    let mut fields = vec![
        field("first_name", &request.first_name),
        field("last_name", &request.last_name),
        optional("email", &request.ways.email),
        optional("phone", &request.ways.phone),
        optional("postal_address", &request.ways.postal_address),
        field("place", request.place_code.as_deref().unwrap_or_default()),
    ];
    // A mail needs no saying.
    if request.way != Way::Mail {
        fields.push(field("channel", request.way.code()));
    }
    fields.extend(request.track.map(|track| field("track", track.code())));
    fields
}

/// What somebody new is most often like.
pub fn newcomer(today: time::Date) -> Filled {
    vec![
        field("language-1", "fr"),
        field("capacity", 1),
        field("modes", "in_person"),
        field("travel_km", 15),
        field("welcomed_on", french::typed_day(&today)),
    ]
}

/// What somebody who becomes a mentor is most often like.
pub fn no_mentor_yet(today: time::Date) -> Filled {
    let mut fields = newcomer(today);
    fields.push(field("version", Mentor::version(None)));
    fields
}

fn profile(profile: &Profile) -> Filled {
    let modes = [(profile.in_person, "in_person"), (profile.remote, "remote")];
    let mut fields = vec![
        field("trades", typed::trade_lines(&profile.trades)),
        field("sectors", typed::sector_lines(&profile.sectors)),
        field("travel_km", profile.travel_km),
    ];
    fields.extend(profile.topics.iter().map(|topic| field("topics", topic.code())));
    fields.extend(profile.availabilities.iter().map(|moment| field("availability", moment.code())));
    fields.extend(modes.iter().filter(|(possible, _)| *possible).map(|(_, code)| field("modes", code)));
    for (index, answer) in profile.style.iter().enumerate() {
        fields.extend(answer.map(|answer| (style_field(index), answer.to_string())));
    }
    fields
}
