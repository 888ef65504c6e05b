//! Changes to an instance in place, without building it again.

use std::collections::BTreeMap;

use crate::builder::MAX_SCORE;
use crate::graph::{Edge, MAX_COLUMNS};
use crate::{Error, Instance};

/// One changed edge. In edits by row, `from` is the row and `to` the column; in edits by column, the reverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edit {
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// The new score, or none when the edge is removed.
    pub(crate) score: Option<u16>,
}

/// Changes begun by [`Instance::change`] and made by [`Change::apply`], all of them or none.
///
/// Indices do not change: those who leave keep theirs, without an edge, and newcomers are numbered after the others.
/// When several calls name the same pair, the last one counts.
#[derive(Debug)]
pub struct Change<'a> {
    instance: &'a mut Instance,
    /// By mentee, in order of the calls.
    pairs: Vec<Edit>,
    forbidden: Vec<(u32, u32)>,
    /// Those who leave, with how many entries of `pairs` came before and are therefore undone.
    withdrawn_mentees: BTreeMap<u32, usize>,
    withdrawn_mentors: BTreeMap<u32, usize>,
    capacities: BTreeMap<u32, u32>,
    /// How many mentees are added.
    mentees: usize,
    /// The places of the mentors added.
    mentors: Vec<u32>,
    refused: Option<Error>,
}

impl Instance {
    /// Begins a change in place. [`Instance::resolve`] then starts from the mentees whose edges the last change
    /// touched.
    pub fn change(&mut self) -> Change<'_> {
        Change {
            instance: self,
            pairs: Vec::new(),
            forbidden: Vec::new(),
            withdrawn_mentees: BTreeMap::new(),
            withdrawn_mentors: BTreeMap::new(),
            capacities: BTreeMap::new(),
            mentees: 0,
            mentors: Vec::new(),
            refused: None,
        }
    }
}

