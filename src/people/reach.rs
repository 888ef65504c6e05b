//! How a person is written to: what they prefer, as far as their file says how.

use std::collections::BTreeSet;

use super::person::Person;
use crate::contact::Phone;
use crate::db::Instant;
use crate::mail::{Channel, Recipient};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How somebody prefers to be written to.
    Preference {
        Mail = "mail", "par e-mail";
        Text = "text", "par SMS";
        Letter = "letter", "par courrier";
        Voice = "voice", "de vive voix, au téléphone";
    }
}

/// Since when somebody wants no more of a way of being contacted: it holds for the whole hub, whoever brought them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "one field a way")]
pub struct Stopped {
    pub mail: Option<Instant>,
    pub text: Option<Instant>,
    pub letter: Option<Instant>,
    pub voice: Option<Instant>,
}

impl Stopped {
    /// Since when they want no more of one way.
    pub fn of(&self, way: Preference) -> Option<Instant> {
        match way {
            Preference::Mail => self.mail,
            Preference::Text => self.text,
            Preference::Letter => self.letter,
            Preference::Voice => self.voice,
        }
    }

    /// The same, but for one way.
    pub fn with(mut self, way: Preference, since: Option<Instant>) -> Self {
        *match way {
            Preference::Mail => &mut self.mail,
            Preference::Text => &mut self.text,
            Preference::Letter => &mut self.letter,
            Preference::Voice => &mut self.voice,
        } = since;
        self
    }
}

impl From<Channel> for Preference {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Mail => Self::Mail,
            Channel::Text => Self::Text,
            Channel::Letter => Self::Letter,
        }
    }
}

/// The ways in which some people can be written to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// Whether the hub sends text messages.
    pub has_texts: bool,
    /// Those of their e-mail addresses that receive nothing any more.
    pub unreachable: BTreeSet<String>,
}

/// Where the hub writes to a person: by the channel they prefer, else by mail, as a text message if the hub sends any, or by letter;
/// nowhere if they prefer to be called, or if nothing that arrives is known: whoever coordinates calls them.
pub fn recipient(person: &Person, ways: &Ways) -> Option<Recipient> {
    let is_open = |to: &Recipient| {
        let arrives = match to.channel {
            Channel::Mail => !ways.unreachable.contains(&to.address),
            Channel::Text => ways.has_texts,
            Channel::Letter => true,
        };
        arrives && person.stopped.of(to.channel.into()).is_none()
    };
    let preferred = match person.channel {
        Some(Preference::Voice) if person.stopped.voice.is_none() => return None,
        Some(Preference::Voice) => None,
        Some(Preference::Mail) => Some(Channel::Mail),
        Some(Preference::Text) => Some(Channel::Text),
        Some(Preference::Letter) => Some(Channel::Letter),
        None => None,
    };
    let channels = preferred.into_iter().chain(Channel::ALL.iter().copied());
    channels.filter_map(|channel| at(person, channel)).find(is_open)
}

/// Whether an address, of whatever channel, is still that of a person.
pub fn has_address(person: &Person, address: &str) -> bool {
    Channel::ALL.iter().any(|&channel| at(person, channel).is_some_and(|own| own.address == address))
}

/// An address of a person, whatever its channel, for a link that they are given at once; none of whoever has none.
pub fn an_address(person: &Person) -> Option<String> {
    Channel::ALL.iter().find_map(|&channel| at(person, channel)).map(|own| own.address)
}

