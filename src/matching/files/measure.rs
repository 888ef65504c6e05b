//! One comparison, ready to be made between any mentee and any mentor.

use geo::{Distance, Haversine, Point};

use super::criteria_file::{Comparison, CriteriaFile};
use super::error::{FilesError, Side};
use super::people::People;
use super::values::{Lists, Remarks, Step, Word, points, steps};
use crate::french;

/// A mentee and a mentor, by their positions among the people of each file.
pub(super) type Pair = (usize, usize);

/// Thousandths of closeness when a comparison is met in full.
const FULL: u32 = 1000;

/// What a comparison reads of every person.
pub(super) enum Measure {
    Same(Known<Word, Word>),
    InMentorsList(Known<Word, Vec<Word>>),
    InMenteesList(Known<Vec<Word>, Word>),
    AtLeast(Known<Step, Step>, Reach),
    Overlap(Known<Vec<Word>, Vec<Word>>, usize),
    Distance(Known<Point, Point>, f64),
}

/// What is known of each mentee and each mentor.
pub(super) struct Known<M, N> {
    mentees: Vec<Option<M>>,
    mentors: Vec<Option<N>>,
}

impl<M, N> Known<M, N> {
    fn of(&self, (mentee, mentor): Pair) -> Option<(&M, &N)> {
        Some((self.mentees.get(mentee)?.as_ref()?, self.mentors.get(mentor)?.as_ref()?))
    }
}

/// How many steps above the mentee a mentor stands.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    above: i64,
    at_most: Option<i64>,
    far: Option<i64>,
}

impl Reach {
    fn holds(self, steps: i64) -> bool {
        steps >= self.above && self.at_most.is_none_or(|most| steps <= most)
    }

    /// Full at the lowest step allowed; with `far`, less at each step beyond it, and nothing from there on.
    fn closeness(self, steps: i64) -> u32 {
        let share = match self.far {
            _ if !self.holds(steps) => 0.0,
            Some(far) => (far - steps) as f64 / (far - self.above) as f64,
            None => 1.0,
        };
        thousandths(share)
    }
}

impl Measure {
    /// Reads what a comparison needs in both files; what is not understood of a place is remarked.
    pub fn read(
        comparison: &Comparison,
        file: &CriteriaFile,
        (mentees, mentors): (&People, &People),
        remarks: &mut Remarks,
    ) -> Result<Self, FilesError> {
        let lists = |ignored| Lists::new(&file.separators, ignored);
        Ok(match comparison {
            Comparison::Same { mentee, mentor } => {
                Self::Same(Known { mentees: words(mentees, mentee)?, mentors: words(mentors, mentor)? })
            }
            Comparison::OneOf { mentee, mentor, list: Side::Mentor } => Self::InMentorsList(Known {
                mentees: words(mentees, mentee)?,
                mentors: listed(mentors, mentor, &lists(&[]))?,
            }),
            Comparison::OneOf { mentee, mentor, list: Side::Mentee } => Self::InMenteesList(Known {
                mentees: listed(mentees, mentee, &lists(&[]))?,
                mentors: words(mentors, mentor)?,
            }),
            Comparison::AtLeast { mentee, mentor, scale, above, at_most, far } => {
                let read = |people, title| steps(people, title, scale, file.scale(scale));
                let known = Known { mentees: read(mentees, mentee)?, mentors: read(mentors, mentor)? };
                let reach = Reach {
                    above: (*above).into(),
                    at_most: at_most.map(i64::from),
                    far: far.map(i64::from),
                };
                Self::AtLeast(known, reach)
            }
            Comparison::Overlap { mentee, mentor, ignore, common } => {
                let read = |people, title| listed(people, title, &lists(ignore));
                let known = Known { mentees: read(mentees, mentee)?, mentors: read(mentors, mentor)? };
                Self::Overlap(known, common.unwrap_or(1))
            }
            Comparison::Distance { mentee, mentor, far_km } => {
                let mentees = points(mentees, mentee, remarks)?;
                Self::Distance(Known { mentees, mentors: points(mentors, mentor, remarks)? }, *far_km)
            }
        })
    }

    /// Whether the comparison holds; `None` when one side says nothing.
    pub fn holds(&self, pair: Pair) -> Option<bool> {
        match self {
            Self::AtLeast(known, reach) => known.of(pair).map(|(a, b)| reach.holds(rise(a, b))),
            Self::Overlap(known, least) => known.of(pair).map(|(a, b)| common(a, b).count() >= *least),
            Self::Distance(known, far_km) => known.of(pair).map(|(a, b)| km(*a, *b) <= *far_km),
            _ => self.closeness(pair).map(|closeness| closeness == FULL),
        }
    }

