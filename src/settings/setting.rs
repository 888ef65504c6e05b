//! The settings as one value, with the rules that hold between them.

use std::collections::BTreeSet;

use time::Duration;

use crate::contact::Phone;
use crate::db::deeds;
use crate::steps::Patience;
use crate::version::Version;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What is set, in the order of the page.
    Code {
        AskedFirst = "asked_first", "À qui l’on demande d’abord";
        FirstReminder = "first_reminder_days", "Première relance";
        SecondReminder = "second_reminder_days", "Deuxième relance";
        Answer = "answer_days", "Fin de la proposition sans réponse";
        HiddenRefusals = "hidden_refusals", "Raisons d’un non qui ne sont pas proposées";
        Begins = "begins", "Quand un tandem commence";
        Signature = "signature_days", "Délai pour signer la charte";
        HonestWord = "honest_word_days", "Le mot franc à qui attend";
        Texts = "texts_per_month", "SMS par structure et par mois";
        Deputy = "deputy_days", "Confier une chose en retard à quelqu’un d’autre";
        Responsible = "responsible_days", "La confier à la personne responsable du hub";
        OpensAt = "opens_at", "Premier message du jour";
        ClosesAt = "closes_at", "Dernier message du jour";
        Signatory = "signatory", "Qui signe";
        Phone = "phone", "Numéro";
    }
}

vocabulary! {
    /// Who is asked first about a proposal.
    AskedFirst {
        Mentor = "mentor", "le mentor, puis la personne accompagnée après son oui";
        Mentee = "mentee", "la personne accompagnée, puis le mentor après son oui";
        Both = "both", "les deux à la fois";
    }
}

vocabulary! {
    /// When a tandem begins, once both said yes.
    Begins {
        Signatures = "signatures", "quand les deux ont signé la charte";
        SecondYes = "second_yes", "dès le deuxième oui, et la charte se signe ensuite";
    }
}

deeds! {
    /// What is done to a setting. The row says which, what it was and what it became.
    SettingDeed of "setting" {
        Changed = "changed";
    }
}

deeds! {
    /// What is done to the words of a paragraph of a message.
    WordsDeed of "message_words" {
        Changed = "changed";
        Restored = "restored";
    }
}

/// What the hub's responsible sets. Days are calendar days, hours those of Paris.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the other fields say what they are by their name")]
pub struct Settings {
    pub asked_first: AskedFirst,
    /// Days after the question before whoever did not answer is reminded…
    pub first_reminder_days: u16,
    /// … and once more.
    pub second_reminder_days: u16,
    /// Days after the question before the proposal ends without an answer.
    pub answer_days: u16,
    /// The codes of the reasons for a no that nobody is offered.
    pub hidden_refusals: BTreeSet<String>,
    pub begins: Begins,
    /// Days that each side has to sign the charter.
    pub signature_days: u16,
    /// Days after the welcome, or the last ending, before somebody without a tandem is told so honestly.
    pub honest_word_days: u16,
    /// How many text messages leave in a month to the people of one organisation; none: the hub writes otherwise.
    pub texts_per_month: u16,
    /// Days of delay before what somebody is to do goes to whoever stands in for them…
    pub deputy_days: u16,
    /// … and to whoever is responsible for the hub.
    pub responsible_days: u16,
    /// The hour from which the hub writes.
    pub opens_at: u16,
    /// The hour from which it no longer does.
    pub closes_at: u16,
    /// In whose name messages leave; the hub's when none is given.
    pub signatory: Option<String>,
    /// The number given under that name.
    pub phone: Option<Phone>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            asked_first: AskedFirst::Mentor,
            first_reminder_days: 3,
            second_reminder_days: 7,
            answer_days: 10,
            hidden_refusals: BTreeSet::new(),
            begins: Begins::Signatures,
            signature_days: 10,
            honest_word_days: 21,
            texts_per_month: 0,
            deputy_days: 7,
            responsible_days: 14,
            opens_at: 8,
            closes_at: 20,
            signatory: None,
            phone: None,
        }
    }
}

