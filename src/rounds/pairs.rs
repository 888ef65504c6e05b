//! The attributes of both sides of a round as numbers and bit masks, computed once, so that scoring a pair needs no
//! look-up of a code.

use std::collections::{BTreeMap, BTreeSet};

use crate::people::profile::{Language, Level, Style};
use crate::territories::{geography, places, sectors, trades};

use super::inputs::{Inputs, Side};

/// The lowest level at which two people can work together in a language.
pub const SUFFICIENT_LEVEL: Level = Level::B1;

/// The attributes of one side; trades, sectors and places are positions among the distinct codes of the round.
pub(super) struct Facts {
    pub trades: Vec<usize>,
    pub sectors: Vec<usize>,
    /// A bit for each value of `Topic::ALL`.
    pub topics: u32,
    /// A bit for each moment of the week.
    pub availabilities: u32,
    /// The level in each language of [`Language::ALL`], from 1 (A1) to 6 (C2); 0 when not spoken.
    pub levels: [u8; Language::ALL.len()],
    pub place: Option<usize>,
    pub travel_km: f64,
    pub in_person: bool,
    pub remote: bool,
    pub style: Style,
}

/// The facts of all sides, and how close trades, sectors and places are to each other.
pub(super) struct Pairs {
    pub mentors: Vec<Facts>,
    pub mentees: Vec<Facts>,
    trades: Closenesses,
    sectors: Closenesses,
    places: Square<f64>,
}

/// How close each two trades or sectors are, in thousandths.
pub(super) type Closenesses = Square<u16>;

impl Pairs {
    /// Computes the facts of all sides of the inputs.
    pub fn new(inputs: &Inputs) -> Self {
        let sides = || {
            inputs
                .mentors
                .iter()
                .map(|mentor| &mentor.side)
                .chain(inputs.mentees.iter().map(|mentee| &mentee.side))
        };
        let trades = Index::of(sides().flat_map(|side| side.profile.trades.iter().map(String::as_str)));
        let sectors = Index::of(sides().flat_map(|side| side.profile.sectors.iter().map(String::as_str)));
        let homes = Index::of(
            sides().filter_map(|side| side.place.as_deref()).filter(|code| places::get(code).is_some()),
        );
        let facts = |side: &Side| Facts {
            trades: trades.positions(side.profile.trades.iter().map(String::as_str)),
            sectors: sectors.positions(side.profile.sectors.iter().map(String::as_str)),
            topics: side.profile.topics.iter().fold(0, |mask, &topic| mask | 1 << topic as u32),
            availabilities: side
                .profile
                .availabilities
                .iter()
                .fold(0, |mask, moment| mask | 1 << moment.index()),
            levels: levels(side),
            place: side.place.as_deref().and_then(|code| homes.position(code)),
            travel_km: f64::from(side.profile.travel_km),
            in_person: side.profile.in_person,
            remote: side.profile.remote,
            style: side.profile.style.map(|answer| answer.map(|answer| answer.clamp(1, 5))),
        };
        Self {
            mentors: inputs.mentors.iter().map(|mentor| facts(&mentor.side)).collect(),
            mentees: inputs.mentees.iter().map(|mentee| facts(&mentee.side)).collect(),
            trades: Square::of(&trades, trade_closeness),
            sectors: Square::of(&sectors, sector_closeness),
            places: Square::of(&homes, kilometres),
        }
    }

    /// The closeness of the closest two trades, one of each side, in thousandths; `None` when a side names none.
    pub fn trade_closeness(&self, mentee: &Facts, mentor: &Facts) -> Option<u16> {
        self.trades.greatest(&mentee.trades, &mentor.trades)
    }

    /// The closeness of the closest two sectors, one of each side, in thousandths; `None` when a side names none.
    pub fn sector_closeness(&self, mentee: &Facts, mentor: &Facts) -> Option<u16> {
        self.sectors.greatest(&mentee.sectors, &mentor.sectors)
    }

    /// The closeness of each two trades named in the round.
    pub fn trades(&self) -> &Closenesses {
        &self.trades
    }