impl Change<'_> {
    /// Gives a pair a score from 0 to 1000, whether or not it had an edge before. A forbidden pair stays forbidden, and
    /// a pinned mentee stays with the mentor of the pin.
    pub fn score(&mut self, mentee: u32, mentor: u32, score: u16) -> &mut Self {
        if self.known(mentee, mentor) {
            if score > MAX_SCORE {
                self.refuse(Error::ScoreOutOfRange { mentee, mentor, score });
            }
            self.pairs.push(Edit { from: mentee, to: mentor, score: Some(score) });
        }
        self
    }

    /// Forbids a pair for good.
    pub fn forbid(&mut self, mentee: u32, mentor: u32) -> &mut Self {
        if self.known(mentee, mentor) {
            self.pairs.push(Edit { from: mentee, to: mentor, score: None });
            self.forbidden.push((mentee, mentor));
        }
        self
    }

    /// Sets how many places a mentor has: at least 1, and at least as many as are reserved.
    pub fn capacity(&mut self, mentor: u32, places: u32) -> &mut Self {
        if self.known(0, mentor) {
            self.capacities.insert(mentor, places);
        }
        self
    }

    /// Removes all edges of a mentee who leaves, those given earlier in this change included.
    pub fn withdraw_mentee(&mut self, mentee: u32) -> &mut Self {
        if self.known(mentee, 0) {
            if (mentee as usize) < self.instance.mentee_count() {
                let mentors =
                    self.instance.graph.row(mentee as usize).iter().map(|edge| edge.column() as u32);
                let open = mentors.filter(|&column| (column as usize) < self.instance.mentors);
                self.pairs.extend(open.map(|mentor| Edit { from: mentee, to: mentor, score: None }));
            }
            self.withdrawn_mentees.insert(mentee, self.pairs.len());
        }
        self
    }

    /// Removes all edges of a mentor who leaves, those given earlier in this change included.
    pub fn withdraw_mentor(&mut self, mentor: u32) -> &mut Self {
        if self.known(0, mentor) {
            if (mentor as usize) < self.instance.mentors {
                let mentees = self.instance.graph.by_column().of(mentor as usize);
                let edit = |edge: &Edge| Edit { from: edge.column() as u32, to: mentor, score: None };
                self.pairs.extend(mentees.iter().map(edit));
            }
            self.withdrawn_mentors.insert(mentor, self.pairs.len());
        }
        self
    }

    /// Adds a mentee without a class or a group; returns the index.
    pub fn add_mentee(&mut self) -> u32 {
        self.mentees += 1;
        (self.instance.mentee_count() + self.mentees - 1) as u32
    }

    /// Adds a mentor with this many places, at least 1; returns the index.
    pub fn add_mentor(&mut self, places: u32) -> u32 {
        self.mentors.push(places);
        (self.instance.mentors + self.mentors.len() - 1) as u32
    }

    /// Checks the changes and makes them. On an error the instance is left unchanged.
    ///
    /// # Errors
    /// The first [`Error`] of a single call, in call order, or else the first found by checking all of them together.
    pub fn apply(&mut self) -> Result<(), Error> {
        self.refused.map_or(Ok(()), Err)?;
        self.check_pins()?;
        let capacities = self.new_capacities()?;
        let previous = self.instance.graph.set_capacities(capacities);
        if let Some(mentor) = self.instance.first_pin_without_place() {
            self.instance.graph.set_capacities(previous);
            return Err(Error::TooManyPins { mentor });
        }
        self.add_newcomers();
        self.instance.forbidden.extend(self.forbidden.drain(..));
        let edits = self.edits();
        self.instance.graph.edit(&edits);
        self.instance.edits = Some(edits);
        Ok(())
    }

    fn known(&mut self, mentee: u32, mentor: u32) -> bool {
        let known = (mentee as usize) < self.instance.mentee_count() + self.mentees
            && (mentor as usize) < self.instance.mentors + self.mentors.len();
        if !known {
            self.refuse(Error::IndexOutOfRange { mentee, mentor });
        }
        known
    }

    fn refuse(&mut self, error: Error) {
        self.refused.get_or_insert(error);
    }

    /// A pinned pair cannot be removed.
    fn check_pins(&self) -> Result<(), Error> {
        let pins = &self.instance.pins;
        let removed =
            |edit: &&Edit| edit.score.is_none() && pins.binary_search(&(edit.from, edit.to)).is_ok();
        match self.pairs.iter().find(removed) {
            Some(edit) => Err(Error::PinWithoutEdge { mentee: edit.from, mentor: edit.to }),
            None => Ok(()),
        }
    }

    /// The capacity of each existing column after the change.
    fn new_capacities(&self) -> Result<Vec<u32>, Error> {
        let instance = &self.instance;
        let added = (instance.mentors as u32..).zip(self.mentors.iter().copied());
        let set = self.capacities.iter().map(|(&mentor, &places)| (mentor, places));
        if let Some((mentor, _)) = added.chain(set.clone()).find(|&(_, places)| places == 0) {
            return Err(Error::CapacityZero { mentor });
        }
        if instance.graph.columns() + self.mentors.len() > MAX_COLUMNS
            || instance.mentee_count() + self.mentees > MAX_COLUMNS
        {
            return Err(Error::TooLarge);
        }
        let mut capacities = instance.graph.capacities.clone();
        for (mentor, places) in set.filter(|&(mentor, _)| (mentor as usize) < instance.mentors) {
            let reserved: u32 =
                instance.columns_of(mentor).skip(1).map(|column| instance.graph.capacities[column]).sum();
            let open = places.checked_sub(reserved).ok_or(Error::BadReservation { mentor })?;
            capacities[mentor as usize] = open;
        }
        Ok(capacities)
    }

    /// Adds the rows and columns of newcomers.
    fn add_newcomers(&mut self) {
        let instance = &mut *self.instance;
        let first = instance.mentors;
        instance.graph.add_columns(first, &self.mentors);
        instance.mentors += self.mentors.len();
        for (&mentor, &places) in self.capacities.range(first as u32..) {
            instance.graph.capacities[mentor as usize] = places;
        }
        instance.graph.add_rows(self.mentees);
        if !instance.ranks.is_empty() {
            instance.ranks.resize(instance.graph.rows(), 0);
        }
        (self.mentees, _) = (0, std::mem::take(&mut self.mentors));
    }

    /// The changes as edits, in order of row then column, each edge once.
    fn edits(&mut self) -> Vec<Edit> {
        let instance = &*self.instance;
        let mut pairs = std::mem::take(&mut self.pairs);
        let (withdrawn_mentees, withdrawn_mentors) =
            (std::mem::take(&mut self.withdrawn_mentees), std::mem::take(&mut self.withdrawn_mentors));
        for (at, edit) in pairs.iter_mut().enumerate() {
            let withdrawn = [withdrawn_mentees.get(&edit.from), withdrawn_mentors.get(&edit.to)];
            if withdrawn.into_iter().flatten().any(|&undone| at < undone) {
                edit.score = None;
            }
        }
        pairs.sort_by_key(|edit| (edit.from, edit.to));
        let by_pair = pairs.chunk_by(|one, two| (one.from, one.to) == (two.from, two.to));
        let mut edits: Vec<Edit> = by_pair.filter_map(|calls| calls.last().copied()).collect();
        let pinned_elsewhere = |edit: &Edit| {
            let pin = instance.pins.binary_search_by_key(&edit.from, |pin| pin.0);
            pin.is_ok_and(|at| instance.pins[at].1 != edit.to)
        };
        edits.retain(|edit| !pinned_elsewhere(edit));
        for edit in edits.iter_mut().filter(|edit| instance.forbidden.contains(&(edit.from, edit.to))) {
            edit.score = None;
        }
        if !instance.reserved.is_empty() {
            let shares = |&edit: &Edit| {
                let mine = move |&column: &usize| {
                    let share = column.checked_sub(instance.mentors);
                    share.is_none_or(|at| instance.groups.contains(&(edit.from, instance.reserved[at].1)))
                };
                let columns = instance.columns_of(edit.to).filter(mine);
                columns.map(move |column| Edit { to: column as u32, ..edit })
            };
            edits = edits.iter().flat_map(shares).collect();
            edits.sort_unstable();
        }
        edits
    }
}

/// Applies edits, given in order and each edge once, to edges in compressed sparse rows (or columns).
pub(crate) fn splice(starts: &mut Vec<u32>, edges: &mut Vec<Edge>, edits: &[Edit]) {
    let mut spliced = Vec::with_capacity(edges.len() + edits.len());
    let mut new_starts = Vec::with_capacity(starts.len());
    let mut edits = edits.iter().peekable();
    let mut copied = 0;
    for (from, &[start, end]) in (0..).zip(starts.array_windows()) {
        let (mut at, end) = (start as usize, end as usize);
        new_starts.push((spliced.len() + at - copied) as u32);
        while let Some(&Edit { to, score, .. }) = edits.next_if(|edit| edit.from == from) {
            at += edges[at..end].partition_point(|edge| edge.column() < to as usize);
            spliced.extend_from_slice(&edges[copied..at]);
            spliced.extend(score.map(|score| Edge::new(to, score)));
            let replaced = edges[at..end].first().is_some_and(|edge| edge.column() == to as usize);
            at += usize::from(replaced);
            copied = at;
        }
    }
    spliced.extend_from_slice(&edges[copied..]);
    new_starts.push(spliced.len() as u32);
    (*starts, *edges) = (new_starts, spliced);
}
