//! What comes next in a tandem, as a file for an agenda (iCalendar, RFC 5545).
//!
//! A meeting has a day and no hour: the event lasts the whole of that day, in Paris as elsewhere, and no change of the clocks moves it.

use icalendar::{Calendar, Component as _, Event, Property};
use time::{Date, OffsetDateTime, UtcOffset};

use super::meeting::{Meeting, last_met_on, planned};
use crate::db::Id;
use crate::tandems::tandem::{Next, Tandem};

/// An event of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What tells it from every other: the same file twice is one event in an agenda.
    uid: String,
    day: Date,
    summary: String,
    description: String,
}

/// What comes next in an open tandem, with the name of whom one meets; `hub` is its address, `page` that of the tandem.
pub fn next(tandem: &Tandem, meetings: &[Meeting], with: &str, hub: &str, page: &str) -> Option<Invitation> {
    let next = tandem.next(last_met_on(meetings), planned(meetings))?;
    let with: String = with.chars().filter(|letter| !letter.is_control()).collect();
    let last = meetings.iter().max_by_key(|meeting| (meeting.held_on, meeting.id));
    let since = last.map_or(tandem.id, |meeting| meeting.id);
    let (word, summary, description) = match next {
        Next::First(_) => {
            ("first", format!("Première rencontre avec {with}"), "C’est le dernier jour prévu pour cela.")
        }
        Next::Planned(_) => {
            ("planned", format!("Rencontre avec {with}"), "Choisissez l’heure et le lieu ensemble.")
        }
        Next::Following(_) => (
            "following",
            format!("Convenir d’une rencontre avec {with}"),
            "C’est le dernier jour prévu pour cela.",
        ),
    };
    Some(Invitation {
        uid: uid(word, since, hub),
        day: next.due_on(),
        summary,
        description: format!("{description}\n{page}"),
    })
}

fn uid(word: &str, since: Id, hub: &str) -> String {
    let host = hub.split_once("://").map_or(hub, |(_, host)| host);
    format!("{word}-{}@{}", since.simple(), host.split(['/', ':']).next().unwrap_or_default())
}

impl Invitation {
    /// The file, made at an instant.
    pub fn file(&self, made_at: OffsetDateTime) -> String {
        let on_day =
            |name: &str, day: Date| Property::new(name, digits(day)).add_parameter("VALUE", "DATE").done();
        let made_at = made_at.to_offset(UtcOffset::UTC);
        let [hour, minute, second] = [made_at.hour(), made_at.minute(), made_at.second()];
        let event = Event::new()
            .uid(&self.uid)
            .add_property("DTSTAMP", format!("{}T{hour:02}{minute:02}{second:02}Z", digits(made_at.date())))
            .append_property(on_day("DTSTART", self.day))
            .append_property(on_day("DTEND", self.day.saturating_add(time::Duration::DAY)))
            .summary(&self.summary)
            .description(&self.description)
            .add_property("TRANSP", "TRANSPARENT")
            .done();
        Calendar::empty()
            .append_property(Property::new("VERSION", "2.0").done())
            .append_property(Property::new("PRODID", "-//Tandem//FR").done())
            .append_property(Property::new("METHOD", "PUBLISH").done())
            .push(event)
            .done()
            .to_string()
    }
}

/// A day as the format writes it.
fn digits(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), u8::from(day.month()), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use crate::follow_ups::meeting::Mode;
    use time::macros::{date, datetime};

    /// A name that needs escaping and takes several lines.
    const NAME: &str =
        "Zoé d’Été-Chérie, « la\\Douce » ; 🧭🎉 Marie-Apolline de Saint-Jean-du-Désert-l’Éternel";

    fn tandem() -> Tandem {
        Tandem {
            id: new_id(),
            proposal_id: None,
            journey_id: new_id(),
            mentor_id: new_id(),
            started_on: date!(2026 - 03 - 01),
            closed: None,
        }
    }

    fn meeting(tandem: &Tandem, next_on: Date) -> Meeting {
        let (id, tandem_id, held_on) = (new_id(), tandem.id, date!(2026 - 03 - 02));
        Meeting {
            id,
            tandem_id,
            held_on,
            minutes: 60,
            mode: Mode::Remote,
            topic: None,
            next_on: Some(next_on),
        }
    }

    fn written(tandem: &Tandem, meetings: &[Meeting], made_at: OffsetDateTime) -> String {
        let next = next(tandem, meetings, NAME, "https://hub.test:8080", "https://hub.test/tandems/1");
        next.expect("it is open").file(made_at)
    }

    fn read(file: &str) -> Event {
        let calendar: Calendar = file.parse().expect("a calendar");
        let mut events = calendar.events();
        let event = events.next().expect("an event").clone();
        assert!(events.next().is_none());
        event
    }

    fn value<'a>(event: &'a Event, name: &str) -> &'a str {
        event.property_value(name).unwrap_or_default()
    }

    #[test]
    fn a_file_is_read_again_with_its_names_and_its_lines_are_short() {
        let tandem = tandem();
        let file = written(&tandem, &[], datetime!(2026-03-12 09:30:05 +1));
        assert!(file.ends_with("END:VCALENDAR\r\n"), "{file}");
        assert_eq!(file.matches('\n').count(), file.matches("\r\n").count());
        assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
        let event = read(&file);
        assert_eq!(value(&event, "SUMMARY"), format!("Première rencontre avec {NAME}"));
        assert!(value(&event, "DESCRIPTION").ends_with("\nhttps://hub.test/tandems/1"));
        assert_eq!(value(&event, "UID"), format!("first-{}@hub.test", tandem.id.simple()));
        assert_eq!(value(&event, "DTSTAMP"), "20260312T083005Z");
        assert_eq!((value(&event, "DTSTART"), value(&event, "DTEND")), ("20260316", "20260317"));
    }

    #[test]
    fn a_day_stays_that_day_through_both_changes_of_the_clocks() {
        for (day, start, end) in [
            (date!(2026 - 03 - 28), "20260328", "20260329"),
            (date!(2026 - 03 - 29), "20260329", "20260330"),
            (date!(2026 - 10 - 25), "20261025", "20261026"),
            (date!(2026 - 12 - 31), "20261231", "20270101"),
            (date!(2028 - 02 - 29), "20280229", "20280301"),
        ] {
            let tandem = tandem();
            let meetings = [meeting(&tandem, day)];
            // Midnight in Paris is the day before in UTC, by one hour or two.
            for made_at in [datetime!(2026-03-29 00:30 +1), datetime!(2026-10-25 00:30 +2)] {
                let event = read(&written(&tandem, &meetings, made_at));
                assert_eq!((value(&event, "DTSTART"), value(&event, "DTEND")), (start, end));
                assert_eq!(value(&event, "UID"), format!("planned-{}@hub.test", meetings[0].id.simple()));
            }
        }
    }

    #[test]
    fn a_name_cannot_write_a_line_of_its_own() {
        let file = next(&tandem(), &[], "Zoé\r\nATTENDEE:x", "https://hub.test", "x").unwrap();
        let file = file.file(datetime!(2026-03-12 09:30 +1));
        assert!(!file.contains("\r\nATTENDEE"), "{file}");
    }

    #[test]
    fn a_tandem_that_is_over_has_no_next_date() {
        let closed = Tandem {
            closed: Some((date!(2026 - 03 - 05), crate::tandems::tandem::ClosureReason::Mutual)),
            ..tandem()
        };
        assert_eq!(next(&closed, &[], NAME, "https://hub.test", "x"), None);
    }
}