/// The longest delay, in days.
pub const LONGEST_DELAY: u16 = 90;
/// The most text messages that leave in a month to the people of one organisation.
pub const MOST_TEXTS: u16 = 20_000;
/// The longest name that signs, in characters.
pub const LONGEST_SIGNATORY: usize = 80;
/// The shortest working day, in hours: what waits must leave some day.
const SHORTEST_DAY: u16 = 4;

/// Why settings are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A delay of nothing, or of years.
    #[error("Choisissez de 1 à {LONGEST_DELAY} jours.")]
    Delay(Code),
    /// The second reminder comes after the first.
    #[error("La deuxième relance vient après la première.")]
    SecondReminderFirst,
    /// Nobody is reminded of what is over.
    #[error("La proposition se termine après la deuxième relance.")]
    OverBeforeReminded,
    /// What is late goes to the responsible last.
    #[error("La personne responsable du hub vient après : choisissez un délai plus long.")]
    ResponsibleFirst,
    /// An hour that no clock shows, or a day too short.
    #[error(
        "Laissez au moins {SHORTEST_DAY} heures entre le premier et le dernier message du jour, de 0 à 24 h."
    )]
    ShortDay,
    /// A number under no name.
    #[error("Dites à qui est ce numéro, ou effacez-le.")]
    NumberOfNobody,
    /// The name takes more than a line.
    #[error("Écrivez {LONGEST_SIGNATORY} caractères au plus, sur une ligne.")]
    LongName,
    /// Whoever says no has something to say.
    #[error("Gardez au moins une raison.")]
    NoRefusalLeft,
}

impl SettingsError {
    /// The setting that it is about.
    pub fn code(self) -> Code {
        match self {
            Self::Delay(code) => code,
            Self::SecondReminderFirst => Code::SecondReminder,
            Self::OverBeforeReminded => Code::Answer,
            Self::ResponsibleFirst => Code::Responsible,
            Self::ShortDay => Code::ClosesAt,
            Self::NumberOfNobody | Self::LongName => Code::Signatory,
            Self::NoRefusalLeft => Code::HiddenRefusals,
        }
    }
}

impl Settings {
    /// The hours of Paris in which the hub writes.
    pub fn hours(&self) -> std::ops::Range<u8> {
        let hour = |hour: u16| u8::try_from(hour).unwrap_or(24);
        hour(self.opens_at)..hour(self.closes_at)
    }

    /// How late a step may be before it goes to somebody else.
    pub fn patience(&self) -> Patience {
        let days = |days: u16| Duration::days(days.into());
        Patience { deputy: days(self.deputy_days), responsible: days(self.responsible_days) }
    }

    /// Checks what holds between settings; `refusals` are the codes of the reasons for a no of each who may say one.
    pub fn check(&self, refusals: &[Vec<&str>]) -> Result<(), SettingsError> {
        for (code, days) in [
            (Code::FirstReminder, self.first_reminder_days),
            (Code::SecondReminder, self.second_reminder_days),
            (Code::Answer, self.answer_days),
            (Code::Signature, self.signature_days),
            (Code::HonestWord, self.honest_word_days),
            (Code::Deputy, self.deputy_days),
            (Code::Responsible, self.responsible_days),
        ] {
            if !(1..=LONGEST_DELAY).contains(&days) {
                return Err(SettingsError::Delay(code));
            }
        }
        if self.second_reminder_days <= self.first_reminder_days {
            return Err(SettingsError::SecondReminderFirst);
        }
        if self.answer_days <= self.second_reminder_days {
            return Err(SettingsError::OverBeforeReminded);
        }
        if self.responsible_days <= self.deputy_days {
            return Err(SettingsError::ResponsibleFirst);
        }
        if self.closes_at > 24 || self.closes_at < self.opens_at.saturating_add(SHORTEST_DAY) {
            return Err(SettingsError::ShortDay);
        }
        self.check_signature()?;
        let none_is_left = |codes: &Vec<&str>| codes.iter().all(|code| self.hidden_refusals.contains(*code));
        if refusals.iter().any(none_is_left) {
            return Err(SettingsError::NoRefusalLeft);
        }
        Ok(())
    }

