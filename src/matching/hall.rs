//! Everything a round knows before it is solved: both sides, the mentors in lanes, and who is forbidden to whom.

use super::closeness;
use super::criteria::Weights;
use super::forbidden::mentors_forbidden;
use super::inputs::Inputs;
use super::lanes::{Lanes, Needs};
use super::pairs::Pairs;
use super::rules::Rules;

/// How many threads share the mentees; what they find does not depend on it.
const THREADS: usize = 2;
/// Fewer mentees than this are not worth a thread.
const WORTH_A_THREAD: usize = 64;

/// Both sides of a round, ready to be judged.
pub(super) struct Hall {
    pub inputs: Inputs,
    pub weights: Weights,
    pub pairs: Pairs,
    pub lanes: Lanes,
    /// The position of the mentor of each column: only those with a free place.
    pub columns: Vec<usize>,
    /// The column of each mentor; any number for those without a place, who are never found.
    column_of: Vec<u32>,
    forbidden: Vec<Vec<u32>>,
}

impl Hall {
    /// Reads inputs.
    pub fn new(inputs: Inputs, weights: Weights) -> Self {
        let inputs = inputs.sorted();
        let pairs = Pairs::new(&inputs);
        let lanes = Lanes::new(&inputs, &pairs, &weights);
        let columns: Vec<usize> =
            (0..inputs.mentors.len()).filter(|&mentor| inputs.mentors[mentor].places > 0).collect();
        let mut column_of = vec![u32::MAX; inputs.mentors.len()];
        (0..).zip(&columns).for_each(|(column, &mentor)| column_of[mentor] = column);
        let forbidden = mentors_forbidden(&inputs);
        Self { inputs, weights, pairs, lanes, columns, column_of, forbidden }
    }

    /// The hard rules.
    pub fn rules(&self) -> Rules<'_> {
        Rules { inputs: &self.inputs, pairs: &self.pairs }
    }

    /// The places of each column.
    pub fn capacities(&self) -> Vec<u32> {
        self.columns.iter().map(|&mentor| self.inputs.mentors[mentor].places).collect()
    }

    /// The column of a mentor who has a place.
    pub fn column(&self, mentor: u32) -> u32 {
        self.column_of[mentor as usize]
    }

    /// What a mentee asks of the lanes.
    pub fn read<'a>(&self, mentee: usize, needs: &'a mut Needs) -> &'a Needs {
        let (input, facts) = (&self.inputs.mentees[mentee], &self.pairs.mentees[mentee]);
        needs.read(&self.lanes, input, facts, &self.forbidden[mentee]);
        needs
    }

    /// The score of a pair, 0 to 1000.
    pub fn score(&self, mentee: usize, column: usize) -> u16 {
        let (needs, offers) = (&self.pairs.mentees[mentee], &self.pairs.mentors[self.columns[column]]);
        let closeness = closeness::closeness(&self.pairs, needs, offers);
        u16::try_from(closeness::score(&self.weights.most_points(), &closeness)).unwrap_or(u16::MAX)
    }

    /// The columns open to a mentee with the score of each pair, in order of column.
    pub fn open_columns(&self, mentee: usize, needs: &mut Needs) -> Vec<(u32, u16)> {
        let mut open = Vec::new();
        self.lanes.each(self.read(mentee, needs), |mentor, score| open.push((self.column(mentor), score)));
        open.sort_unstable();
        open
    }

    /// Does something for each item on several threads, in the order of the items.
    pub fn each<I: Sync, T: Send>(&self, items: &[I], act: impl Fn(&mut Needs, &I) -> T + Sync) -> Vec<T> {
        let work = |items: &[I]| {
            let mut needs = Needs::default();
            items.iter().map(|item| act(&mut needs, item)).collect::<Vec<T>>()
        };
        if items.len() < WORTH_A_THREAD {
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

    /// Does something for each mentee, by position, on several threads, in order.
    pub fn each_mentee<T: Send>(&self, act: impl Fn(&mut Needs, usize) -> T + Sync) -> Vec<T> {
        let mentees: Vec<usize> = (0..self.inputs.mentees.len()).collect();
        self.each(&mentees, |needs, &mentee| act(needs, mentee))
    }
}

/// A position as the crate `assignment` counts it; a hub has fewer than four thousand million people.
pub(super) fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
