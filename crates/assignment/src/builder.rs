//! Collects the edges and rules of an instance in any order, and checks them once.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Edge, Graph, MAX_COLUMNS};
use crate::rows::Rows;
use crate::{Error, Instance};

/// The highest score an edge may have.
pub(crate) const MAX_SCORE: u16 = 1000;
const MAX_CLASSES: usize = 16;

/// Collects edges and rules; [`Builder::build`] checks them. The order of calls does not matter.
#[derive(Debug, Clone)]
pub struct Builder {
    mentees: usize,
    capacities: Vec<u32>,
    rows: Rows,
    classes: BTreeMap<u32, u8>,
    pins: Vec<(u32, u32)>,
    forbidden: BTreeSet<(u32, u32)>,
    reserved: Vec<(u32, u32, u32)>,
    groups: BTreeSet<(u32, u32)>,
    refused: Option<Error>,
}

impl Builder {
    pub(crate) fn new(mentees: usize, capacities: Vec<u32>) -> Self {
        Self {
            mentees,
            capacities,
            rows: Rows::default(),
            classes: BTreeMap::new(),
            pins: Vec::new(),
            forbidden: BTreeSet::new(),
            reserved: Vec::new(),
            groups: BTreeSet::new(),
            refused: None,
        }
    }

    /// Adds an edge: a pair that is possible, with its score from 0 to 1000. An edge of score 0 is still an edge.
    #[inline]
    pub fn edge(&mut self, mentee: u32, mentor: u32, score: u16) -> &mut Self {
        if self.known(mentee, mentor) {
            if score > MAX_SCORE {
                self.refuse(Error::ScoreOutOfRange { mentee, mentor, score });
            } else {
                self.rows.push(mentee, Edge::new(mentor, score));
            }
        }
        self
    }

    /// Adds the edges of all mentees at once, in compressed sparse rows: those of mentee `m` are entries `starts[m]` to
    /// `starts[m + 1]` (excluded) of `mentors` and `scores`. `starts` has one entry more than there are mentees; the
    /// last one is the number of edges.
    ///
    /// Equivalent to calling [`Builder::edge`] for each, in addition to the edges given by other calls; a pair given
    /// twice is refused here too. When these are the only edges and each list is in order of mentor, edges are neither
    /// copied nor sorted: with [`Builder::into_instance`], the memory of `mentors` becomes that of the instance.
    pub fn lists(&mut self, starts: &[u32], mentors: Vec<u32>, scores: &[u16]) -> &mut Self {
        let ends = (starts.first().copied(), starts.last().map(|&end| end as usize));
        let fit = starts.len().checked_sub(1) == Some(self.mentees)
            && starts.is_sorted()
            && ends == (Some(0), Some(mentors.len()))
            && mentors.len() == scores.len();
        if !fit {
            self.refuse(Error::UnevenLists);
            return self;
        }
        let row = |&[start, end]: &[u32; 2]| start as usize..end as usize;
        let known = |row: &[u32]| row.last().is_none_or(|&last| (last as usize) < self.capacities.len());
        let ascending = |row: &[u32]| row.array_windows().fold(true, |all, [one, two]| all & (one < two));
        let sound = |row: &[u32]| known(row) && ascending(row);
        let legal = scores.iter().fold(true, |legal, &score| legal & (score <= MAX_SCORE));
        let spans = || starts.array_windows().map(row);
        if legal && self.rows.is_empty() && spans().all(|span| sound(&mentors[span])) {
            self.rows = Rows::packed(starts, mentors, scores);
            return self;
        }
        for (mentee, span) in (0..).zip(spans()) {
            for (&mentor, &score) in mentors[span.clone()].iter().zip(&scores[span]) {
                self.edge(mentee, mentor, score);
            }
        }
        self
    }

    /// Reserves memory for this many edges.
    pub fn reserve_edges(&mut self, edges: usize) -> &mut Self {
        self.rows.reserve(edges);
        self
    }