    /// The closeness of each two sectors named in the round.
    pub fn sectors(&self) -> &Closenesses {
        &self.sectors
    }

    /// The number of distinct places in which people of the round live.
    pub fn homes(&self) -> usize {
        self.places.side
    }

    /// The distance between two homes, in km.
    pub fn km(&self, a: usize, b: usize) -> f64 {
        self.places.at(a, b)
    }

    /// The distance between both homes, in km; `None` when one is unknown or outside the metropolis.
    pub fn distance_km(&self, mentee: &Facts, mentor: &Facts) -> Option<f64> {
        Some(self.places.at(mentee.place?, mentor.place?))
    }
}

/// Thousandths of closeness: the same trade, the same domain of trades, the same field of trades.
fn trade_closeness(a: &str, b: &str) -> u16 {
    match trades::closeness(a, b) {
        trades::Closeness::Same => 1000,
        trades::Closeness::Domain => 600,
        trades::Closeness::Field => 250,
        trades::Closeness::None => 0,
    }
}

/// Thousandths of closeness, by the narrowest level of NAF that both surely lie in: naming a narrower one never costs a point.
fn sector_closeness(a: &str, b: &str) -> u16 {
    match sectors::closeness(a, b) {
        sectors::Closeness::Subclass | sectors::Closeness::Class => 1000,
        sectors::Closeness::Group => 850,
        sectors::Closeness::Division => 700,
        sectors::Closeness::Section => 400,
        sectors::Closeness::None => 0,
    }
}

fn kilometres(a: &str, b: &str) -> f64 {
    match (places::get(a), places::get(b)) {
        (Some(a), Some(b)) => geography::distance_km(a, b),
        _ => f64::INFINITY,
    }
}

/// The level in each language; a person who names none is assumed to speak French at B2, as the hub's forms are in
/// French.
fn levels(side: &Side) -> [u8; Language::ALL.len()] {
    let mut levels = [0; Language::ALL.len()];
    if side.languages.is_empty() {
        levels[Language::French as usize] = Level::B2 as u8 + 1;
    }
    for (&language, &level) in &side.languages {
        levels[language as usize] = level as u8 + 1;
    }
    levels
}

/// The distinct codes of a kind, numbered in order.
struct Index<'a>(BTreeMap<&'a str, usize>);

impl<'a> Index<'a> {
    fn of(codes: impl Iterator<Item = &'a str>) -> Self {
        let mut index: BTreeMap<&str, usize> = codes.map(|code| (code, 0)).collect();
        for (number, position) in index.values_mut().enumerate() {
            *position = number;
        }
        Self(index)
    }

    fn position(&self, code: &str) -> Option<usize> {
        self.0.get(code).copied()
    }

    fn positions<'b>(&self, codes: impl Iterator<Item = &'b str>) -> Vec<usize> {
        codes.filter_map(|code| self.position(code)).collect()
    }
}

/// A square matrix: a figure for each two codes of an index.
pub(super) struct Square<T> {
    side: usize,
    figures: Vec<T>,
}

impl<T: Copy + PartialOrd> Square<T> {
    fn of(index: &Index<'_>, figure: impl Fn(&str, &str) -> T) -> Self {
        let figures =
            index.0.keys().flat_map(|a| index.0.keys().map(|b| figure(a, b)).collect::<Vec<_>>()).collect();
        Self { side: index.0.len(), figures }
    }

    /// The figure for two positions of the index.
    pub fn at(&self, a: usize, b: usize) -> T {
        self.figures[a * self.side + b]
    }

    fn greatest(&self, some: &[usize], others: &[usize]) -> Option<T> {
        let pairs = some.iter().flat_map(|&a| others.iter().map(move |&b| self.at(a, b)));
        pairs.reduce(|best, figure| if figure > best { figure } else { best })
    }
}

impl Closenesses {
    /// The distinct degrees of closeness above 0, lowest first.
    pub fn degrees(&self) -> Vec<u16> {
        let degrees: BTreeSet<u16> = self.figures.iter().copied().filter(|&figure| figure > 0).collect();
        degrees.into_iter().collect()
    }
}
