//! To whom a message goes: a channel, and the address there.

use crate::contact::Phone;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// By which a message leaves.
    Channel {
        Mail = "mail", "e-mail";
        Text = "text", "SMS";
        Letter = "letter", "courrier";
    }
}

/// To whom a message goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// By which it leaves.
    pub channel: Channel,
    /// An e-mail address, a mobile number in the international form, or the lines of a postal address.
    pub address: String,
}

impl Recipient {
    /// By which channel, and where, in words.
    pub fn told(&self) -> String {
        let Self { channel, address } = self;
        match channel {
            Channel::Mail => format!("{channel}, à {address}"),
            Channel::Text => {
                let number =
                    Phone::parse(address).map_or_else(|_| address.clone(), |phone| phone.to_string());
                format!("{channel}, au {number}")
            }
            Channel::Letter => format!("{channel}, {}", address.lines().collect::<Vec<_>>().join(", ")),
        }
    }
}

impl From<String> for Recipient {
    /// Somebody at an e-mail address.
    fn from(address: String) -> Self {
        Self { channel: Channel::Mail, address }
    }
}
