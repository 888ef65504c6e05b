//! One comparison, ready to be made between any mentee and any mentor.

use std::collections::BTreeSet;

use geo::{Distance, Haversine};

use crate::criteria::{Comparison, CriteriaFile};
use crate::error::{CellError, Error, Side};
use crate::french;
use crate::people::People;
use crate::places::{Locate, Point};
use crate::values::{ListFormat, Step, Value};

/// The positions of a mentee and a mentor among the people of each file.
pub(crate) type Pair = (usize, usize);

/// Closeness when a comparison is met in full, in thousandths.
const FULL: u32 = 1000;

/// What the comparisons are read from, and what could not be understood there.
pub(crate) struct Sources<'a> {
    pub criteria: &'a CriteriaFile,
    mentees: &'a People,
    mentors: &'a People,
    locate: Locate<'a>,
    warnings: BTreeSet<CellError>,
}

impl<'a> Sources<'a> {
    /// Comparisons of these criteria between these people.
    pub fn new(
        criteria: &'a CriteriaFile,
        mentees: &'a People,
        mentors: &'a People,
        locate: Locate<'a>,
    ) -> Self {
        Self { criteria, mentees, mentors, locate, warnings: BTreeSet::new() }
    }

    /// The cells that were not understood and count as unknown, each once, by file and line.
    pub fn into_warnings(self) -> Vec<CellError> {
        self.warnings.into_iter().collect()
    }
}

/// A comparison with what it reads of every person.
pub(crate) enum Measure {
    Same(Known<Value, Value>),
    InMentorsList(Known<Value, Vec<Value>>),
    InMenteesList(Known<Vec<Value>, Value>),
    AtLeast(Known<Step, Step>, Reach),
    Overlap(Known<Vec<Value>, Vec<Value>>, usize),
    Distance(Known<Point, Point>, f64),
}

/// What is known of each mentee and each mentor.
pub(crate) struct Known<M, N> {
    mentees: Vec<Option<M>>,
    mentors: Vec<Option<N>>,
}

impl<M, N> Known<M, N> {
    fn of(&self, (mentee, mentor): Pair) -> Option<(&M, &N)> {
        Some((self.mentees.get(mentee)?.as_ref()?, self.mentors.get(mentor)?.as_ref()?))
    }
}

/// How many steps above the mentee a mentor should stand.
#[derive(Clone, Copy)]
pub(crate) struct Reach {
    above: i64,
    at_most: Option<i64>,
    far: Option<i64>,
}

