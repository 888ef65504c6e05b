//! How a person is written to: their addresses, and what they prefer.

use crate::contact::{Email, Phone};
use crate::mail;
use crate::people::reach::Preference;
use crate::web::Fields;

/// The addresses of a person, and how they prefer to be written to.
pub struct Addresses {
    pub email: Option<String>,
    pub phone: Option<String>,
    pub postal_address: Option<String>,
    pub channel: Option<Preference>,
}

/// Reads the addresses; whoever prefers a channel gives what it needs.
pub fn read(fields: &mut Fields) -> Addresses {
    let email = email(fields);
    let (phone, postal_address, channel) = read_numbers(fields, email.as_deref());
    Addresses { email, phone, postal_address, channel }
}

/// The same but for the e-mail address, which is known: the telephone, the postal address and what they prefer.
pub fn read_numbers(
    fields: &mut Fields,
    email: Option<&str>,
) -> (Option<String>, Option<String>, Option<Preference>) {
    let phone = phone(fields);
    let postal_address = postal_address(fields);
    let channel = fields.optional_choice("channel", Preference::from_code);
    let is_mobile = phone.as_ref().is_some_and(|phone| phone.mobile().is_some());
    let missing = match channel {
        Some(Preference::Mail) if email.is_none() => Some(("email", "Pour des e-mails, écrivez l’adresse.")),
        Some(Preference::Text) if !is_mobile => Some(("phone", "Pour des SMS, écrivez un numéro de mobile.")),
        Some(Preference::Letter) if postal_address.is_none() => {
            Some(("postal_address", "Pour des lettres, écrivez l’adresse."))
        }
        Some(Preference::Voice) if phone.is_none() => Some(("phone", "Pour appeler, écrivez le numéro.")),
        _ => None,
    };
    if let Some((field, why)) = missing.filter(|(field, _)| fields.error(field).is_empty()) {
        fields.refuse(field, why);
    }
    (phone.map(String::from), postal_address, channel)
}

fn email(fields: &mut Fields) -> Option<String> {
    let typed = fields.get("email");
    if typed.is_empty() {
        return None;
    }
    let email = Email::parse(typed).map_err(|error| fields.refuse("email", error.to_string()));
    email.ok().map(String::from)
}

fn phone(fields: &mut Fields) -> Option<Phone> {
    let typed = fields.get("phone");
    if typed.is_empty() {
        return None;
    }
    Phone::parse(typed).map_err(|error| fields.refuse("phone", error.to_string())).ok()
}

fn postal_address(fields: &mut Fields) -> Option<String> {
    mail::postal_address(fields.get("postal_address")).unwrap_or_else(|error| {
        fields.refuse("postal_address", error.to_string());
        None
    })
}
