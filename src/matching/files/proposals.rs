//! What two files give: a table of proposals, one line for each mentee.

use std::fmt;

use super::pairing::Pairing;
use super::people::{People, Person};
use super::table::Writing;
use crate::french;

/// The titles of the columns that every result has; those of the criteria stand between the last two.
pub(super) const TITLES: [&str; 6] = ["mentee_id", "mentee", "mentor_id", "mentor", "score", "reason"];

/// The proposals of two files, in the order of the mentees' identifiers.
#[derive(Debug)]
pub struct Proposals {
    criteria: Vec<String>,
    lines: Vec<Line>,
    writing: Writing,
    summary: Summary,
    remarks: Vec<String>,
}

/// What becomes of a mentee.
#[derive(Debug)]
struct Line {
    mentee: Person,
    proposed: Option<Proposed>,
    reason: String,
}

#[derive(Debug)]
struct Proposed {
    mentor: Person,
    score: u32,
    points: Vec<u32>,
}

/// The whole in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Mentees read.
    pub mentees: usize,
    /// Mentors read, with or without a place.
    pub mentors: usize,
    /// Places of all mentors.
    pub places: u64,
    /// Tandems proposed.
    pub proposals: usize,
    /// Mentees who stay without a mentor.
    pub left_out: usize,
    /// The sum of the scores.
    pub total: u64,
    /// The mean score of the proposals, rounded down; 0 when there is none.
    pub mean_score: u64,
    /// Whether it is proven that no other set has more tandems, nor as many with a higher total.
    pub certified: bool,
}

impl Proposals {
    pub(super) fn of(
        pairing: &Pairing,
        (mentees, mentors): (&People, &People),
        places: &[u32],
        remarks: Vec<String>,
    ) -> Self {
        let line = |(position, mentee): (usize, &Person)| {
            let mentor = pairing.mentor_of(position);
            let proposed = mentor.and_then(|mentor| {
                let points: Vec<u32> = pairing.scoring().points((position, mentor)).collect();
                Some(Proposed {
                    mentor: mentors.people.get(mentor)?.clone(),
                    score: points.iter().sum(),
                    points,
                })
            });
            let reason = mentor.map(|mentor| pairing.scoring().reason((position, mentor)));
            Line {
                mentee: mentee.clone(),
                proposed,
                reason: reason.unwrap_or_else(|| pairing.left_out(position)),
            }
        };
        let lines: Vec<Line> = mentees.people.iter().enumerate().map(line).collect();
        let proposals = lines.iter().filter(|line| line.proposed.is_some()).count();
        let summary = Summary {
            mentees: lines.len(),
            mentors: mentors.people.len(),
            places: places.iter().map(|&places| u64::from(places)).sum(),
            proposals,
            left_out: lines.len() - proposals,
            total: pairing.total(),
            mean_score: pairing.total().checked_div(proposals as u64).unwrap_or(0),
            // An answer whose proof does not hold is an error, and never comes here.
            certified: true,
        };
        Self { criteria: pairing.scoring().names(), lines, writing: mentees.table.writing, summary, remarks }
    }

    /// The proposals as CSV, a line for each mentee: who, with whom, the score (0 to 1000), the points of each
    /// criterion, and the reason in French; for a mentee left out, only the reason.
    ///
    /// It is written like the file of the mentees: same separator, and a byte order mark if it had one or was not
    /// UTF-8. A cell that begins like a formula gets an apostrophe before it.
    pub fn to_csv(&self) -> String {
        let mut csv = String::from(if self.writing.has_mark { "\u{feff}" } else { "" });
        let [who @ .., reason] = TITLES;
        let titles = who.into_iter().chain(self.criteria.iter().map(String::as_str)).chain([reason]);
        self.write(&mut csv, titles);
        for line in &self.lines {
            let cells = line.cells(self.criteria.len());
            self.write(&mut csv, cells.iter().map(String::as_str));
        }
        csv
    }

    fn write<'a>(&self, csv: &mut String, cells: impl Iterator<Item = &'a str>) {
        let delimiter = char::from(self.writing.delimiter);
        for (position, cell) in cells.enumerate() {
            if position > 0 {
                csv.push(delimiter);
            }
            let apostrophe = if begins_like_a_formula(cell) { "'" } else { "" };
            if cell.contains([delimiter, '"', '\n', '\r']) {
                csv.push_str(&format!("\"{apostrophe}{}\"", cell.replace('"', "\"\"")));
            } else {
                csv.push_str(apostrophe);
                csv.push_str(cell);
            }
        }
        csv.push('\n');
    }

    /// The identifiers of each pair, mentee first, with the score.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str, u32)> {
        self.lines.iter().filter_map(|line| {
            let proposed = line.proposed.as_ref()?;
            Some((line.mentee.id.as_str(), proposed.mentor.id.as_str(), proposed.score))
        })
    }

    /// The identifiers of the mentees who stay without a mentor, each with the reason in French.
    pub fn left_out(&self) -> impl Iterator<Item = (&str, &str)> {
        let left_out = self.lines.iter().filter(|line| line.proposed.is_none());
        left_out.map(|line| (line.mentee.id.as_str(), line.reason.as_str()))
    }

    /// The whole in figures.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    /// What was left aside, one French sentence for each cell, such as a place that is not known.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }
}

impl Line {
    fn cells(&self, criteria: usize) -> Vec<String> {
        let mut cells = vec![self.mentee.id.clone(), self.mentee.name.clone()];
        match &self.proposed {
            Some(Proposed { mentor, score, points }) => {
                cells.extend([mentor.id.clone(), mentor.name.clone(), score.to_string()]);
                cells.extend(points.iter().map(u32::to_string));
            }
            None => cells.resize(TITLES.len() - 1 + criteria, String::new()),
        }
        cells.push(self.reason.clone());
        cells
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Mentorés         {}", french::number(self.mentees as i64))?;
        writeln!(f, "Mentors          {}", french::number(self.mentors as i64))?;
        writeln!(f, "Places           {}", french::number(self.places))?;
        writeln!(f, "Propositions     {}", french::number(self.proposals as i64))?;
        writeln!(f, "Sans mentor      {}", french::number(self.left_out as i64))?;
        writeln!(f, "Total            {}", french::number(self.total))?;
        writeln!(f, "Score moyen      {} sur 1000", self.mean_score)?;
        f.write_str("Preuve vérifiée  aucune autre répartition ne forme plus de tandems, ni autant avec un meilleur total")
    }
}

/// Whether a spreadsheet, or one that reads wide signs as plain ones, would compute the cell.
fn begins_like_a_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}
