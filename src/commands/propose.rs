//! `tandem propose`: proposes pairs from two files, with the crate `pairing_files` and the places of the metropolis.

use std::path::{Path, PathBuf};

use clap::Args;
use pairing_files::{Error, Place, Point, Summary};

use super::output::{Failure, print, read};
use crate::french::number;
use crate::territories::places;

/// The default criteria, for files with the columns of the hub's registrations.
const REGISTRATIONS: &str = include_str!("registrations.toml");

/// The files to match.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The mentors, as CSV.
    #[arg(long)]
    mentors: PathBuf,
    /// The mentees, as CSV.
    #[arg(long)]
    mentees: PathBuf,
    /// The criteria and rules, as TOML.
    #[arg(long)]
    criteria: Option<PathBuf>,
    /// Where to write the proposals; standard output when not given.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Matches the files, writes the proposals, and prints a summary on standard error.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (mentors, mentees) = (read(&arguments.mentors)?, read(&arguments.mentees)?);
    let proposals = match &arguments.criteria {
        Some(file) => pairing_files::propose(&mentees, &mentors, &read_text(file)?, locate)?,
        None => pairing_files::propose(&mentees, &mentors, REGISTRATIONS, locate)
            .map_err(explain_missing_criteria)?,
    };
    match &arguments.out {
        Some(file) => std::fs::write(file, proposals.to_csv())
            .map_err(|error| format!("{}: {error}", file.display()))?,
        None => print(&proposals.to_csv())?,
    }
    for warning in proposals.warnings() {
        eprintln!("{warning}");
    }
    eprint!("{}", table(&proposals.summary()));
    Ok(())
}

fn read_text(file: &Path) -> Result<String, Failure> {
    String::from_utf8(read(file)?).map_err(|_| format!("{}: this is not UTF-8 text", file.display()).into())
}

/// Without a criteria file, a missing column means that the files are not registrations and need criteria of their own, rather
/// than that a title is misspelt.
fn explain_missing_criteria(error: Error) -> Failure {
    match error {
        Error::MissingColumn { .. } => format!(
            "{error} Sans --criteria, les deux fichiers ont les colonnes des inscriptions du hub ; pour d’autres \
             colonnes, écrivez un fichier de critères, qui dit quelles colonnes comparer et combien chacune compte \
             (docs/propose.md)."
        )
        .into(),
        other => other.into(),
    }
}

/// The coordinates of a place of the metropolis; the error says, in French, why it is not found.
fn locate(place: Place<'_>) -> Result<Point, String> {
    let place = match place {
        Place::Insee(code) => places::get(code).ok_or_else(|| unknown(code, "un lieu de la métropole")),
        Place::Name(name) => places::by_name(name).ok_or_else(|| unknown(name, "un lieu de la métropole")),
        Place::Postcode { postcode, name } => by_postcode(postcode, name.unwrap_or_default()),
    }?;
    Ok(Point { lon: place.lon, lat: place.lat })
}

/// The place of a postcode; `name`, which may be empty, decides between several.
fn by_postcode(postcode: &str, name: &str) -> Result<&'static places::Place, String> {
    match (places::by_postcode(postcode).as_slice(), places::by_name(name)) {
        ([], _) => Err(unknown(postcode, "un code postal de la métropole")),
        (_, Some(_)) => places::at(postcode, name)
            .ok_or_else(|| format!("« {postcode} » et « {name} » ne vont pas ensemble")),
        ([place], None) => Ok(place),
        (_, None) => Err(format!("« {postcode} » sert plusieurs communes, il faut son nom")),
    }
}

fn unknown(text: &str, expected: &str) -> String {
    format!("« {text} » n’est pas {expected}")
}

/// The figures of the result, one per line.
fn table(summary: &Summary) -> String {
    let Summary { mentees, mentors, places, proposals, left_out, total, mean_score } = *summary;
    let lines = [
        ("Personnes accompagnées", number(mentees as i64)),
        ("Mentors", number(mentors as i64)),
        ("Places", number(places)),
        ("Propositions", number(proposals as i64)),
        ("Sans mentor", number(left_out as i64)),
        ("Total", number(total)),
        ("Score moyen", format!("{mean_score} sur 1000")),
        // Always true here: proposals whose certificate does not hold are an error.
        (
            "Preuve vérifiée",
            "aucune autre répartition ne forme plus de tandems, ni autant avec un meilleur total".to_owned(),
        ),
    ];
    lines.into_iter().map(|(title, value)| format!("{title:22} {value}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_that_serves_several_places_needs_a_name() {
        let code = |postcode, name| by_postcode(postcode, name).map(|place| place.code);
        assert_eq!(code("13013", "Marseille"), Ok("13213"));
        assert_eq!(code("13013", ""), Ok("13213"));
        assert_eq!(code("13100", "Le Tholonet"), Ok("13109"));
        assert!(code("13100", "").is_err_and(|reason| reason.contains("plusieurs communes")));
        assert!(code("13013", "Pertuis").is_err_and(|reason| reason.contains("ne vont pas ensemble")));
        assert!(code("69001", "Lyon").is_err_and(|reason| reason.contains("code postal de la métropole")));
    }
}
