//! What both public forms ask of whoever it is about.

use crate::contact::{Email, Phone};
use crate::mail;
use crate::requests::reach::{ReachError, Ways};
use crate::territories::places;
use crate::web::Fields;

/// The most letters of a first or last name.
const LONGEST_NAME: usize = 100;
/// The most letters of what somebody seeks or offers.
const LONGEST_WORDS: usize = 1000;

/// Who asks, or is referred.
pub struct Who {
    pub first_name: String,
    pub last_name: String,
    pub ways: Ways,
    pub prefers_call: bool,
    pub place_code: &'static str,
    pub words: String,
}

/// Refuses what was left empty, each with what to do.
pub fn need(fields: &mut Fields, needed: &[(&str, &str)]) {
    for (field, sentence) in needed {
        if fields.get(field).is_empty() {
            fields.refuse(field, *sentence);
        }
    }
}

/// Reads who it is.
pub fn who(fields: &mut Fields) -> Option<Who> {
    let first_name = name(fields, "first_name");
    let last_name = name(fields, "last_name");
    let ways = ways(fields);
    let place = fields.choice("place", places::get);
    let words = match fields.get("words") {
        "" => Some(String::new()),
        _ => fields.text("words", LONGEST_WORDS),
    };
    Some(Who {
        first_name: first_name?,
        last_name: last_name?,
        ways: ways?,
        prefers_call: fields.has("call", "yes"),
        place_code: place?.code,
        words: words?,
    })
}

/// Reads a name.
pub fn name(fields: &mut Fields, field: &str) -> Option<String> {
    fields.text(field, LONGEST_NAME)
}

/// Reads an address that must be there.
pub fn email(fields: &mut Fields, field: &str) -> Option<String> {
    let email = Email::parse(fields.get(field)).map_err(|error| error.to_string());
    email.map_err(|sentence| fields.refuse(field, sentence)).ok().map(String::from)
}

fn ways(fields: &mut Fields) -> Option<Ways> {
    let email_address = match fields.get("email") {
        "" => Some(None),
        _ => email(fields, "email").map(Some),
    };
    let phone = match fields.get("phone") {
        "" => Some(None),
        typed => match Phone::parse(typed) {
            Ok(phone) => Some(Some(phone.as_str().to_owned())),
            Err(error) => {
                fields.refuse("phone", error.to_string());
                None
            }
        },
    };
    let postal_address = mail::postal_address(fields.get("postal_address"));
    if let Err(error) = postal_address {
        fields.refuse("postal_address", error.to_string());
    }
    let ways = Ways { email: email_address?, phone: phone?, postal_address: postal_address.ok()? };
    // Whether text messages are sent changes nothing here: a mobile number is called otherwise.
    match ways.chosen(fields.has("call", "yes"), false) {
        Ok(_) => Some(ways),
        Err(error) => {
            unreachable_by(fields, error);
            None
        }
    }
}

/// Says at its field why somebody cannot be reached.
pub fn unreachable_by(fields: &mut Fields, error: ReachError) {
    let field = match error {
        ReachError::Nowhere => "email",
        ReachError::NoNumber => "phone",
    };
    fields.refuse(field, error.to_string());
}
