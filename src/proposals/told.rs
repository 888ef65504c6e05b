//! The reasons for a pair in the second person, as each side reads them.

use super::proposal::Party;
use crate::rounds::criteria::Criterion;
use crate::rounds::reasons::Contribution;

/// How the sentences of a round begin, and how they are said to the mentor and to the mentee. The others speak of both.
const BEGINNINGS: [(&str, &str, &str); 7] = [
    (
        "Le mentor connaît le métier visé",
        "Vous connaissez le métier visé",
        "Cette personne connaît le métier que vous visez",
    ),
    (
        "Le mentor peut aider sur tout ce qui est demandé",
        "Vous pouvez aider sur tout ce qui est demandé",
        "Cette personne peut vous aider sur tout ce que vous demandez",
    ),
    ("Le mentor peut aider sur", "Vous pouvez aider sur", "Cette personne peut vous aider sur"),
    ("Tous deux sont", "Vous êtes tous les deux", "Vous êtes tous les deux"),
    ("Libres en même temps", "Vous êtes libres en même temps", "Vous êtes libres en même temps"),
    ("Métiers voisins", "Vos métiers sont voisins", "Vos métiers sont voisins"),
    ("Secteurs proches", "Vos secteurs sont proches", "Vos secteurs sont proches"),
];

/// The most reasons that are told.
const MOST: usize = 3;

/// The strongest reasons, the strongest first. What a side did not say is no reason, nor is what gives no point. Languages are never told:
/// their sentence says the level of one of the two.
pub fn reasons_for(party: Party, reasons: &[Contribution]) -> Vec<String> {
    let is_told = |reason: &&Contribution| {
        reason.points > 0 && !reason.unsaid && reason.criterion != Criterion::Language
    };
    let mut given: Vec<&Contribution> = reasons.iter().filter(is_told).collect();
    given.sort_by_key(|reason| (std::cmp::Reverse(reason.points), reason.criterion));
    given.into_iter().take(MOST).map(|reason| told(party, &reason.sentence)).collect()
}

fn told(party: Party, sentence: &str) -> String {
    for (beginning, to_mentor, to_mentee) in BEGINNINGS {
        if let Some(rest) = sentence.strip_prefix(beginning) {
            return match party {
                Party::Mentor => format!("{to_mentor}{rest}"),
                Party::Mentee => format!("{to_mentee}{rest}"),
            };
        }
    }
    sentence.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(criterion: Criterion, points: u32, sentence: &str, unsaid: bool) -> Contribution {
        Contribution { criterion, points, most: 300, sentence: sentence.to_owned(), unsaid, unmet: false }
    }

    #[test]
    fn the_strongest_are_told_in_the_second_person_and_what_is_unsaid_is_none() {
        let reasons = [
            reason(Criterion::Trade, 200, "Le mentor connaît le métier visé : vente.", false),
            reason(
                Criterion::Sector,
                117,
                "Aucun secteur n’est indiqué : ce critère ne départage pas.",
                true,
            ),
            reason(Criterion::Topics, 0, "Le mentor ne propose pas d’aide sur « réseau ».", false),
            reason(Criterion::Distance, 90, "Tous deux sont à Aubagne.", false),
            reason(Criterion::Availability, 95, "Libres en même temps le lundi soir.", false),
            reason(
                Criterion::Language,
                150,
                "Langue commune : français. Le moins à l’aise des deux : B1.",
                false,
            ),
        ];
        let told = reasons_for(Party::Mentor, &reasons);
        let wanted = [
            "Vous connaissez le métier visé : vente.",
            "Vous êtes libres en même temps le lundi soir.",
            "Vous êtes tous les deux à Aubagne.",
        ];
        assert_eq!(told, wanted);
        let told = reasons_for(Party::Mentee, &reasons);
        assert_eq!(told[0], "Cette personne connaît le métier que vous visez : vente.");
    }
}
