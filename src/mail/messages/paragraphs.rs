//! Paragraphs that messages of several nouns share.

use super::Paragraph;

/// A paragraph that names no variable.
pub const fn plain(name: &'static str, default: &'static str) -> Paragraph {
    Paragraph { name, default, variables: &[] }
}

/// How a message to somebody begins.
pub const GREETING: Paragraph =
    Paragraph { name: "greeting", default: "Bonjour {first_name},", variables: &["first_name"] };
/// Whom they call about what they read.
pub const TO_TALK: Paragraph = Paragraph {
    name: "whom",
    default: "Pour en parler, appelez {coordinator}, ou répondez à ce message.",
    variables: &["coordinator"],
};
/// The same, where nobody has a number.
pub const TO_TALK_BY_MAIL: Paragraph = plain("answer", "Pour en parler, répondez à ce message.");
/// The button that leads to the page of whoever reads it.
pub const OWN_PAGE: Paragraph = plain("own_page", "Ouvrir ma page");
/// Where whoever reads of a pair reports a problem.
pub const PROBLEM: Paragraph =
    plain("problem", "Un problème avec cette personne\u{a0}? Dites-le ici, le hub vous appelle\u{a0}:");
