//! The part somebody plays: mentor, or mentee in a track.

use crate::territories::text::{fold, near_word};
use crate::track::Track;

/// The part a cell speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::registrations) enum Part {
    Mentor,
    Mentee,
}

/// The part of a cell.
///
/// "Mentore" is a woman who is a mentor, or a mentee whose accent was lost: whoever says how many people they take is a
/// mentor. The same rule decides for a blank cell and for words unknown here, because a mentee without track, a job
/// seeker, is asked nothing more.
pub(in crate::registrations) fn part(text: &str, takes_mentees: bool) -> Part {
    let lower = text.to_lowercase();
    if lower.split(|sign: char| sign.is_whitespace()).any(is_mentee_by_accent) {
        return Part::Mentee;
    }
    let folded = fold(text);
    let has = |words: &[&str]| folded.split(' ').any(|word| words.contains(&word));
    if has(&["mentee", "mentees", "mentoree", "mentorees", "filleul", "filleule", "demandeur", "demandeuse"])
    {
        Part::Mentee
    } else if has(&["mentore", "mentores"]) {
        if takes_mentees { Part::Mentor } else { Part::Mentee }
    } else if folded.split(' ').any(|word| near_word(word, "mentor"))
        || has(&["mentrice", "parrain", "marraine"])
    {
        Part::Mentor
    } else if track(text).is_some() || !takes_mentees {
        Part::Mentee
    } else {
        Part::Mentor
    }
}

/// "mentoré", "mentorée", "mentoré(e)", "mentoré·e": whatever follows, the accent says it.
fn is_mentee_by_accent(word: &str) -> bool {
    word.starts_with("ment") && (word.contains('é') || word.contains("e\u{301}"))
}

/// The track a cell speaks of.
pub(in crate::registrations) fn track(text: &str) -> Option<Track> {
    let folded = fold(text);
    let speaks_of = |words: &[&str]| folded.split(' ').any(|word| words.contains(&word));
    if folded.contains("jeune entrepr")
        || folded.contains("jeune dirigeant")
        || folded.contains("young business")
    {
        Some(Track::YoungBusiness)
    } else if speaks_of(&["projet", "projets", "creation", "createur", "creatrice", "creer"]) {
        Some(Track::Creation)
    } else if speaks_of(&["emploi", "employment", "chercheur", "chercheuse"]) {
        Some(Track::Employment)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mentor_and_a_mentee_are_told_apart_by_one_accent() {
        for text in ["Mentor", "MENTOR", "mentors", "Mentor(e)", "mentr", "Marraine", "Mentor bénévole"] {
            assert_eq!(part(text, false), Part::Mentor, "{text}");
        }
        for text in [
            "Mentoré",
            "Mentorée",
            "mentoré(e)",
            "Mentoré·e",
            "MENTORÉ",
            "Mentore\u{301}",
            "mentee",
            "Demandeuse d’emploi",
            "Porteur de projet",
        ] {
            assert_eq!(part(text, true), Part::Mentee, "{text}");
        }
    }

    #[test]
    fn whoever_takes_people_is_a_mentor_where_the_words_do_not_say() {
        for text in ["Mentore", "MENTORE", "", "autre", "chef d’entreprise"] {
            assert_eq!(part(text, true), Part::Mentor, "{text}");
            assert_eq!(part(text, false), Part::Mentee, "{text}");
        }
    }

    #[test]
    fn the_words_of_a_mentee_may_say_the_track() {
        for (text, expected) in [
            ("Porteuse de projet", Some(Track::Creation)),
            ("Créateur d’entreprise", Some(Track::Creation)),
            ("mentoré (jeune entreprise)", Some(Track::YoungBusiness)),
            ("Jeune entrepreneuse", Some(Track::YoungBusiness)),
            ("demandeur d’emploi", Some(Track::Employment)),
            ("emploi", Some(Track::Employment)),
            ("Mentoré", None),
        ] {
            assert_eq!(track(text), expected, "{text}");
        }
    }
}
