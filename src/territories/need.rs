//! How many people wait at a place against how many mentors could take, and the six shades that show it on a map.

/// Who waits at a place and what is free there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// People who wait for a mentor.
    pub waiting: u32,
    /// Places that the mentors who live there still have.
    pub places: u32,
    /// Mentors who live there, whether they have a place left or not.
    pub mentors: u32,
}

/// What each shade means, from the lightest to the darkest.
pub const SHADES: [&str; 6] = [
    "personne n’attend",
    "moins de 0,5",
    "de 0,5 à 1",
    "plus de 1, jusqu’à 2",
    "plus de 2, jusqu’à 4",
    "plus de 4, ou aucune place",
];

impl Need {
    /// The shade, 0 to 5, of the number of people who wait for one free place: a position in [`SHADES`].
    pub fn shade(&self) -> u8 {
        let (waiting, places) = (u64::from(self.waiting), u64::from(self.places));
        match () {
            () if waiting == 0 => 0,
            () if 2 * waiting < places => 1,
            () if waiting <= places => 2,
            () if waiting <= 2 * places => 3,
            () if waiting <= 4 * places => 4,
            () => 5,
        }
    }

    /// How many people more than places: negative where places are left.
    pub fn shortage(&self) -> i64 {
        i64::from(self.waiting) - i64::from(self.places)
    }

    /// "3 personnes attendent, 2 places libres".
    pub fn sentence(&self) -> String {
        let waiting = match self.waiting {
            0 => "personne n’attend".to_owned(),
            1 => "1 personne attend".to_owned(),
            many => format!("{many} personnes attendent"),
        };
        let places = match self.places {
            0 => "aucune place libre".to_owned(),
            1 => "1 place libre".to_owned(),
            many => format!("{many} places libres"),
        };
        format!("{waiting}, {places}")
    }

    /// Adds what is known of another place.
    pub fn add(&mut self, other: Self) {
        self.waiting += other.waiting;
        self.places += other.places;
        self.mentors += other.mentors;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shade(waiting: u32, places: u32) -> u8 {
        Need { waiting, places, mentors: 0 }.shade()
    }

    #[test]
    fn a_shade_is_the_number_of_people_for_one_place() {
        assert_eq!((shade(0, 0), shade(0, 9)), (0, 0));
        assert_eq!((shade(1, 3), shade(1, 2)), (1, 2));
        assert_eq!((shade(2, 2), shade(3, 2)), (2, 3));
        assert_eq!((shade(4, 2), shade(5, 2)), (3, 4));
        assert_eq!((shade(8, 2), shade(9, 2)), (4, 5));
    }

    #[test]
    fn where_there_is_no_place_one_person_is_enough_for_the_darkest_shade() {
        assert_eq!(shade(1, 0), 5);
    }

    #[test]
    fn the_need_of_a_place_is_told_in_words() {
        let need = |waiting, places| Need { waiting, places, mentors: 0 };
        assert_eq!(need(0, 1).sentence(), "personne n’attend, 1 place libre");
        assert_eq!(need(1, 0).sentence(), "1 personne attend, aucune place libre");
        assert_eq!(need(6, 2).sentence(), "6 personnes attendent, 2 places libres");
        assert_eq!((need(6, 2).shortage(), need(0, 2).shortage()), (4, -2));
    }
}
