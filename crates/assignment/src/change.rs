//! Changes to an instance in place, in the time the change takes and not the whole.

use std::collections::BTreeMap;

use crate::builder::MAX_SCORE;
use crate::graph::{Edge, MAX_COLUMNS};
use crate::{Error, Instance};

/// One edge changed: in a list of edges by row, `line` is the row and `place` the column; by column, the reverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edit {
    pub(crate) line: u32,
    pub(crate) place: u32,
    /// The score from now on, or none when there is no edge any more.
    pub(crate) score: Option<u16>,
}

/// Changes gathered by [`Instance::change`] and made by [`Change::apply`], all or none of them.
///
/// Nobody's index changes: those who leave keep theirs, without an edge, and those who come are numbered after
/// the others. When a pair is named twice, the last word counts.
#[derive(Debug)]
pub struct Change<'a> {
    instance: &'a mut Instance,
    /// In order of the calls, mentees being the lines.
    pairs: Vec<Edit>,
    forbidden: Vec<(u32, u32)>,
    /// Those who leave, and how many pairs had been named before.
    mentees_left: BTreeMap<u32, usize>,
    mentors_left: BTreeMap<u32, usize>,
    capacities: BTreeMap<u32, u32>,
    /// How many mentees come.
    mentees: usize,
    /// The places of the mentors who come.
    mentors: Vec<u32>,
    refused: Option<Error>,
}

impl Instance {
    /// Starts a change in place. [`Instance::resolve`] then looks first at those whom the last change concerned.
    pub fn change(&mut self) -> Change<'_> {
        Change {
            instance: self,
            pairs: Vec::new(),
            forbidden: Vec::new(),
            mentees_left: BTreeMap::new(),
            mentors_left: BTreeMap::new(),
            capacities: BTreeMap::new(),
            mentees: 0,
            mentors: Vec::new(),
            refused: None,
        }
    }
}