/// The address of a person on a channel.
fn at(person: &Person, channel: Channel) -> Option<Recipient> {
    let address = match channel {
        Channel::Mail => person.email.clone(),
        Channel::Text => person.phone.as_deref().and_then(|phone| Phone::parse(phone).ok()?.mobile()),
        Channel::Letter => person.postal_address.clone(),
    };
    address.filter(|address| !address.trim().is_empty()).map(|address| Recipient { channel, address })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::{date, datetime};

    const MOBILE: &str = "+33639980001";

    fn person() -> Person {
        Person {
            id: new_id(),
            first_name: "Zoé".to_owned(),
            last_name: "Calanque".to_owned(),
            email: Some("zoe@exemple.test".to_owned()),
            phone: Some(MOBILE.to_owned()),
            channel: None,
            postal_address: Some("1 quai du Port\n13002 Marseille".to_owned()),
            stopped: Default::default(),
            postcode: None,
            place_code: None,
            birth_year: None,
            sex: None,
            in_qpv: None,
            organisation_id: new_id(),
            branch_id: None,
            registered_on: date!(2026 - 01 - 10),
            languages: Default::default(),
            businesses: Default::default(),
        }
    }

    fn channel(person: &Person) -> Option<Channel> {
        recipient(person, &ways(true)).map(|recipient| recipient.channel)
    }

    fn ways(has_texts: bool) -> Ways {
        Ways { has_texts, ..Ways::default() }
    }

    #[test]
    fn whoever_chose_nothing_is_written_to_where_they_can_be() {
        let all = person();
        let no_mail = Person { email: None, ..all.clone() };
        let landline = Person { phone: Some("+33491000000".to_owned()), ..no_mail.clone() };
        let nothing = Person { postal_address: None, phone: None, ..no_mail.clone() };
        assert_eq!(channel(&all), Some(Channel::Mail));
        assert_eq!(channel(&no_mail), Some(Channel::Text));
        assert_eq!(
            recipient(&no_mail, &ways(false)).map(|to| to.channel),
            Some(Channel::Letter),
            "it costs money"
        );
        assert_eq!(channel(&landline), Some(Channel::Letter));
        assert_eq!(channel(&Person { phone: Some(String::new()), ..landline }), Some(Channel::Letter));
        assert_eq!(channel(&nothing), None);
    }

    #[test]
    fn what_somebody_prefers_comes_first_as_far_as_their_file_says_how() {
        let prefers = |channel| Person { channel: Some(channel), ..person() };
        assert_eq!(channel(&prefers(Preference::Text)), Some(Channel::Text));
        assert_eq!(channel(&prefers(Preference::Letter)), Some(Channel::Letter));
        assert_eq!(channel(&prefers(Preference::Voice)), None);
        let gone = Person { postal_address: None, ..prefers(Preference::Letter) };
        assert_eq!(channel(&gone), Some(Channel::Mail));
        let stopped_at = Some(Instant::new(datetime!(2026-03-12 09:30 UTC)));
        let stopped = Stopped { text: stopped_at, ..Stopped::default() };
        let stopped = Person { stopped, ..prefers(Preference::Text) };
        assert_eq!(channel(&stopped), Some(Channel::Mail), "STOP is obeyed, and they are still written to");
        assert_eq!(channel(&Person { email: None, ..stopped }), Some(Channel::Letter));
        let all = Preference::ALL.iter().fold(Stopped::default(), |all, &way| all.with(way, stopped_at));
        for &way in Preference::ALL {
            assert_eq!(channel(&Person { stopped: all, ..prefers(way) }), None);
            let but_one = Person { stopped: all.with(way, None), ..person() };
            assert_eq!(
                channel(&but_one).map(Preference::from),
                Some(way).filter(|&way| way != Preference::Voice)
            );
        }
        let uncalled = Stopped { voice: stopped_at, ..Stopped::default() };
        let uncalled = Person { stopped: uncalled, ..prefers(Preference::Voice) };
        assert_eq!(channel(&uncalled), Some(Channel::Mail), "whoever wants no more calls is written to");
    }

    #[test]
    fn an_address_that_receives_nothing_is_not_written_to() {
        let unreachable = BTreeSet::from(["zoe@exemple.test".to_owned()]);
        let ways = Ways { has_texts: true, unreachable };
        let channel = |person: &Person| recipient(person, &ways).map(|recipient| recipient.channel);
        assert_eq!(channel(&person()), Some(Channel::Text));
        assert_eq!(channel(&Person { channel: Some(Preference::Mail), ..person() }), Some(Channel::Text));
        assert_eq!(channel(&Person { phone: None, ..person() }), Some(Channel::Letter));
        assert_eq!(channel(&Person { phone: None, postal_address: None, ..person() }), None);
        let other = Person { email: Some("zoe2@exemple.test".to_owned()), ..person() };
        assert_eq!(channel(&other), Some(Channel::Mail));
    }

    #[test]
    fn an_address_is_theirs_as_long_as_their_file_has_it() {
        let own = person();
        for address in ["zoe@exemple.test", MOBILE, "1 quai du Port\n13002 Marseille"] {
            assert!(has_address(&own, address), "{address}");
        }
        assert!(!has_address(&Person { phone: None, ..own.clone() }, MOBILE));
        assert!(!has_address(&Person { email: None, phone: None, postal_address: None, ..own }, ""));
    }
}