impl Reach {
    fn holds(self, steps: i64) -> bool {
        steps >= self.above && self.at_most.is_none_or(|max| steps <= max)
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
    /// Reads what a comparison needs in both files.
    pub fn read(comparison: &Comparison, sources: &mut Sources<'_>) -> Result<Self, Error> {
        let Sources { criteria, mentees, mentors, locate, ref mut warnings } = *sources;
        let format = |ignored| ListFormat::new(&criteria.separators, ignored);
        Ok(match comparison {
            Comparison::Same { mentee, mentor } => {
                Self::Same(Known { mentees: mentees.values(mentee)?, mentors: mentors.values(mentor)? })
            }
            Comparison::OneOf { mentee, mentor, list: Side::Mentor } => Self::InMentorsList(Known {
                mentees: mentees.values(mentee)?,
                mentors: mentors.lists(mentor, &format(&[]))?,
            }),
            Comparison::OneOf { mentee, mentor, list: Side::Mentee } => Self::InMenteesList(Known {
                mentees: mentees.lists(mentee, &format(&[]))?,
                mentors: mentors.values(mentor)?,
            }),
            Comparison::AtLeast { mentee, mentor, scale, above, at_most, far } => {
                let values = criteria.scale(scale);
                let mentees = mentees.steps(mentee, scale, values)?;
                let known = Known { mentees, mentors: mentors.steps(mentor, scale, values)? };
                let (at_most, far) = (at_most.map(i64::from), far.map(i64::from));
                Self::AtLeast(known, Reach { above: (*above).into(), at_most, far })
            }
            Comparison::Overlap { mentee, mentor, ignore, common } => {
                let mentees = mentees.lists(mentee, &format(ignore))?;
                let known = Known { mentees, mentors: mentors.lists(mentor, &format(ignore))? };
                Self::Overlap(known, common.unwrap_or(1))
            }
            Comparison::Distance { mentee, mentor, far_km } => {
                let mentees = mentees.points(mentee, locate, warnings)?;
                let known = Known { mentees, mentors: mentors.points(mentor, locate, warnings)? };
                Self::Distance(known, *far_km)
            }
        })
    }

    /// Whether the comparison holds; `None` when it is not known.
    pub fn holds(&self, pair: Pair) -> Option<bool> {
        match self {
            Self::AtLeast(known, reach) => known.of(pair).map(|(a, b)| reach.holds(steps_up(a, b))),
            Self::Overlap(known, min) => known.of(pair).map(|(a, b)| common(a, b).count() >= *min),
            Self::Distance(known, far_km) => known.of(pair).map(|(a, b)| km(*a, *b) <= *far_km),
            _ => self.closeness(pair).map(|closeness| closeness == FULL),
        }
    }

    /// How well the comparison is met, in thousandths; `None` when it is not known.
    pub fn closeness(&self, pair: Pair) -> Option<u32> {
        match self {
            Self::Same(known) => known.of(pair).map(|(a, b)| all_or_nothing(a == b)),
            Self::InMentorsList(known) => known.of(pair).map(|(a, list)| all_or_nothing(list.contains(a))),
            Self::InMenteesList(known) => known.of(pair).map(|(list, b)| all_or_nothing(list.contains(b))),
            Self::AtLeast(known, reach) => known.of(pair).map(|(a, b)| reach.closeness(steps_up(a, b))),
            Self::Overlap(known, _) => {
                known.of(pair).map(|(a, b)| thousandths(common(a, b).count() as f64 / a.len() as f64))
            }
            Self::Distance(known, far_km) => {
                known.of(pair).map(|(a, b)| thousandths(1.0 - km(*a, *b) / far_km))
            }
        }
    }

    /// What the comparison finds, in a few French words.
    pub fn describe(&self, pair: Pair) -> String {
        let found = match self {
            Self::Same(known) => known.of(pair).map(|(a, b)| match a == b {
                true => format!("« {} » des deux côtés", a.text),
                false => format!("« {} » et « {} »", a.text, b.text),
            }),
            Self::InMentorsList(known) => known.of(pair).map(|(a, list)| describe_membership(a, list)),
            Self::InMenteesList(known) => known.of(pair).map(|(list, b)| describe_membership(b, list)),
            Self::AtLeast(known, _) => known.of(pair).map(|(a, b)| describe_steps(a, b)),
            Self::Overlap(known, _) => known.of(pair).map(|(a, b)| describe_overlap(a, b)),
            Self::Distance(known, _) => known.of(pair).map(|(a, b)| french::distance(km(*a, *b))),
        };
        found.unwrap_or_else(|| "non précisé".to_owned())
    }
}

/// How many steps the mentor stands above the mentee.
fn steps_up(mentee: &Step, mentor: &Step) -> i64 {
    mentor.rank as i64 - mentee.rank as i64
}

/// The mentee's values that the mentor has too.
fn common<'a>(mentee: &'a [Value], mentor: &[Value]) -> impl Iterator<Item = &'a Value> {
    mentee.iter().filter(|value| mentor.contains(value))
}

/// The great-circle distance.
fn km(a: Point, b: Point) -> f64 {
    Haversine.distance(geo::Point::new(a.lon, a.lat), geo::Point::new(b.lon, b.lat)) / 1000.0
}

fn all_or_nothing(is_met: bool) -> u32 {
    if is_met { FULL } else { 0 }
}

/// A share in thousandths, between 0 and 1000.
fn thousandths(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * f64::from(FULL)).round() as u32
}

fn describe_membership(value: &Value, list: &[Value]) -> String {
    match list.contains(value) {
        true => format!("« {} » est dans la liste", value.text),
        false => format!("« {} » n’est pas dans la liste", value.text),
    }
}

fn describe_steps(mentee: &Step, mentor: &Step) -> String {
    let steps = steps_up(mentee, mentor);
    let count = french::count(steps.unsigned_abs() as usize, "échelon", "échelons");
    let difference = match steps {
        0 => "au même échelon".to_owned(),
        1.. => format!("{count} au-dessus"),
        _ => format!("{count} au-dessous"),
    };
    format!("{difference} (« {} », « {} »)", mentee.text, mentor.text)
}

fn describe_overlap(mentee: &[Value], mentor: &[Value]) -> String {
    let shared: Vec<&str> = common(mentee, mentor).map(|value| value.text.as_str()).collect();
    match shared.len() {
        0 => "rien en commun".to_owned(),
        count => format!("{count} sur {} en commun ({})", mentee.len(), shared.join(", ")),
    }
}
