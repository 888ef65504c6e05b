//! One word for one thing: what must not be read on a screen, in a message or in what a command prints, and what is said instead.

mod pages;

/// Where a word is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// At the beginning of a word, whatever follows.
    Start,
    /// As a whole word.
    Word,
    /// As everything that a button, a link or a heading says.
    Label,
}

use Where::{Label, Start, Word};

/// A word of the list: in lower case it is found in any case.
struct Banned {
    word: &'static str,
    stands: Where,
    better: &'static str,
}

const fn banned(word: &'static str, stands: Where, better: &'static str) -> Banned {
    Banned { word, stands, better }
}

/// The list. `docs/glossary.md` has the words that are said.
const BANNED: &[Banned] = &[
    banned("campagne", Start, "tour ; « campagne de recrutement » pour chercher des mentors"),
    banned("mentoré", Start, "personne accompagnée"),
    banned("appari", Start, "former les tandems"),
    banned("paire", Word, "binôme"),
    banned("paires", Word, "binômes"),
    banned("épingl", Start, "garder"),
    banned("brouillon", Start, "tour à relire"),
    banned("entrer", Word, "se connecter"),
    banned("entrez", Word, "connectez-vous"),
    banned("Entrée", Label, "Connexion"),
    banned("Quitter", Word, "Se déconnecter"),
    banned("mon accès", Word, "Mon compte"),
    banned("écarter", Word, "répondre que ce n’est pas possible"),
    banned("optimal, vérifié", Word, "Aucun autre ensemble ne forme plus de tandems"),
    banned("accord sur", Word, "Même façon de…"),
    banned("en est résulté", Word, "Que devient-elle ?"),
    banned("clos", Word, "terminé"),
    banned("clore", Word, "terminer"),
    banned("clôturer", Word, "terminer"),
    banned("clôturé", Start, "terminé"),
    banned("clôturez", Start, "terminez"),
    banned("Fin", Label, "Clôture"),
    banned("Accueils", Label, "Premiers accueils"),
    banned("jour d’accueil", Word, "jour du premier accueil"),
    banned("Arrondissement", Start, "« Marseille 8e » ; « arrondissement » dans une phrase"),
    banned("électronique", Start, "adresse e-mail"),
    banned("code ROME", Word, "le nom d’abord : métier (ROME)"),
    banned("code NAF", Word, "le nom d’abord : secteur (NAF)"),
    banned("numéro SIREN", Word, "le nom d’abord : numéro d’entreprise (SIREN)"),
    banned("par SIREN", Word, "le nom d’abord : numéro d’entreprise (SIREN)"),
    banned("niveau CECR", Word, "le nom d’abord : se débrouille (B1)"),
];

/// What may be said although it holds a word of the list.
const ALLOWED: &[&str] = &["campagne de recrutement", "campagnes de recrutement"];

/// The words of the list that a text says, each with the better one.
pub fn said(text: &str) -> Vec<(&'static str, &'static str)> {
    let text = ALLOWED.iter().fold(text.replace('\u{a0}', " "), |text, allowed| text.replace(allowed, ""));
    let folded = text.to_lowercase();
    let says = |banned: &&Banned| {
        let is_cased = banned.word.starts_with(char::is_uppercase);
        stands(if is_cased { &text } else { &folded }, banned)
    };
    BANNED.iter().filter(says).map(|banned| (banned.word, banned.better)).collect()
}

fn stands(text: &str, banned: &Banned) -> bool {
    if banned.stands == Label {
        return text.trim().trim_matches('"') == banned.word;
    }
    text.match_indices(banned.word).any(|(at, found)| {
        let is_letter = |letter: char| letter.is_alphanumeric();
        let begins = !text[..at].ends_with(is_letter);
        let ends = !text[at + found.len()..].starts_with(|next: char| is_letter(next) || next == '_');
        begins && (ends || banned.stands == Start)
    })
}

/// What loses its vowel before another word, and is then followed by an apostrophe.
const ELIDED: [&str; 15] =
    ["l", "d", "n", "s", "c", "j", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "aujourd", "quelqu", "entr"];

/// The first French word of a text that is written with a straight apostrophe: "d'hôtel".
pub fn straight(text: &str) -> Option<String> {
    text.match_indices('\'').find_map(|(at, _)| {
        let before = text[..at].rsplit(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
        let rest = &text[at + 1..];
        let after: String = rest.chars().take_while(|letter| letter.is_alphabetic()).collect();
        let is_french = ELIDED.contains(&before.to_lowercase().as_str()) && after.chars().count() > 1;
        is_french.then(|| format!("{before}'{after}"))
    })
}

/// What is inserted behind "de", "que", "la"… without asking whether it begins with a vowel: `french::de` says it. Constants
/// and the names below are numbers.
pub fn unelided(text: &str) -> Option<String> {
    const NUMBERS: [&str; 4] = ["least", "most", "age", "year"];
    ["de", "que", "la", "jusque", "lorsque", "parce que"].iter().find_map(|word| {
        let opening = format!("{word} {{");
        text.match_indices(&opening).find_map(|(at, found)| {
            let begins = !text[..at].ends_with(char::is_alphanumeric);
            let rest = text[at + found.len()..].trim_start_matches(['{', ' ']);
            let name: String =
                rest.chars().take_while(|&sign| sign.is_alphanumeric() || "_.:".contains(sign)).collect();
            let is_number = NUMBERS.contains(&name.as_str()) || name.starts_with(char::is_uppercase);
            let is_tag = rest.starts_with('%');
            (begins && !is_number && !is_tag && !name.starts_with("crate::french"))
                .then(|| format!("{found}{name}"))
        })
    })
}

#[test]
fn a_word_of_the_list_is_seen_however_it_stands() {
    let words = |text: &str| said(text).into_iter().map(|found| found.0).collect::<Vec<_>>();
    assert_eq!(words("Mentoré·es et mentors"), ["mentoré"]);
    assert_eq!(words("Lancer la campagne d’appariement"), ["campagne", "appari"]);
    assert_eq!(words("La paire épinglée"), ["paire", "épingl"]);
    assert_eq!(words("Tandem clos le 3 mars"), ["clos"]);
    assert_eq!(words("\"Fin\""), ["Fin"]);
    assert_eq!(words("Marseille 8e Arrondissement"), ["Arrondissement"]);
    assert_eq!(words("L’adresse électronique"), ["électronique"]);
    for fine in [
        "une campagne de recrutement",
        "la fin de la session",
        "un arrondissement",
        "closed",
        "n’entrent",
        "Finir",
    ] {
        assert_eq!(words(fine), [""; 0], "{fine}");
    }
}

#[test]
fn a_straight_apostrophe_is_seen_in_french_and_not_in_english() {
    assert_eq!(straight("Boulangerie, l'été").as_deref(), Some("l'été"));
    assert_eq!(straight("Berre-l'Étang").as_deref(), Some("l'Étang"));
    assert_eq!(straight("a mentor's places, O'Hara, don't, x'0a', l’été"), None);
}

#[test]
fn what_is_inserted_behind_a_vowel_is_seen() {
    assert_eq!(unelided("pas de {}").as_deref(), Some("de {"));
    assert_eq!(unelided("Dossier de {{ name }}.").as_deref(), Some("de {name"));
    assert_eq!(
        unelided("Dossier {{ crate::french::de(name) }}, plus de {LONGEST} lignes, de {least} à 3"),
        None
    );
    assert_eq!(unelided("code {name}, le monde {}"), None);
}