impl Change<'_> {
    /// Gives a pair a score from 0 to 1000, whether it was possible before or not. A forbidden pair stays so, and
    /// a pinned mentee stays with the mentor of the pin.
    pub fn score(&mut self, mentee: u32, mentor: u32, score: u16) -> &mut Self {
        if self.known(mentee, mentor) {
            if score > MAX_SCORE {
                self.refuse(Error::ScoreOutOfRange { mentee, mentor, score });
            }
            self.pairs.push(Edit { line: mentee, place: mentor, score: Some(score) });
        }
        self
    }

    /// Rules a pair out for good.
    pub fn forbid(&mut self, mentee: u32, mentor: u32) -> &mut Self {
        if self.known(mentee, mentor) {
            self.pairs.push(Edit { line: mentee, place: mentor, score: None });
            self.forbidden.push((mentee, mentor));
        }
        self
    }

    /// Gives a mentor so many places, at least 1 and as many as are reserved.
    pub fn capacity(&mut self, mentor: u32, places: u32) -> &mut Self {
        if self.known(0, mentor) {
            self.capacities.insert(mentor, places);
        }
        self
    }

    /// Takes all pairs from a mentee who leaves, those named before in this change included.
    pub fn withdraw_mentee(&mut self, mentee: u32) -> &mut Self {
        if self.known(mentee, 0) {
            if (mentee as usize) < self.instance.mentee_count() {
                let mentors =
                    self.instance.graph.row(mentee as usize).iter().map(|edge| edge.column() as u32);
                let open = mentors.filter(|&column| (column as usize) < self.instance.mentors);
                self.pairs.extend(open.map(|mentor| Edit { line: mentee, place: mentor, score: None }));
            }
            self.mentees_left.insert(mentee, self.pairs.len());
        }
        self
    }

    /// Takes all pairs from a mentor who leaves, those named before in this change included.
    pub fn withdraw_mentor(&mut self, mentor: u32) -> &mut Self {
        if self.known(0, mentor) {
            if (mentor as usize) < self.instance.mentors {
                let mentees = self.instance.graph.applicants().of(mentor as usize);
                let edit = |edge: &Edge| Edit { line: edge.column() as u32, place: mentor, score: None };
                self.pairs.extend(mentees.iter().map(edit));
            }
            self.mentors_left.insert(mentor, self.pairs.len());
        }
        self
    }

    /// Adds a mentee without a class or a group, and returns the index.
    pub fn add_mentee(&mut self) -> u32 {
        self.mentees += 1;
        (self.instance.mentee_count() + self.mentees - 1) as u32
    }

    /// Adds a mentor with so many places, at least 1, and returns the index.
    pub fn add_mentor(&mut self, places: u32) -> u32 {
        self.mentors.push(places);
        (self.instance.mentors + self.mentors.len() - 1) as u32
    }

    /// Checks everything and makes the changes. On an error the instance stays as it was.
    ///
    /// # Errors
    /// The first [`Error`] of the calls, then those that need the whole.
    pub fn apply(&mut self) -> Result<(), Error> {
        self.refused.map_or(Ok(()), Err)?;
        self.check_pins()?;
        let capacities = self.open_places()?;
        let before = self.instance.graph.set_capacities(capacities);
        if let Some(mentor) = self.instance.first_pin_without_place() {
            self.instance.graph.set_capacities(before);
            return Err(Error::TooManyPins { mentor });
        }
        self.welcome();
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

    /// A pinned pair cannot be taken away.
    fn check_pins(&self) -> Result<(), Error> {
        let pins = &self.instance.pins;
        let taken =
            |edit: &&Edit| edit.score.is_none() && pins.binary_search(&(edit.line, edit.place)).is_ok();
        match self.pairs.iter().find(taken) {
            Some(edit) => Err(Error::PinWithoutEdge { mentee: edit.line, mentor: edit.place }),
            None => Ok(()),
        }
    }

    /// The places of each column after the change, those who come not counted.
    fn open_places(&self) -> Result<Vec<u32>, Error> {
        let instance = &self.instance;
        let come = (instance.mentors as u32..).zip(self.mentors.iter().copied());
        let set = self.capacities.iter().map(|(&mentor, &places)| (mentor, places));
        if let Some((mentor, _)) = come.chain(set.clone()).find(|&(_, places)| places == 0) {
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

    /// Numbers those who come.
    fn welcome(&mut self) {
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

    /// The changes edge by edge, in order of row then column, each edge once.
    fn edits(&mut self) -> Vec<Edit> {
        let instance = &*self.instance;
        let mut pairs = std::mem::take(&mut self.pairs);
        let (mentees_left, mentors_left) =
            (std::mem::take(&mut self.mentees_left), std::mem::take(&mut self.mentors_left));
        for (at, edit) in pairs.iter_mut().enumerate() {
            let left = [mentees_left.get(&edit.line), mentors_left.get(&edit.place)];
            if left.into_iter().flatten().any(|&before| at < before) {
                edit.score = None;
            }
        }
        pairs.sort_by_key(|edit| (edit.line, edit.place));
        let last_word = pairs.chunk_by(|one, two| (one.line, one.place) == (two.line, two.place));
        let mut edits: Vec<Edit> = last_word.filter_map(|said| said.last().copied()).collect();
        let pinned_elsewhere = |edit: &Edit| {
            let pin = instance.pins.binary_search_by_key(&edit.line, |pin| pin.0);
            pin.is_ok_and(|at| instance.pins[at].1 != edit.place)
        };
        edits.retain(|edit| !pinned_elsewhere(edit));
        for edit in edits.iter_mut().filter(|edit| instance.forbidden.contains(&(edit.line, edit.place))) {
            edit.score = None;
        }
        if !instance.reserved.is_empty() {
            let shares = |&edit: &Edit| {
                let mine = move |&column: &usize| {
                    let share = column.checked_sub(instance.mentors);
                    share.is_none_or(|at| instance.groups.contains(&(edit.line, instance.reserved[at].1)))
                };
                let columns = instance.columns_of(edit.place).filter(mine);
                columns.map(move |column| Edit { place: column as u32, ..edit })
            };
            edits = edits.iter().flat_map(shares).collect();
            edits.sort_unstable();
        }
        edits
    }
}

/// Makes changes, in order of line then place and each place once, to edges held line by line.
pub(crate) fn splice(starts: &mut Vec<u32>, edges: &mut Vec<Edge>, edits: &[Edit]) {
    let mut spliced = Vec::with_capacity(edges.len() + edits.len());
    let mut moved = Vec::with_capacity(starts.len());
    let mut edits = edits.iter().peekable();
    let mut copied = 0;
    for (line, &[start, end]) in (0..).zip(starts.array_windows()) {
        let (mut at, end) = (start as usize, end as usize);
        moved.push((spliced.len() + at - copied) as u32);
        while let Some(&Edit { place, score, .. }) = edits.next_if(|edit| edit.line == line) {
            at += edges[at..end].partition_point(|edge| edge.column() < place as usize);
            spliced.extend_from_slice(&edges[copied..at]);
            spliced.extend(score.map(|score| Edge::new(place, score)));
            let replaced = edges[at..end].first().is_some_and(|edge| edge.column() == place as usize);
            at += usize::from(replaced);
            copied = at;
        }
    }
    spliced.extend_from_slice(&edges[copied..]);
    moved.push(spliced.len() as u32);
    (*starts, *edges) = (moved, spliced);
}