    fn check_signature(&self) -> Result<(), SettingsError> {
        match &self.signatory {
            None if self.phone.is_some() => Err(SettingsError::NumberOfNobody),
            Some(name) if name.chars().count() > LONGEST_SIGNATORY || name.contains(char::is_control) => {
                Err(SettingsError::LongName)
            }
            _ => Ok(()),
        }
    }

    /// Whether the hub sends text messages: they cost money, and somebody says how many.
    pub fn has_texts(&self) -> bool {
        self.texts_per_month > 0
    }

    /// Whether somebody who says no is offered a reason.
    pub fn offers(&self, refusal: &str) -> bool {
        !self.hidden_refusals.contains(refusal)
    }

    /// Who signs messages, in one line, where somebody was named.
    pub fn signature(&self) -> Option<String> {
        let name = self.signatory.as_ref()?;
        Some(match &self.phone {
            Some(phone) => format!("{name}, pour le hub du mentorat, {phone}"),
            None => format!("{name}, pour le hub du mentorat"),
        })
    }

    /// A setting as it is stored; empty for none.
    pub fn value(&self, code: Code) -> String {
        match code {
            Code::AskedFirst => self.asked_first.code().to_owned(),
            Code::FirstReminder => self.first_reminder_days.to_string(),
            Code::SecondReminder => self.second_reminder_days.to_string(),
            Code::Answer => self.answer_days.to_string(),
            Code::HiddenRefusals => self.hidden_refusals.iter().cloned().collect::<Vec<_>>().join(" "),
            Code::Begins => self.begins.code().to_owned(),
            Code::Signature => self.signature_days.to_string(),
            Code::HonestWord => self.honest_word_days.to_string(),
            Code::Texts => self.texts_per_month.to_string(),
            Code::Deputy => self.deputy_days.to_string(),
            Code::Responsible => self.responsible_days.to_string(),
            Code::OpensAt => self.opens_at.to_string(),
            Code::ClosesAt => self.closes_at.to_string(),
            Code::Signatory => self.signatory.clone().unwrap_or_default(),
            Code::Phone => self.phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
        }
    }

    /// Reads a stored setting into the others; says whether it could be read.
    pub fn set(&mut self, code: Code, value: &str) -> bool {
        fn put<T>(place: &mut T, value: Option<T>) -> bool {
            value.map(|value| *place = value).is_some()
        }
        match code {
            Code::AskedFirst => put(&mut self.asked_first, AskedFirst::from_code(value)),
            Code::FirstReminder => put(&mut self.first_reminder_days, value.parse().ok()),
            Code::SecondReminder => put(&mut self.second_reminder_days, value.parse().ok()),
            Code::Answer => put(&mut self.answer_days, value.parse().ok()),
            Code::HiddenRefusals => {
                put(&mut self.hidden_refusals, Some(value.split_whitespace().map(str::to_owned).collect()))
            }
            Code::Begins => put(&mut self.begins, Begins::from_code(value)),
            Code::Signature => put(&mut self.signature_days, value.parse().ok()),
            Code::HonestWord => put(&mut self.honest_word_days, value.parse().ok()),
            Code::Texts => put(&mut self.texts_per_month, value.parse().ok()),
            Code::Deputy => put(&mut self.deputy_days, value.parse().ok()),
            Code::Responsible => put(&mut self.responsible_days, value.parse().ok()),
            Code::OpensAt => put(&mut self.opens_at, value.parse().ok()),
            Code::ClosesAt => put(&mut self.closes_at, value.parse().ok()),
            Code::Signatory => put(&mut self.signatory, Some(Some(value.to_owned()))),
            Code::Phone => put(&mut self.phone, Phone::parse(value).ok().map(Some)),
        }
    }