    /// Gives a mentee a priority class, 1 being served first; a later call replaces an earlier one.
    pub fn class(&mut self, mentee: u32, class: u8) -> &mut Self {
        if self.known(mentee, 0) {
            if class == 0 {
                self.refuse(Error::ClassZero { mentee });
            }
            self.classes.insert(mentee, class);
        }
        self
    }

    /// Fixes a pair in advance; it must have an edge.
    pub fn pin(&mut self, mentee: u32, mentor: u32) -> &mut Self {
        if self.known(mentee, mentor) {
            self.pins.push((mentee, mentor));
        }
        self
    }

    /// Forbids a pair, whether or not it has an edge.
    pub fn forbid(&mut self, mentee: u32, mentor: u32) -> &mut Self {
        if self.known(mentee, mentor) {
            self.forbidden.insert((mentee, mentor));
        }
        self
    }

    /// Reserves `places` of a mentor's capacity for mentees of `group`: nobody else gets them, even if they stay free.
    pub fn reserve(&mut self, mentor: u32, places: u32, group: u32) -> &mut Self {
        if self.known(0, mentor) && places > 0 {
            self.reserved.push((mentor, group, places));
        }
        self
    }

    /// Puts a mentee in a group; one mentee may be in several.
    pub fn group(&mut self, mentee: u32, group: u32) -> &mut Self {
        if self.known(mentee, 0) {
            self.groups.insert((mentee, group));
        }
        self
    }

    /// Checks everything and returns the instance.
    ///
    /// # Errors
    /// The first [`Error`] found: in the two sides, then in single calls in call order, then in all of them together.
    pub fn build(&mut self) -> Result<Instance, Error> {
        self.check()?;
        let rows = self.rows.clone();
        self.instance(rows)
    }

    /// As [`Builder::build`], without copying the edges.
    ///
    /// # Errors
    /// As for [`Builder::build`].
    pub fn into_instance(mut self) -> Result<Instance, Error> {
        self.check()?;
        let rows = std::mem::take(&mut self.rows);
        self.instance(rows)
    }

    fn check(&mut self) -> Result<(), Error> {
        self.check_sides()?;
        self.rows.sort()?;
        self.check_pins()
    }

    /// The instance with these edges, already in order.
    fn instance(&mut self, rows: Rows) -> Result<Instance, Error> {
        let mut capacities = self.capacities.clone();
        let shares = self.share_places(&mut capacities)?;
        let (ranks, classes) = self.ranks()?;
        let instance = Instance {
            graph: self.graph(rows, capacities, &shares)?,
            mentors: self.capacities.len(),
            reserved: shares,
            forbidden: self.forbidden.clone(),
            groups: self.groups.clone(),
            ranks,
            classes,
            pins: self.pins.clone(),
            edits: None,
        };
        match instance.first_pin_without_place() {
            Some(mentor) => Err(Error::TooManyPins { mentor }),
            None => Ok(instance),
        }
    }

    #[inline]
    fn known(&mut self, mentee: u32, mentor: u32) -> bool {
        let known = (mentee as usize) < self.mentees && (mentor as usize) < self.capacities.len();
        if !known {
            self.refuse(Error::IndexOutOfRange { mentee, mentor });
        }
        known
    }

    #[cold]
    fn refuse(&mut self, error: Error) {
        self.refused.get_or_insert(error);
    }

    fn check_sides(&self) -> Result<(), Error> {
        if self.mentees == 0 || self.capacities.is_empty() {
            return Err(Error::EmptySide);
        }
        if self.mentees > MAX_COLUMNS || self.capacities.len() + self.reserved.len() > MAX_COLUMNS {
            return Err(Error::TooLarge);
        }
        if let Some(mentor) = self.capacities.iter().position(|&places| places == 0) {
            return Err(Error::CapacityZero { mentor: mentor as u32 });
        }
        self.refused.map_or(Ok(()), Err)
    }

