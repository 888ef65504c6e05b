//! How a person is reached and how a business is known: e-mail address, telephone number, SIREN.
//!
//! Each is a value that cannot be wrong in form: whoever holds one needs no further check. Two values that
//! mean the same are equal, so that the same person written twice is seen.

use std::fmt;

use email_address::EmailAddress;
use serde::{Deserialize, Serialize};

/// The longest e-mail address, in characters (RFC 5321, section 4.5.3.1).
pub const LONGEST_EMAIL: usize = 254;

/// An address as it was typed, as it is compared: without the spaces around it, in lower case.
pub fn normalised(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// An e-mail address in lower case, as both mail servers and people treat it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Email(String);

/// Why a text is not an e-mail address, with what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing was written.
    #[error("L’adresse e-mail manque : écrivez une adresse comme nom@exemple.fr.")]
    Missing,
    /// There is no `@`.
    #[error("Il manque le signe @ : écrivez une adresse comme nom@exemple.fr.")]
    NoAt,
    /// There are several `@`.
    #[error("Le signe @ doit s’y trouver une seule fois : écrivez une seule adresse.")]
    SeveralAts,
    /// Two addresses, or words, stand where one address should.
    #[error(
        "Une adresse e-mail ne contient ni espace, ni virgule, ni point-virgule : écrivez une seule adresse."
    )]
    Separator,
    /// A letter with an accent or a sign that addresses do not have.
    #[error("Le signe « {0} » n’y a pas sa place : une adresse s’écrit sans accent ni signe particulier.")]
    Sign(char),
    /// The part before the `@` is empty, too long, or its dots are misplaced.
    #[error("Ce qui précède le signe @ n’est pas complet, ou ses points sont mal placés.")]
    Local,
    /// The part after the `@` is not a domain such as `exemple.fr`.
    #[error("Ce qui suit le signe @ n’est pas complet : il faut un nom comme exemple.fr.")]
    Domain,
    /// More than 254 signs, the longest that mail servers take (RFC 5321).
    #[error("Cette adresse dépasse 254 signes.")]
    TooLong,
}

impl Email {
    /// Reads an address, spaces around it apart; its form follows RFC 5321 without quotes and without
    /// internationalised names, which most mailboxes of the partners cannot receive.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EmailError::Missing);
        }
        if text.contains(|sign: char| sign.is_whitespace() || sign == ',' || sign == ';') {
            return Err(EmailError::Separator);
        }
        let (local, domain) = text.split_once('@').ok_or(EmailError::NoAt)?;
        if domain.contains('@') {
            return Err(EmailError::SeveralAts);
        }
        if let Some(sign) = text.chars().find(|&sign| !is_address_sign(sign)) {
            return Err(EmailError::Sign(sign));
        }
        if !EmailAddress::is_valid_local_part(local) {
            return Err(EmailError::Local);
        }
        if !EmailAddress::is_valid_domain(domain) || !is_public(domain) {
            return Err(EmailError::Domain);
        }
        if text.len() > LONGEST_EMAIL {
            return Err(EmailError::TooLong);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The address, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_address_sign(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || "@.!#$%&'*+/=?^_`{|}~-".contains(sign)
}

/// Whether a domain is a name of the public network, such as `exemple.fr`: no numbers, no name of a machine alone.
fn is_public(domain: &str) -> bool {
    let top = domain.rsplit_once('.').map_or("", |(_, top)| top);
    let is_top =
        top.len() >= 2 && (top.bytes().all(|byte| byte.is_ascii_alphabetic()) || top.starts_with("xn--"));
    is_top && domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte))
}

/// A telephone number in the international form, such as `+33612345678`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Phone(String);

/// The text is not a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Écrivez un numéro de dix chiffres, par exemple 06 12 34 56 78, ou un numéro étranger qui commence par +."
)]
pub struct PhoneError;