    /// The version that a form is filled from.
    pub fn version(&self) -> Version {
        Version::of(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSALS: [&str; 2] = ["no_time", "other"];

    fn refused(change: impl FnOnce(&mut Settings)) -> Option<SettingsError> {
        let mut settings = Settings::default();
        change(&mut settings);
        settings.check(&[REFUSALS.to_vec()]).err()
    }

    #[test]
    fn what_nobody_set_is_sound() {
        assert_eq!(Settings::default().check(&[REFUSALS.to_vec()]), Ok(()));
    }

    #[test]
    fn every_setting_is_read_back_as_it_was_stored() {
        let all = Settings {
            asked_first: AskedFirst::Both,
            first_reminder_days: 4,
            second_reminder_days: 9,
            answer_days: 14,
            hidden_refusals: ["found".to_owned(), "too_far".to_owned()].into(),
            begins: Begins::SecondYes,
            signature_days: 15,
            honest_word_days: 30,
            texts_per_month: 500,
            deputy_days: 5,
            responsible_days: 10,
            opens_at: 9,
            closes_at: 18,
            signatory: Some("Colette Restanque".to_owned()),
            phone: Phone::parse("04 65 71 00 01").ok(),
        };
        let mut read = Settings::default();
        for &code in Code::ALL {
            assert_ne!(all.value(code), read.value(code), "{code:?} is told apart here");
            assert!(read.set(code, &all.value(code)), "{code:?}");
        }
        assert_eq!(read, all);
        assert!(!read.set(Code::Answer, "dix") && !read.set(Code::Phone, "12"));
    }

    #[test]
    fn delays_come_in_their_order() {
        assert_eq!(
            refused(|own| own.first_reminder_days = 0),
            Some(SettingsError::Delay(Code::FirstReminder))
        );
        assert_eq!(refused(|own| own.honest_word_days = 91), Some(SettingsError::Delay(Code::HonestWord)));
        assert_eq!(refused(|own| own.second_reminder_days = 3), Some(SettingsError::SecondReminderFirst));
        assert_eq!(refused(|own| own.answer_days = 7), Some(SettingsError::OverBeforeReminded));
        assert_eq!(refused(|own| own.responsible_days = 7), Some(SettingsError::ResponsibleFirst));
    }

    #[test]
    fn a_day_is_long_enough_for_what_waits() {
        assert_eq!(refused(|own| (own.opens_at, own.closes_at) = (0, 24)), None);
        for hours in [(8, 11), (20, 8), (8, 25), (u16::MAX, 20)] {
            assert_eq!(refused(|own| (own.opens_at, own.closes_at) = hours), Some(SettingsError::ShortDay));
        }
    }

    #[test]
    fn a_number_has_a_name_and_a_name_takes_a_line() {
        assert_eq!(
            refused(|own| own.phone = Phone::parse("04 65 71 00 01").ok()),
            Some(SettingsError::NumberOfNobody)
        );
        for name in ["é".repeat(LONGEST_SIGNATORY + 1), "Zoé\r\nBcc: x".to_owned()] {
            assert_eq!(refused(|own| own.signatory = Some(name)), Some(SettingsError::LongName));
        }
    }

    #[test]
    fn a_reason_is_left() {
        let hide = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
        assert_eq!(refused(|own| own.hidden_refusals = hide(&["other"])), None);
        assert_eq!(refused(|own| own.hidden_refusals = hide(&REFUSALS)), Some(SettingsError::NoRefusalLeft));
        let settings = Settings { hidden_refusals: hide(&["no_time"]), ..Settings::default() };
        let of_each = [vec!["no_time"], REFUSALS.to_vec()];
        assert_eq!(settings.check(&of_each), Err(SettingsError::NoRefusalLeft), "one is left for each");
    }
}
