//! The result: one line for each mentee.

use crate::error::CellError;
use crate::pairing::Pairing;
use crate::people::{People, Person};
use crate::table::Format;
use crate::written::push_record;

/// The titles of the columns that every result has; those of the criteria stand between the last two.
pub(crate) const TITLES: [&str; 6] = ["mentee_id", "mentee", "mentor_id", "mentor", "score", "reason"];

/// What is proposed to each mentee, in the order of the mentees' identifiers.
#[derive(Debug)]
pub struct Proposals {
    criteria: Vec<String>,
    outcomes: Vec<Outcome>,
    format: Format,
    summary: Summary,
    warnings: Vec<CellError>,
}

#[derive(Debug)]
struct Outcome {
    mentee: Person,
    proposal: Option<Proposal>,
    reason: String,
}

#[derive(Debug)]
struct Proposal {
    mentor: Person,
    points: Vec<u32>,
}

impl Proposal {
    fn score(&self) -> u32 {
        self.points.iter().sum()
    }
}

/// The result in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Mentees read, without those that `keep` excludes.
    pub mentees: usize,
    /// Mentors read, with or without a place.
    pub mentors: usize,
    /// How many mentees all mentors together can take.
    pub places: u64,
    /// Pairs proposed.
    pub proposals: usize,
    /// Mentees without a mentor.
    pub left_out: usize,
    /// The sum of the scores.
    pub total: u64,
    /// The mean score of the proposals, rounded down; 0 when there are none.
    pub mean_score: u64,
}

/// To the nearest point; 0 when nothing is proposed.
fn mean(points: u64, proposals: u64) -> u64 {
    (points + proposals / 2).checked_div(proposals).unwrap_or(0)
}

impl Proposals {
    pub(crate) fn new(
        pairing: &Pairing,
        mentees: &People,
        mentors: &People,
        capacities: &[u32],
        warnings: Vec<CellError>,
    ) -> Self {
        let people = mentees.iter().enumerate();
        let outcomes: Vec<Outcome> =
            people.map(|(position, mentee)| Outcome::new(pairing, position, mentee, mentors)).collect();
        let proposals = outcomes.iter().filter(|outcome| outcome.proposal.is_some()).count();
        let summary = Summary {
            mentees: mentees.len(),
            mentors: mentors.len(),
            places: capacities.iter().map(|&capacity| u64::from(capacity)).sum(),
            proposals,
            left_out: mentees.len() - proposals,
            total: pairing.total(),
            mean_score: mean(pairing.total(), proposals as u64),
        };
        Self {
            criteria: pairing.scoring().names(),
            outcomes,
            format: mentees.table.format,
            summary,
            warnings,
        }
    }

    /// The proposals as CSV, one line for each mentee: who, with whom, the score (0 to 1000), the points of each
    /// criterion, and the reason in French. A mentee left out has only the reason.
    ///
    /// It is written like the file of the mentees: in UTF-8 with the same delimiter, and with a byte order mark if that
    /// file had one or was not UTF-8. A cell that begins like a formula gets an apostrophe before it.
    pub fn to_csv(&self) -> String {
        let delimiter = self.format.delimiter;
        let mut csv = String::from(if self.format.needs_byte_order_mark { "\u{feff}" } else { "" });
        let [first @ .., reason] = TITLES;
        let titles = first.into_iter().chain(self.criteria.iter().map(String::as_str)).chain([reason]);
        push_record(&mut csv, delimiter, titles);
        for outcome in &self.outcomes {
            let cells = outcome.cells(self.criteria.len());
            push_record(&mut csv, delimiter, cells.iter().map(String::as_str));
        }
        csv
    }

    /// The identifiers of each pair, mentee first, with its score.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str, u32)> {
        self.outcomes.iter().filter_map(|outcome| {
            let proposal = outcome.proposal.as_ref()?;
            Some((outcome.mentee.id.as_str(), proposal.mentor.id.as_str(), proposal.score()))
        })
    }

    /// The identifiers of the mentees without a mentor, each with the reason in French.
    pub fn left_out(&self) -> impl Iterator<Item = (&str, &str)> {
        let left_out = self.outcomes.iter().filter(|outcome| outcome.proposal.is_none());
        left_out.map(|outcome| (outcome.mentee.id.as_str(), outcome.reason.as_str()))
    }

    /// The result in figures.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    /// The cells that count as unknown because they were not understood, such as the name of a place.
    pub fn warnings(&self) -> &[CellError] {
        &self.warnings
    }
}

impl Outcome {
    fn new(pairing: &Pairing, position: usize, mentee: &Person, mentors: &People) -> Self {
        let pair = pairing.mentor_of(position).map(|mentor| (position, mentor));
        let proposal = pair.and_then(|pair| {
            let mentor = mentors.get(pair.1)?.clone();
            Some(Proposal { mentor, points: pairing.scoring().points(pair).collect() })
        });
        let reason = match pair {
            Some(pair) => pairing.scoring().reason(pair),
            None => pairing.why_left_out(position),
        };
        Self { mentee: mentee.clone(), proposal, reason }
    }

    fn cells(&self, criteria: usize) -> Vec<String> {
        let mut cells = vec![self.mentee.id.clone(), self.mentee.name.clone()];
        match &self.proposal {
            Some(proposal) => {
                let Person { id, name } = &proposal.mentor;
                cells.extend([id.clone(), name.clone(), proposal.score().to_string()]);
                cells.extend(proposal.points.iter().map(u32::to_string));
            }
            None => cells.resize(TITLES.len() - 1 + criteria, String::new()),
        }
        cells.push(self.reason.clone());
        cells
    }
}