impl Phone {
    /// Reads a French number of ten digits, or any number with its country (`+` or `00` first), with the
    /// spaces, dots, hyphens, slashes and the `(0)` people put in it. Nine digits are a French number whose leading
    /// zero a spreadsheet has lost.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let text = text.trim().replace("(0)", "");
        let known = |sign: char| sign.is_ascii_digit() || sign.is_whitespace() || "+.-/()".contains(sign);
        if !text.chars().all(known) || text.rfind('+').is_some_and(|at| at > 0) {
            return Err(PhoneError);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        match digits.strip_prefix("00").or(text.starts_with('+').then_some(&digits)) {
            Some(number) => Self::abroad(number),
            None => Self::at_home(&digits),
        }
    }

    fn at_home(digits: &str) -> Result<Self, PhoneError> {
        let subscriber = match digits.len() {
            9 => digits,
            10 => digits.strip_prefix('0').ok_or(PhoneError)?,
            11 => digits.strip_prefix("33").ok_or(PhoneError)?,
            _ => return Err(PhoneError),
        };
        if subscriber.starts_with('0') {
            return Err(PhoneError);
        }
        Ok(Self(format!("+33{subscriber}")))
    }

    fn abroad(number: &str) -> Result<Self, PhoneError> {
        if let Some(subscriber) = number.strip_prefix("33") {
            return Self::at_home(&format!("0{}", subscriber.strip_prefix('0').unwrap_or(subscriber)));
        }
        // Recommendation ITU-T E.164: at most 15 digits; no country's numbers are shorter than 7 with its prefix.
        let is_number = (7..=15).contains(&number.len()) && !number.starts_with('0');
        is_number.then(|| Self(format!("+{number}"))).ok_or(PhoneError)
    }

    /// The number in the international form, without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number at which text messages are received, in the international form; none of a landline or of another country.
    ///
    /// A number of an overseas department that was written as those of the mainland has its own country's prefix.
    pub fn mobile(&self) -> Option<String> {
        let Self(number) = self;
        if let Some(subscriber) = number.strip_prefix("+33") {
            // 0639 is of Mayotte when it is dialled there; the numbers kept for fiction begin so on the mainland.
            let is_overseas = |(_, begin): &&(&str, &str)| *begin != "639" && subscriber.starts_with(begin);
            let overseas = OVERSEAS_MOBILES.iter().find(is_overseas);
            return match overseas {
                Some((country, _)) => Some(format!("+{country}{subscriber}")),
                None => subscriber.starts_with(['6', '7']).then(|| number.clone()),
            };
        }
        let is_overseas = |(country, begin): &(&str, &str)| {
            let subscriber = number.strip_prefix('+').and_then(|digits| digits.strip_prefix(country));
            subscriber.is_some_and(|subscriber| subscriber.len() == 9 && subscriber.starts_with(begin))
        };
        let is_mobile = OVERSEAS_MOBILES.iter().any(is_overseas)
            // Saint-Pierre-et-Miquelon tells them not apart.
            || number.strip_prefix("+508").is_some_and(|subscriber| subscriber.len() == 6);
        is_mobile.then(|| number.clone())
    }

    /// The same number however it may be stored: a mobile number of an overseas department has two forms.
    pub fn ways(&self) -> Vec<String> {
        let Self(number) = self;
        let at_home = |(country, begin): &(&str, &str)| {
            let subscriber = number.strip_prefix('+')?.strip_prefix(country)?;
            subscriber.starts_with(begin).then(|| format!("+33{subscriber}"))
        };
        let mut ways = vec![number.clone()];
        ways.extend(OVERSEAS_MOBILES.iter().find_map(at_home));
        ways.extend(self.mobile().filter(|mobile| mobile != number));
        ways
    }
}

/// How the mobile numbers of France begin in the international form, as far as they were written as those of the mainland or in full.
pub const MOBILES: [&str; 11] = [
    "+336", "+337", "+262639", "+262692", "+262693", "+590690", "+590691", "+594694", "+596696", "+596697",
    "+508",
];

