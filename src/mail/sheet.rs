//! A message as a printed letter: its words in paragraphs, and its link apart, since nobody follows a link on paper.

/// What stands on a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The paragraphs, each as its lines.
    pub paragraphs: Vec<Vec<String>>,
    /// What the link is for, in words, and the link; the first of the message: the page it opens leads to all others.
    pub link: Option<(String, String)>,
    /// Who signs.
    pub signature: String,
}

/// What stands between a message and its signature.
const SIGNED: &str = "\n-- \n";

impl Sheet {
    /// The sheet of a message of plain text, whose links are those of the hub at an address.
    pub fn of(text: &str, base_url: &str) -> Self {
        let (words, end) = text.split_once(SIGNED).unwrap_or((text, ""));
        let mut sheet = Self {
            paragraphs: Vec::new(),
            link: None,
            signature: end.lines().next().unwrap_or_default().trim().to_owned(),
        };
        for paragraph in words.split("\n\n") {
            let lines: Vec<&str> = paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            match lines.iter().find(|line| line.starts_with(base_url)) {
                Some(link) if sheet.link.is_none() => {
                    let said =
                        lines.iter().filter(|line| *line != link).copied().collect::<Vec<_>>().join(" ");
                    let said = said.trim_end_matches([':', ' ', '\u{a0}']).to_owned();
                    sheet.link = Some((said, (*link).to_owned()));
                }
                // The page of the first link leads there too.
                Some(_) => {}
                None if lines.is_empty() => {}
                None => sheet.paragraphs.push(lines.into_iter().map(str::to_owned).collect()),
            }
        }
        sheet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Bonjour Zoé,\n\nDésiré vous est proposé.\n- Il connaît la vente\n- Il habite Arles\n\n\
        Répondre :\nhttp://hub.test/answers/ab\n\nUn problème ?\nhttp://hub.test/answers/ab/problems\n\n\
        -- \nColette Restanque\nVous pouvez répondre à ce message.\n";

    #[test]
    fn the_first_link_stands_apart_and_the_others_are_left_out() {
        let sheet = Sheet::of(TEXT, "http://hub.test");
        assert_eq!(sheet.link, Some(("Répondre".to_owned(), "http://hub.test/answers/ab".to_owned())));
        assert_eq!(sheet.signature, "Colette Restanque");
        let lines: Vec<_> = sheet.paragraphs.concat();
        assert_eq!(
            lines,
            ["Bonjour Zoé,", "Désiré vous est proposé.", "- Il connaît la vente", "- Il habite Arles"]
        );
    }

    #[test]
    fn a_message_without_a_link_or_a_signature_is_all_words() {
        let sheet = Sheet::of("Un seul paragraphe.", "http://hub.test");
        assert_eq!(
            sheet,
            Sheet {
                paragraphs: vec![vec!["Un seul paragraphe.".to_owned()]],
                link: None,
                signature: String::new()
            }
        );
    }
}
