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

/// The longest postal address, in lines of 38 signs, as sorting machines read them.
pub const MOST_LINES: usize = 5;
/// The longest line of one.
pub const LONGEST_LINE: usize = 38;

/// A postal address is too long for an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Écrivez {MOST_LINES} lignes de {LONGEST_LINE} signes au plus, sans le nom.")]
pub struct PostalError;

/// The lines of a postal address as somebody typed it, without the name; none of nothing.
pub fn postal_address(typed: &str) -> Result<Option<String>, PostalError> {
    let lines: Vec<&str> = typed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > MOST_LINES || lines.iter().any(|line| line.chars().count() > LONGEST_LINE) {
        return Err(PostalError);
    }
    Ok((!lines.is_empty()).then(|| lines.join("\n")))
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