/// How the mobile numbers of overseas departments begin: the country, then the first digits of the subscriber.
const OVERSEAS_MOBILES: [(&str, &str); 8] = [
    ("262", "639"),
    ("262", "692"),
    ("262", "693"),
    ("590", "690"),
    ("590", "691"),
    ("594", "694"),
    ("596", "696"),
    ("596", "697"),
];

impl fmt::Display for Phone {
    /// As people in France write it: `06 12 34 56 78`; numbers of other countries stay international.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(subscriber) = self.0.strip_prefix("+33") else { return f.write_str(&self.0) };
        f.write_str("0")?;
        for (index, digit) in subscriber.chars().enumerate() {
            if index % 2 == 1 {
                f.write_str(" ")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// The number of a business in the national register: nine digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Siren(String);

/// Why a text is not a SIREN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SirenError {
    /// Not nine digits.
    #[error("Un numéro d’entreprise (SIREN) a neuf chiffres, par exemple 732 829 320.")]
    Digits,
    /// The check digit is wrong: a digit was mistyped.
    #[error("Ce numéro d’entreprise (SIREN) n’existe pas : vérifiez chaque chiffre.")]
    Check,
}

impl Siren {
    /// Reads nine digits, spaces apart, whose last is the check digit of the Luhn formula.
    pub fn parse(text: &str) -> Result<Self, SirenError> {
        let digits: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        if digits.len() != 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(SirenError::Digits);
        }
        let sum = digits.bytes().rev().enumerate().fold(0, |sum, (place, byte)| {
            let digit = u32::from(byte - b'0');
            sum + if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        });
        // Nine zeros satisfy the formula but are what forms send for "none".
        if sum == 0 || sum % 10 != 0 {
            return Err(SirenError::Check);
        }
        Ok(Self(digits))
    }

    /// The nine digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Gives a value its text form for the database, files and pages.
macro_rules! textual {
    ($($name:ident, $error:ty;)+) => {$(
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;
            fn try_from(text: String) -> Result<Self, $error> {
                Self::parse(&text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;
            fn from_str(text: &str) -> Result<Self, $error> {
                Self::parse(text)
            }
        }
    )+};
}
textual! {
    Email, EmailError;
    Phone, PhoneError;
    Siren, SirenError;
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Siren {
    /// In groups of three, as on official documents: `732 829 320`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, digit) in self.0.chars().enumerate() {
            if index > 0 && index % 3 == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_whatever_its_case_and_the_spaces_around() {
        assert_eq!(
            Email::parse(" Jeanne.Roux+hub@Exemple.TEST\u{a0}"),
            Email::parse("jeanne.roux+hub@exemple.test")
        );
    }

    #[test]
    fn a_malformed_address_is_refused_for_its_own_reason() {
        let cases = [
            ("", EmailError::Missing),
            (" \u{a0}", EmailError::Missing),
            ("exemple.test", EmailError::NoAt),
            ("a@@exemple.test", EmailError::SeveralAts),
            ("a@b@exemple.test", EmailError::SeveralAts),
            ("a b@exemple.test", EmailError::Separator),
            ("a@exemple.test;b@exemple.test", EmailError::Separator),
            ("a@exemple.test, b@exemple.test", EmailError::Separator),
            ("zoé@exemple.test", EmailError::Sign('é')),
            ("<a@exemple.test>", EmailError::Sign('<')),
            ("@exemple.test", EmailError::Local),
            ("a.@exemple.test", EmailError::Local),
            (".a@exemple.test", EmailError::Local),
            ("a..b@exemple.test", EmailError::Local),
            ("a@", EmailError::Domain),
            ("a@exemple", EmailError::Domain),
            ("a@exemple.", EmailError::Domain),
            ("a@exemple.test.", EmailError::Domain),
            ("a@exemple..test", EmailError::Domain),
            ("a@.test", EmailError::Domain),
            ("a@-exemple.test", EmailError::Domain),
            ("a@exem_ple.test", EmailError::Domain),
            ("a@192.168.1.10", EmailError::Domain),
            ("a@exemple.f", EmailError::Domain),
        ];
        for (text, reason) in cases {
            assert_eq!(Email::parse(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn an_address_longer_than_mail_servers_take_is_refused() {
        let domain = format!("{0}.{0}.{0}.fr", "d".repeat(63));
        assert!(Email::parse(&format!("{}@{domain}", "a".repeat(58))).is_ok());
        assert_eq!(Email::parse(&format!("{}@{domain}", "a".repeat(60))), Err(EmailError::TooLong));
    }

    #[test]
    fn a_number_is_the_same_however_it_is_spaced() {
        for text in [
            "06 12 34 56 78",
            "06.12.34.56.78",
            "06-12-34-56-78",
            "0612345678",
            "612345678",
            "+33 6 12 34 56 78",
            "+33 (0)6 12 34 56 78",
            "0033612345678",
            "33612345678",
            "+33 06 12 34 56 78",
        ] {
            assert_eq!(Phone::parse(text).map(String::from), Ok("+33612345678".into()), "{text}");
        }
        assert_eq!(Phone::parse("+33612345678").map(|phone| phone.to_string()), Ok("06 12 34 56 78".into()));
    }

    #[test]
    fn a_number_of_another_country_keeps_it() {
        assert_eq!(
            Phone::parse("+213 551 23 45 67").map(|phone| phone.to_string()),
            Ok("+213551234567".into())
        );
    }

    #[test]
    fn text_messages_go_to_mobile_numbers_alone() {
        let mobile = |typed| Phone::parse(typed).unwrap().mobile();
        for number in ["+33612345678", "+33712345678", "+33700123456", "+262692123456", "+508551234"] {
            assert_eq!(mobile(number).as_deref(), Some(number));
        }
        assert_eq!(mobile("0692 12 34 56").as_deref(), Some("+262692123456"));
        assert_eq!(mobile("0696 12 34 56").as_deref(), Some("+596696123456"));
        assert_eq!(Phone::parse("+262692123456").unwrap().ways(), ["+262692123456", "+33692123456"]);
        assert_eq!(Phone::parse("0612345678").unwrap().ways(), ["+33612345678"]);
        for number in ["04 91 12 34 56", "09 70 12 34 56", "08 00 12 34 56", "+213551234567", "+262262123456"]
        {
            assert_eq!(mobile(number), None, "{number}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in [
            "",
            "06 12 34 56",
            "06 12 34 56 78 90",
            "voir mail",
            "06+12345678",
            "00",
            "+",
            "0012",
            "0012345678é",
        ] {
            assert_eq!(Phone::parse(text), Err(PhoneError), "{text}");
        }
    }

    #[test]
    fn a_siren_is_nine_digits_with_a_check_digit() {
        assert_eq!(Siren::parse("732829320").map(|siren| siren.to_string()), Ok("732 829 320".into()));
        assert_eq!(Siren::parse(" 732 829 320 ").map(String::from), Ok("732829320".into()));
        assert_eq!(Siren::parse("732829321"), Err(SirenError::Check));
        assert_eq!(Siren::parse("73282932"), Err(SirenError::Digits));
        assert_eq!(Siren::parse("73282932a"), Err(SirenError::Digits));
        assert_eq!(Siren::parse("000000000"), Err(SirenError::Check));
    }

    #[test]
    fn stored_text_is_checked_again_when_it_is_read_back() {
        assert!(serde_json::from_str::<Email>("\"a@exemple.test\"").is_ok());
        assert!(serde_json::from_str::<Email>("\"a@exemple\"").is_err());
        assert_eq!(
            serde_json::to_string(&Phone("+33612345678".into())).ok().as_deref(),
            Some("\"+33612345678\"")
        );
    }
}
