//! The charter: what the two people of a tandem sign, its versions, and the signatures.
//!
//! A version is never edited: another one replaces it, and whoever has signed an older one in an open tandem is asked again.

use sha2::{Digest as _, Sha256};
use time::Date;

use crate::db::{Id, Instant, deeds};
use crate::proposals::proposal::{Party, Sides, due_on};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How somebody signed.
    Way {
        Link = "link", "par le lien d’un message";
        Account = "account", "sur le hub";
        Paper = "paper", "sur papier";
        Voice = "voice", "de vive voix, au téléphone";
    }
}

/// A version of the charter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Charter {
    pub id: Id,
    /// 1 for the first version; the highest is in force.
    pub number: u32,
    /// The exact text. A blank line ends a paragraph.
    pub text: String,
    pub issued_at: Instant,
    /// The account that issued it; none for the hub's own text.
    pub issued_by: Option<Id>,
}

/// The text of the first version, until the hub's responsible issues another.
pub fn first_text() -> &'static str {
    include_str!("charter.txt").trim_end()
}

/// The longest text, in characters: it fits a printed page.
pub const LONGEST_TEXT: usize = 4000;

/// The SHA-256 of a text, in hexadecimal: it changes with every byte.
pub fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// A signature that one side of a proposal was asked for: the first, or one of a later version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Signature {
    pub id: Id,
    pub proposal_id: Id,
    pub party: Party,
    pub asked_on: Date,
    /// How many days they have to sign.
    pub days: u16,
    /// The day on which they were last reminded.
    pub reminded_on: Option<Date>,
    /// What they signed, once they did.
    pub signed: Option<Signed>,
}

/// What somebody signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Signed {
    /// The version, by its key.
    pub charter_id: Id,
    /// The SHA-256 of the exact text.
    pub text_hash: String,
    pub way: Way,
    /// The day they signed; on paper, it may be before it was noted.
    pub on: Date,
    /// When the hub noted it.
    pub at: Instant,
}

impl Signature {
    /// The day by which they sign.
    pub fn due_on(&self) -> Date {
        due_on(self.asked_on, self.days)
    }
}

/// What one side still owes, if something is asked of it.
pub fn owed(signatures: &[Signature], party: Party) -> Option<&Signature> {
    signatures.iter().find(|one| one.party == party && one.signed.is_none())
}

/// The last that each side signed.
pub fn last_signed(signatures: &[Signature]) -> Sides<Option<&Signed>> {
    let of = |party| {
        let signed = signatures.iter().filter(|one| one.party == party).filter_map(|one| one.signed.as_ref());
        signed.max_by_key(|signed| signed.at)
    };
    Sides { mentor: of(Party::Mentor), mentee: of(Party::Mentee) }
}

/// The day on which both had signed, if they have.
pub fn both_signed_on(signatures: &[Signature]) -> Option<Date> {
    let signed = last_signed(signatures);
    Some(signed.mentor?.on.max(signed.mentee?.on))
}

/// Why a text is no charter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// There is nothing to sign.
    #[error("Écrivez le texte de la charte.")]
    Empty,
    /// Nobody reads it to its end.
    #[error("Écrivez {LONGEST_TEXT} caractères au plus : la charte tient sur une page.")]
    TooLong,
}

/// Checks the text of a new version.
pub fn check_text(text: &str) -> Result<(), TextError> {
    if text.trim().is_empty() {
        Err(TextError::Empty)
    } else if text.chars().count() > LONGEST_TEXT {
        Err(TextError::TooLong)
    } else {
        Ok(())
    }
}

/// Why a signature on paper is not noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// Only what was signed is noted.
    #[error("Une signature se note une fois donnée\u{a0}: choisissez aujourd’hui ou un jour passé.")]
    Future,
    /// Nobody knew of the pair.
    #[error("Ce jour est avant celui de la proposition.")]
    BeforeProposal,
    /// It was another text.
    #[error("La charte en vigueur est plus récente que ce jour\u{a0}: faites signer celle-ci.")]
    BeforeCharter,
}