    /// How well the comparison is met, in thousandths; `None` when one side says nothing.
    pub fn closeness(&self, pair: Pair) -> Option<u32> {
        match self {
            Self::Same(known) => known.of(pair).map(|(a, b)| all_or_nothing(a == b)),
            Self::InMentorsList(known) => known.of(pair).map(|(a, list)| all_or_nothing(list.contains(a))),
            Self::InMenteesList(known) => known.of(pair).map(|(list, b)| all_or_nothing(list.contains(b))),
            Self::AtLeast(known, reach) => known.of(pair).map(|(a, b)| reach.closeness(rise(a, b))),
            Self::Overlap(known, _) => {
                known.of(pair).map(|(a, b)| thousandths(common(a, b).count() as f64 / a.len() as f64))
            }
            Self::Distance(known, far_km) => {
                known.of(pair).map(|(a, b)| thousandths(1.0 - km(*a, *b) / far_km))
            }
        }
    }

    /// What the comparison finds, in a few French words.
    pub fn told(&self, pair: Pair) -> String {
        let told = match self {
            Self::Same(known) => known.of(pair).map(|(a, b)| match a == b {
                true => format!("« {} » des deux côtés", a.shown),
                false => format!("« {} » et « {} »", a.shown, b.shown),
            }),
            Self::InMentorsList(known) => known.of(pair).map(|(a, list)| told_listed(a, list)),
            Self::InMenteesList(known) => known.of(pair).map(|(list, b)| told_listed(b, list)),
            Self::AtLeast(known, _) => known.of(pair).map(|(a, b)| told_rise(a, b)),
            Self::Overlap(known, _) => known.of(pair).map(|(a, b)| told_common(a, b)),
            Self::Distance(known, _) => known.of(pair).map(|(a, b)| french::distance(km(*a, *b))),
        };
        told.unwrap_or_else(|| "non précisé".to_owned())
    }
}

fn words(people: &People, title: &str) -> Result<Vec<Option<Word>>, FilesError> {
    let column = people.table.column(title)?;
    Ok(people.each(|row| Word::new(row.text(column))))
}

fn listed(people: &People, title: &str, lists: &Lists<'_>) -> Result<Vec<Option<Vec<Word>>>, FilesError> {
    let column = people.table.column(title)?;
    Ok(people.each(|row| lists.read(row.text(column))))
}

/// The steps from the mentee up to the mentor.
fn rise(mentee: &Step, mentor: &Step) -> i64 {
    mentor.height as i64 - mentee.height as i64
}

/// The mentee's values that the mentor has too.
fn common<'a>(mentee: &'a [Word], mentor: &[Word]) -> impl Iterator<Item = &'a Word> {
    mentee.iter().filter(|word| mentor.contains(word))
}

/// The great-circle distance, with the formula and the radius of the territories.
fn km(a: Point, b: Point) -> f64 {
    Haversine.distance(a, b) / 1000.0
}

fn all_or_nothing(is_met: bool) -> u32 {
    if is_met { FULL } else { 0 }
}

/// A share between 0 and 1, in thousandths.
fn thousandths(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * f64::from(FULL)).round() as u32
}

fn told_listed(word: &Word, list: &[Word]) -> String {
    match list.contains(word) {
        true => format!("« {} » est dans la liste", word.shown),
        false => format!("« {} » n’est pas dans la liste", word.shown),
    }
}

fn told_rise(mentee: &Step, mentor: &Step) -> String {
    let steps = |count: i64| french::count(count.unsigned_abs() as usize, "échelon", "échelons");
    let told = match rise(mentee, mentor) {
        0 => "au même échelon".to_owned(),
        rise @ 1.. => format!("{} au-dessus", steps(rise)),
        rise => format!("{} au-dessous", steps(rise)),
    };
    format!("{told} (« {} », « {} »)", mentee.shown, mentor.shown)
}

fn told_common(mentee: &[Word], mentor: &[Word]) -> String {
    let shared: Vec<&str> = common(mentee, mentor).map(|word| word.shown.as_str()).collect();
    match shared.len() {
        0 => "rien en commun".to_owned(),
        met => format!("{met} sur {} en commun ({})", mentee.len(), shared.join(", ")),
    }
}
