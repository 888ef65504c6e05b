//! The problem a round solves: both sides, the index of the mentors, and the pairs ruled out individually.

use super::buckets::{Buckets, Needs};
use super::closeness;
use super::forbidden::forbidden_mentors;
use super::inputs::Inputs;
use super::pairs::Pairs;
use super::rules::Rules;
use super::settings::{Floor, Settings};

/// How many threads share the mentees; the result does not depend on it.
const THREADS: usize = 2;
/// With fewer mentees than this, starting threads costs more than it saves.
const MIN_FOR_THREADS: usize = 64;

/// The inputs of a round, prepared for scoring and solving. Columns are the mentors with a free place, in order.
pub(super) struct Problem {
    pub inputs: Inputs,
    pub settings: Settings,
    pub pairs: Pairs,
    pub buckets: Buckets,
    /// By column: the position of the mentor in the inputs.
    pub columns: Vec<usize>,
    /// By position of the mentor: the column; `u32::MAX` for those without a place, whom no search returns.
    column_of: Vec<u32>,
    /// By position of the mentee: the positions of the mentors ruled out individually.
    forbidden: Vec<Vec<u32>>,
}

impl Problem {
    /// Prepares the inputs of a round, sorted by id.
    pub fn new(inputs: Inputs, settings: Settings) -> Self {
        let inputs = inputs.sorted();
        let pairs = Pairs::new(&inputs);
        let buckets = Buckets::new(&inputs, &pairs, &settings.weights);
        let columns: Vec<usize> =
            (0..inputs.mentors.len()).filter(|&mentor| inputs.mentors[mentor].places > 0).collect();
        let mut column_of = vec![u32::MAX; inputs.mentors.len()];
        (0..).zip(&columns).for_each(|(column, &mentor)| column_of[mentor] = column);
        let forbidden = forbidden_mentors(&inputs);
        Self { inputs, settings, pairs, buckets, columns, column_of, forbidden }
    }

    /// The hard rules over these inputs.
    pub fn rules(&self) -> Rules<'_> {
        Rules { inputs: &self.inputs, pairs: &self.pairs }
    }

    /// By column: the number of free places.
    pub fn capacities(&self) -> Vec<u32> {
        self.columns.iter().map(|&mentor| self.inputs.mentors[mentor].places).collect()
    }

    /// The column of a mentor who has a place.
    pub fn column(&self, mentor: u32) -> u32 {
        self.column_of[mentor as usize]
    }

    /// Fills `needs` with the query of a mentee over the buckets, at the floor of the round.
    pub fn needs_of<'a>(&self, mentee: usize, needs: &'a mut Needs) -> &'a Needs {
        self.needs_at(mentee, self.settings.floor, needs)
    }

    fn needs_at<'a>(&self, mentee: usize, floor: Floor, needs: &'a mut Needs) -> &'a Needs {
        let (input, facts) = (&self.inputs.mentees[mentee], &self.pairs.mentees[mentee]);
        needs.read(&self.buckets, input, facts, &self.forbidden[mentee], floor);
        needs
    }

    /// The score of a pair, 0 to 1000.
    pub fn score(&self, mentee: usize, column: usize) -> u16 {
        let (needs, offers) = (&self.pairs.mentees[mentee], &self.pairs.mentors[self.columns[column]]);
        let closeness = closeness::closeness(&self.pairs, needs, offers);
        u16::try_from(closeness::score(&self.settings.weights.most_points(), &closeness)).unwrap_or(u16::MAX)
    }

    /// The columns that the rules and the floor allow to a mentee, each with the score of the pair, in increasing order.
    pub fn open_columns(&self, mentee: usize, needs: &mut Needs) -> Vec<(u32, u16)> {
        self.columns_at(mentee, self.settings.floor, needs)
    }

    /// The same at another floor.
    pub fn columns_at(&self, mentee: usize, floor: Floor, needs: &mut Needs) -> Vec<(u32, u16)> {
        let mut open = Vec::new();
        let needs = self.needs_at(mentee, floor, needs);
        self.buckets.each(needs, |mentor, score| open.push((self.column(mentor), score)));
        open.sort_unstable();
        open
    }

    /// Maps the items on several threads; the results are in the order of the items.
    pub fn each<I: Sync, T: Send>(&self, items: &[I], act: impl Fn(&mut Needs, &I) -> T + Sync) -> Vec<T> {
        let work = |items: &[I]| {
            let mut needs = Needs::default();
            items.iter().map(|item| act(&mut needs, item)).collect::<Vec<T>>()
        };
        if items.len() < MIN_FOR_THREADS {
            return work(items);
        }
        std::thread::scope(|scope| {
            let share = items.len().div_ceil(THREADS);
            let workers: Vec<_> = items.chunks(share).map(|items| scope.spawn(move || work(items))).collect();
            let done = workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            done.flatten().collect()
        })
    }

    /// Maps the positions of the mentees on several threads; the results are in their order.
    pub fn each_mentee<T: Send>(&self, act: impl Fn(&mut Needs, usize) -> T + Sync) -> Vec<T> {
        let mentees: Vec<usize> = (0..self.inputs.mentees.len()).collect();
        self.each(&mentees, |needs, &mentee| act(needs, mentee))
    }
}

/// A position in the integer type of the crate `assignment`; a hub has fewer than four billion people.
pub(super) fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
