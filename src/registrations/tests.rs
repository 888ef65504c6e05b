//! Whole files: the same list in every form people send it, files that are no list, and files meant to harm.

use std::collections::BTreeSet;

use time::Date;
use time::macros::date;

use super::*;
use crate::people::profile::{Language, Level};
use crate::track::Track;

pub(super) mod files;
mod harmful;
mod lists;
mod model;

const TODAY: Date = date!(2026 - 11 - 22);

/// The titles of the model file.
const TITLES: &str = "Horodateur;Prénom;Nom;Adresse e-mail;Téléphone;Code postal;Commune;Né(e) le;Vous êtes;\
     Métier visé (ROME);Langues (niveau);Disponibilités;Combien de personnes pouvez-vous accompagner ?";

/// Six registrations without fault, below their titles.
fn model() -> String {
    format!(
        "{TITLES}\r\n\
         01/01/2019 08:00;Élodie;Martin-Brun;personne000@exemple.test;06 00 00 00 00;13001;Marseille;01/01/1965;Mentor;M1607;français C2, arabe B2;lundi soir, samedi matin;1\r\n\
         02/02/2019 09:07;François;Œpre;personne001@exemple.test;06 01 03 07 11;13002;Marseille;02/02/1966;Mentoré;D1106;\"anglais B1 ; français C1\";lundi soir, samedi matin;\r\n\
         03/03/2019 10:14;Inès;Garcin;personne002@exemple.test;06 02 06 14 22;13003;Marseille;03/03/1967;Mentoré;G1602;français (langue maternelle);lundi soir, samedi matin;\r\n\
         04/04/2019 11:21;Mohamed;Lefèvre;personne003@exemple.test;06 03 09 21 33;13004;Marseille;04/04/1968;Mentor;M1805;;lundi soir, samedi matin;4\r\n\
         05/05/2019 12:28;Chloé;O'Hara;personne004@exemple.test;06 04 12 28 44;13005;Marseille;05/05/1969;Mentoré;M1607;français C2, arabe B2;lundi soir, samedi matin;\r\n\
         06/06/2019 13:35;Noël;Dell'Orso;personne005@exemple.test;06 05 15 35 55;13006;Marseille;06/06/1970;Mentoré;D1106;\"anglais B1 ; français C1\";lundi soir, samedi matin;\r\n"
    )
}

fn examined_table(table: &Table, known: &[KnownPerson]) -> Examination {
    examine(table, known, TODAY, &Stop::default()).expect("nobody stops it")
}

fn examined(bytes: &[u8]) -> Examination {
    match read(bytes) {
        Ok(table) => examined_table(&table, &[]),
        Err(error) => unreachable!("{error}"),
    }
}

/// The error of a file that must be refused.
fn refused(bytes: &[u8]) -> Option<FileError> {
    read(bytes).err()
}

/// Each line with the codes of its items.
fn codes(examination: &Examination) -> Vec<(usize, Vec<Code>)> {
    let of_line = |line: &Line| (line.line, line.items.iter().map(|item| item.code).collect());
    examination.lines.iter().map(of_line).collect()
}

/// The codes of a line of the model where one cell, counted from 0, is replaced; line 2 is a mentor's, line 3 a mentee's.
fn codes_with(line: usize, cell: usize, value: &str) -> Vec<Code> {
    let text = model().replace("\"anglais B1 ; français C1\"", "anglais B1");
    let mut cells: Vec<&str> = text.lines().nth(line - 1).unwrap_or_default().split(';').collect();
    let quoted = format!("\"{}\"", value.replace('"', "\"\""));
    cells[cell] = &quoted;
    let examination = examined(format!("{TITLES}\n{}\n", cells.join(";")).as_bytes());
    examination.lines[0].items.iter().map(|item| item.code).collect()
}