/// Checks the day of a signature on paper. The first version is that of the hub, which was there before.
pub fn check_paper(on: Date, proposed_on: Date, in_force: &Charter, today: Date) -> Result<(), PaperError> {
    if on > today {
        Err(PaperError::Future)
    } else if on < proposed_on {
        Err(PaperError::BeforeProposal)
    } else if in_force.number > 1 && on < in_force.issued_at.day() {
        Err(PaperError::BeforeCharter)
    } else {
        Ok(())
    }
}

deeds! {
    /// What is done to the charter.
    CharterDeed of "charter" {
        Issued = "issued";
    }
}

deeds! {
    /// What is done about a signature.
    SignatureDeed of "signature" {
        Asked = "asked";
        Reminded = "reminded";
        Signed = "signed";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::{date, datetime};

    fn signature(party: Party, signed_on: Option<Date>) -> Signature {
        let at = Instant::new(datetime!(2026-03-12 9:30 UTC));
        let signed = |on| Signed {
            charter_id: Id::nil(),
            text_hash: hash("x"),
            way: Way::Paper,
            on,
            at: at.plus(time::Duration::days(i64::from(on.ordinal()))),
        };
        Signature {
            id: new_id(),
            proposal_id: Id::nil(),
            party,
            asked_on: date!(2026 - 03 - 01),
            days: 10,
            reminded_on: None,
            signed: signed_on.map(signed),
        }
    }

    #[test]
    fn the_hash_is_that_of_the_text_and_changes_with_a_byte() {
        // The example of FIPS 180-2.
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let text = first_text();
        assert_ne!(hash(text), hash(&text.replacen("gratuit", "gratuiT", 1)));
        assert_ne!(hash(text), hash(&format!("{text}\n")));
    }

    #[test]
    fn both_have_signed_on_the_later_day() {
        let (mentor, mentee) = (Party::Mentor, Party::Mentee);
        let (first, second) = (date!(2026 - 03 - 02), date!(2026 - 03 - 04));
        let one = [signature(mentor, Some(first)), signature(mentee, None)];
        assert_eq!(
            (both_signed_on(&one), owed(&one, mentor), owed(&one, mentee)),
            (None, None, Some(&one[1]))
        );
        let both = [signature(mentee, Some(first)), signature(mentor, Some(second))];
        assert_eq!(both_signed_on(&both), Some(second));
        // Asked again, they have signed all the same.
        let again = [both[0].clone(), both[1].clone(), signature(mentor, None)];
        assert_eq!((both_signed_on(&again), owed(&again, mentor)), (Some(second), Some(&again[2])));
    }

    #[test]
    fn a_text_fits_a_page() {
        assert_eq!(check_text(first_text()), Ok(()));
        assert_eq!(check_text(" \n"), Err(TextError::Empty));
        assert_eq!(check_text(&"é".repeat(LONGEST_TEXT + 1)), Err(TextError::TooLong));
    }

    #[test]
    fn a_paper_is_signed_between_the_proposal_and_today_and_bears_the_text_in_force() {
        let day = |day| date!(2026 - 03 - 01).replace_day(day).unwrap();
        let charter = |number| Charter {
            id: Id::nil(),
            number,
            text: String::new(),
            issued_at: Instant::new(datetime!(2026-03-10 9:30 UTC)),
            issued_by: None,
        };
        let check = |on, number| check_paper(day(on), day(5), &charter(number), day(12));
        assert_eq!(check(13, 1), Err(PaperError::Future));
        assert_eq!(check(4, 1), Err(PaperError::BeforeProposal));
        assert_eq!((check(5, 1), check(12, 1)), (Ok(()), Ok(())));
        assert_eq!((check(9, 2), check(10, 2)), (Err(PaperError::BeforeCharter), Ok(())));
    }
}
