//! Who has no mentor proposed, against what mentors still offer, by place, by area and by track.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::areas::{Area, area_of};
use super::hints::Missing;
use crate::db::Id;
use crate::territories::need::Need;
use crate::track::Track;

/// Somebody unmatched: in an open journey without a pending proposal or an open tandem.
#[derive(Clone, Debug)]
pub struct Unmatched {
    /// Their journey, by its key.
    pub journey: Id,
    /// Who they are, by their key: somebody in two journeys is one person.
    pub person: Id,
    /// Where they live, by INSEE code; none outside the metropolis.
    pub place: Option<String>,
    /// The track of the journey.
    pub track: Track,
    /// The trades they aim at, by ROME code.
    pub trades: BTreeSet<String>,
}

/// What a mentor of the pool offers.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The mentor, by their key.
    pub mentor: Id,
    /// Where they live, by INSEE code; none outside the metropolis.
    pub place: Option<String>,
    /// The tracks they help in.
    pub tracks: BTreeSet<Track>,
    /// Their trades, by ROME code.
    pub trades: BTreeSet<String>,
    /// How many mentees they take at once.
    pub capacity: u32,
    /// Places neither taken by an open tandem nor promised by a pending proposal.
    pub free: u32,
    /// The day they joined.
    pub joined_on: Date,
    /// What keeps them out of every round.
    pub missing: Vec<Missing>,
}

/// Everybody unmatched, and every mentor of the pool.
#[derive(Clone, Debug, Default)]
pub struct Supply {
    /// One a journey.
    pub unmatched: Vec<Unmatched>,
    /// One a mentor who has not left, whether or not a place is free.
    pub offers: Vec<Offer>,
}

/// What figures are narrowed to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Narrowed<'a> {
    /// One track, or all of them.
    pub track: Option<Track>,
    /// One trade, by ROME code, or all of them.
    pub trade: Option<&'a str>,
}

impl Narrowed<'_> {
    fn keeps(&self, tracks: &BTreeSet<Track>, trades: &BTreeSet<String>) -> bool {
        self.track.is_none_or(|track| tracks.contains(&track))
            && self.trade.is_none_or(|trade| trades.contains(trade))
    }
}

impl Supply {
    /// The places free in all.
    pub fn free(&self) -> u32 {
        self.offers.iter().map(|offer| offer.free).sum()
    }

    /// The places offered in all, free or not.
    pub fn capacity(&self) -> u32 {
        self.offers.iter().map(|offer| offer.capacity).sum()
    }

    /// The need at each place where anybody is unmatched or offers; `None` stands for outside the metropolis.
    ///
    /// A mentor who helps in several tracks has the same places in each.
    pub fn needs(&self, narrowed: Narrowed<'_>) -> BTreeMap<Option<&str>, Need> {
        let mut needs: BTreeMap<Option<&str>, Need> = BTreeMap::new();
        let mut counted = BTreeSet::new();
        for unmatched in &self.unmatched {
            if narrowed.keeps(&BTreeSet::from([unmatched.track]), &unmatched.trades)
                && counted.insert(unmatched.person)
            {
                needs.entry(unmatched.place.as_deref()).or_default().unmatched += 1;
            }
        }
        for offer in self.offers.iter().filter(|offer| narrowed.keeps(&offer.tracks, &offer.trades)) {
            let offered = Need { unmatched: 0, places: offer.free, mentors: 1 };
            needs.entry(offer.place.as_deref()).or_default().add(offered);
        }
        needs
    }

    /// The need in each area on each track; an area where nobody is unmatched and nobody offers has zeros.
    pub fn needs_by_area(&self) -> BTreeMap<Area, BTreeMap<Track, Need>> {
        let zeros = || Track::ALL.iter().map(|&track| (track, Need::default())).collect();
        let mut areas: BTreeMap<Area, BTreeMap<Track, Need>> =
            Area::ALL.iter().map(|&area| (area, zeros())).collect();
        for &track in Track::ALL {
            for (place, need) in self.needs(Narrowed { track: Some(track), trade: None }) {
                let area = place.and_then(area_of).and_then(|area| areas.get_mut(&area));
                if let Some(known) = area.and_then(|tracks| tracks.get_mut(&track)) {
                    known.add(need);
                }
            }
        }
        areas
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::date;

    const DAY: Date = date!(2026 - 03 - 12);

    fn unmatched(place: Option<&str>, track: Track, trade: &str) -> Unmatched {
        Unmatched {
            journey: new_id(),
            person: new_id(),
            place: place.map(str::to_owned),
            track,
            trades: BTreeSet::from([trade.to_owned()]),
        }
    }

    fn offer(place: &str, tracks: &[Track], free: u32) -> Offer {
        Offer {
            mentor: new_id(),
            place: Some(place.to_owned()),
            tracks: tracks.iter().copied().collect(),
            trades: BTreeSet::from(["D1102".to_owned()]),
            capacity: free + 1,
            free,
            joined_on: DAY,
            missing: Vec::new(),
        }
    }

    fn supply() -> Supply {
        Supply {
            unmatched: vec![
                unmatched(Some("13213"), Track::Employment, "D1102"),
                unmatched(Some("13213"), Track::Creation, "M1805"),
                unmatched(Some("13001"), Track::Employment, "M1805"),
                unmatched(None, Track::Employment, "D1102"),
            ],
            offers: vec![
                offer("13001", &[Track::Employment, Track::Creation], 2),
                offer("13001", &[Track::YoungBusiness], 0),
            ],
        }
    }

    #[test]
    fn needs_are_counted_where_people_live() {
        let supply = supply();
        let needs = supply.needs(Narrowed::default());
        assert_eq!(needs[&Some("13213")], Need { unmatched: 2, places: 0, mentors: 0 });
        assert_eq!(needs[&Some("13001")], Need { unmatched: 1, places: 2, mentors: 2 });
        assert_eq!(needs[&None], Need { unmatched: 1, places: 0, mentors: 0 });
        assert_eq!((supply.free(), supply.capacity()), (2, 4));
    }

    #[test]
    fn a_filter_narrows_both_sides() {
        let supply = supply();
        let baker = supply.needs(Narrowed { track: Some(Track::Employment), trade: Some("D1102") });
        assert_eq!(baker[&Some("13213")].unmatched, 1);
        assert_eq!(baker[&Some("13001")], Need { unmatched: 0, places: 2, mentors: 1 });
    }

    #[test]
    fn a_mentor_of_two_tracks_has_places_in_both() {
        let supply = supply();
        let areas = supply.needs_by_area();
        assert_eq!(areas.len(), Area::ALL.len());
        let aix = |track| areas[&Area::Aix][&track];
        assert_eq!(aix(Track::Employment), Need { unmatched: 1, places: 2, mentors: 1 });
        assert_eq!(aix(Track::Creation), Need { unmatched: 0, places: 2, mentors: 1 });
        assert_eq!(areas[&Area::Marseille][&Track::Creation].unmatched, 1);
    }
}