    fn check_pins(&mut self) -> Result<(), Error> {
        self.pins.sort_unstable();
        self.pins.dedup();
        if let Some(&[(mentee, _), _]) = self.pins.array_windows().find(|[one, two]| one.0 == two.0) {
            return Err(Error::PinnedTwice { mentee });
        }
        let known = |pin: &(u32, u32)| self.rows.has(pin.0, pin.1);
        match self.pins.iter().find(|&pin| self.forbidden.contains(pin) || !known(pin)) {
            Some(&(mentee, mentor)) => Err(Error::PinWithoutEdge { mentee, mentor }),
            None => Ok(()),
        }
    }

    /// Takes the reserved places out of `capacities` and appends a column for each share; returns the mentor and group
    /// of each.
    fn share_places(&mut self, capacities: &mut Vec<u32>) -> Result<Vec<(u32, u32)>, Error> {
        self.reserved.sort_unstable();
        let mut shares = Vec::with_capacity(self.reserved.len());
        for &(mentor, group, places) in &self.reserved {
            let open = &mut capacities[mentor as usize];
            *open = open.checked_sub(places).ok_or(Error::BadReservation { mentor })?;
            if shares.last() == Some(&(mentor, group)) {
                return Err(Error::BadReservation { mentor });
            }
            shares.push((mentor, group));
            capacities.push(places);
        }
        Ok(shares)
    }

    fn ranks(&self) -> Result<(Vec<u8>, u8), Error> {
        let used: BTreeSet<u8> = self.classes.values().copied().collect();
        if used.len() > MAX_CLASSES {
            return Err(Error::TooManyClasses);
        }
        if used.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let rank: BTreeMap<u8, u8> = used.iter().copied().zip(1..).collect();
        let mut ranks = vec![0; self.mentees];
        for (&mentee, class) in &self.classes {
            ranks[mentee as usize] = rank[class];
        }
        Ok((ranks, used.len() as u8))
    }

    fn graph(&self, rows: Rows, capacities: Vec<u32>, shares: &[(u32, u32)]) -> Result<Graph, Error> {
        if self.pins.is_empty() && self.forbidden.is_empty() && shares.is_empty() {
            let (starts, edges) = rows.into_parts(self.mentees);
            return Ok(Graph::new(starts, edges, capacities));
        }
        let mut edges = Vec::with_capacity(rows.len());
        let mut starts = vec![0];
        for mentee in 0..self.mentees as u32 {
            let start = edges.len();
            edges.extend(rows.row(mentee).iter().filter(|edge| self.allows(mentee, edge.column() as u32)));
            push_shares(mentee, shares, &self.groups, self.capacities.len(), &mut edges, start);
            starts.push(u32::try_from(edges.len()).map_err(|_| Error::TooLarge)?);
        }
        Ok(Graph::new(starts, edges, capacities))
    }

    fn allows(&self, mentee: u32, mentor: u32) -> bool {
        let pin = self.pins.binary_search_by_key(&mentee, |pin| pin.0).ok();
        pin.is_none_or(|at| self.pins[at].1 == mentor) && !self.forbidden.contains(&(mentee, mentor))
    }
}

/// Appends to a mentee's row, which begins at `start`, edges to the places reserved for a group of theirs, with the
/// score of the mentor's open places.
fn push_shares(
    mentee: u32,
    shares: &[(u32, u32)],
    groups: &BTreeSet<(u32, u32)>,
    mentors: usize,
    edges: &mut Vec<Edge>,
    start: usize,
) {
    if groups.range((mentee, 0)..=(mentee, u32::MAX)).next().is_none() {
        return;
    }
    let open = start..edges.len();
    for (column, &(mentor, group)) in (mentors as u32..).zip(shares) {
        if groups.contains(&(mentee, group))
            && let Ok(at) = edges[open.clone()].binary_search_by_key(&(mentor as usize), |edge| edge.column())
        {
            edges.push(Edge::new(column, edges[open.start + at].score() as u16));
        }
    }
}
