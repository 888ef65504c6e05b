//! How many people are unmatched at a place against how many mentors could take, and the six shades that show it on a map.
//!
//! A shade counts the people for whom no place is left, not their share: one person in a village weighs less than a district.

/// Who is unmatched at a place and what is free there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// People in an open journey that has neither a pending proposal nor an open tandem.
    pub unmatched: u32,
    /// Places that the mentors who live there still have.
    pub places: u32,
    /// Mentors who live there, whether they have a place left or not.
    pub mentors: u32,
}

/// What each shade means, from nobody to the most people.
pub const SHADES: [&str; 6] = [
    "chacun a un mentor ou une proposition",
    "assez de places",
    "il manque 1 place",
    "il en manque 2",
    "il en manque 3 ou 4",
    "il en manque 5 ou plus",
];

impl Need {
    /// The shade, 0 to 5, of the number of unmatched people beyond the places left: a position in [`SHADES`].
    pub fn shade(&self) -> u8 {
        match self.shortage() {
            _ if self.unmatched == 0 => 0,
            ..=0 => 1,
            1 => 2,
            2 => 3,
            3..=4 => 4,
            5.. => 5,
        }
    }

    /// How many people more than places: negative where places are left.
    pub fn shortage(&self) -> i64 {
        i64::from(self.unmatched) - i64::from(self.places)
    }

    /// "3 personnes sans mentor proposé, 2 places libres".
    pub fn sentence(&self) -> String {
        let unmatched = match self.unmatched {
            0 => "aucune personne sans mentor proposé".to_owned(),
            1 => "1 personne sans mentor proposé".to_owned(),
            many => format!("{many} personnes sans mentor proposé"),
        };
        let places = match self.places {
            0 => "aucune place libre".to_owned(),
            1 => "1 place libre".to_owned(),
            many => format!("{many} places libres"),
        };
        format!("{unmatched}, {places}")
    }

    /// Adds what is known of another place.
    pub fn add(&mut self, other: Self) {
        self.unmatched += other.unmatched;
        self.places += other.places;
        self.mentors += other.mentors;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shade(unmatched: u32, places: u32) -> u8 {
        Need { unmatched, places, mentors: 0 }.shade()
    }

    #[test]
    fn a_shade_is_the_number_of_people_without_a_place() {
        assert_eq!((shade(0, 0), shade(0, 9)), (0, 0));
        assert_eq!((shade(1, 3), shade(2, 2)), (1, 1));
        assert_eq!((shade(1, 0), shade(3, 2)), (2, 2));
        assert_eq!((shade(2, 0), shade(4, 2)), (3, 3));
        assert_eq!((shade(3, 0), shade(6, 2)), (4, 4));
        assert_eq!((shade(5, 0), shade(80, 2)), (5, 5));
    }

    #[test]
    fn one_person_in_a_village_is_not_as_dark_as_a_district() {
        assert!(shade(1, 0) < shade(14, 4));
    }

    #[test]
    fn the_need_of_a_place_is_told_in_words() {
        let need = |unmatched, places| Need { unmatched, places, mentors: 0 };
        assert_eq!(need(0, 1).sentence(), "aucune personne sans mentor proposé, 1 place libre");
        assert_eq!(need(1, 0).sentence(), "1 personne sans mentor proposé, aucune place libre");
        assert_eq!(need(6, 2).sentence(), "6 personnes sans mentor proposé, 2 places libres");
        assert_eq!((need(6, 2).shortage(), need(0, 2).shortage()), (4, -2));
    }
}
