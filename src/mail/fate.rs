//! What became of a message, in words.

use super::messages::DropReason;
use super::store::Mail;
use crate::db::Instant;
use crate::french;

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// In two words.
    pub what: &'static str,
    /// Why, or when, in a sentence.
    pub why: String,
    /// Whether it did not arrive and will not.
    pub failed: bool,
}

impl Fate {
    fn waits(why: impl Into<String>) -> Self {
        Self { what: "En attente", why: why.into(), failed: false }
    }

    fn failed(what: &'static str, why: &str) -> Self {
        Self { what, why: format!("{}.", french::capitalised(why)), failed: true }
    }

    /// What became of a message at an instant, whose next attempt is due at another.
    pub fn of(mail: &Mail, due_at: Option<Instant>, now: Instant) -> Self {
        let at = |at: Instant| french::moment(at.in_paris());
        let error = mail.last_error.as_deref().map(why_failed);
        if let Some(returned_at) = mail.returned_at {
            let why = format!("revenu le {}\u{a0}: {}", at(returned_at), error.unwrap_or_default());
            return Self::failed("Pas arrivé", &why);
        }
        if let Some(sent_at) = mail.sent_at {
            return Self { what: "Parti", why: format!("Le {}.", at(sent_at)), failed: false };
        }
        if mail.dropped_at.is_some() {
            let reason = mail.dropped_reason.as_deref().and_then(DropReason::from_code);
            return Self::failed("Pas envoyé", reason.map_or("", DropReason::label));
        }
        if mail.given_up_at.is_some() {
            return Self::failed("Pas arrivé", error.unwrap_or_default());
        }
        if mail.held_at.is_some() {
            return Self::waits("Le hub est en répétition\u{a0}: il part quand le hub ouvre.");
        }
        match (due_at.filter(|due_at| *due_at > now), error) {
            (Some(due_at), Some(_)) if mail.last_error.as_deref() == Some("budget") => Self::waits(format!(
                "Sa structure a envoyé ses SMS du mois\u{a0}: nouvel essai le {}.",
                at(due_at)
            )),
            (Some(due_at), Some(error)) => Self::waits(format!(
                "Premier essai sans succès\u{a0}: {error}. Nouvel essai le {}.",
                at(due_at)
            )),
            (Some(due_at), None) => Self::waits(format!(
                "Le hub écrit peu, et à ses heures\u{a0}: il part le {} au plus tôt.",
                at(due_at)
            )),
            (None, _) => Self::waits("Il part dans la minute."),
        }
    }
}

/// Why an attempt failed, from its code.
fn why_failed(code: &str) -> &'static str {
    match code.split(' ').next().unwrap_or_default() {
        "refused" => "le serveur de messagerie refuse cette adresse",
        "returned" => "le serveur de messagerie refuse ce message",
        "unknown" => "cette adresse ne reçoit plus rien",
        "later" => "le serveur de messagerie demande d’attendre",
        "address" => "cette adresse n’en est pas une",
        "landline" => "ce numéro n’est pas celui d’un mobile",
        "text_refused" => "l’opérateur de SMS refuse ce message",
        "text_later" => "l’opérateur de SMS demande d’attendre",
        "text_timeout" | "text_unreachable" => "l’opérateur de SMS ne répond pas",
        "restored" => "le hub a été rétabli d’une sauvegarde",
        "untrue" => "ce qu’il disait n’était plus vrai",
        "sealed" => "son texte ne se lit plus",
        _ => "le serveur de messagerie ne répond pas",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::letter::tests::mail;
    use time::Duration;

    fn fate(change: impl FnOnce(&mut Mail, Instant)) -> Fate {
        let mut written = mail("zoe@exemple.test", "Votre tandem commence");
        let now = written.created_at;
        change(&mut written, now);
        Fate::of(&written, Some(now.plus(Duration::HOUR)), now)
    }

    #[test]
    fn a_message_says_what_became_of_it_and_why() {
        assert_eq!(fate(|mail, now| mail.sent_at = Some(now)).why, "Le 12 mars 2026 à 10 h 30.");
        let dropped = fate(|mail, now| {
            mail.dropped_at = Some(now);
            mail.dropped_reason = Some("day_over".to_owned());
        });
        assert_eq!((dropped.what, dropped.why.as_str()), ("Pas envoyé", "Son dernier jour est passé."));
        let given_up = fate(|mail, now| {
            mail.given_up_at = Some(now);
            mail.last_error = Some("refused 550".to_owned());
        });
        assert_eq!(given_up.why, "Le serveur de messagerie refuse cette adresse.");
        let returned = fate(|mail, now| {
            mail.sent_at = Some(now);
            mail.returned_at = Some(now);
            mail.last_error = Some("unknown 5.1.1".to_owned());
        });
        assert!(returned.failed);
        assert_eq!(
            returned.why,
            "Revenu le 12 mars 2026 à 10 h 30\u{a0}: cette adresse ne reçoit plus rien."
        );
        assert!(fate(|mail, now| mail.held_at = Some(now)).why.contains("en répétition"));
        assert!(fate(|mail, _| mail.last_error = Some("timeout".to_owned())).why.contains("Nouvel essai le"));
        assert!(fate(|_, _| ()).why.contains("11 h 30 au plus tôt"));
        let now = mail("zoe@exemple.test", "").created_at;
        assert_eq!(Fate::of(&mail("zoe@exemple.test", ""), Some(now), now).why, "Il part dans la minute.");
    }
}
