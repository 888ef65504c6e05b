use assignment::{Error, Instance, Policy};

fn two_by_two() -> assignment::Builder {
    let mut builder = Instance::builder(2, vec![1, 1]);
    builder.edge(0, 0, 500).edge(1, 1, 500);
    builder
}

#[test]
fn an_empty_side_is_refused() {
    assert_eq!(Instance::builder(0, vec![1]).build().err(), Some(Error::EmptySide));
    assert_eq!(Instance::builder(1, vec![]).build().err(), Some(Error::EmptySide));
}

#[test]
fn a_mentor_without_a_place_is_refused() {
    assert_eq!(Instance::builder(1, vec![1, 0]).build().err(), Some(Error::CapacityZero { mentor: 1 }));
}

#[test]
fn indices_and_scores_out_of_range_are_refused() {
    let out = Error::IndexOutOfRange { mentee: 2, mentor: 0 };
    assert_eq!(two_by_two().edge(2, 0, 1).build().err(), Some(out));
    assert_eq!(two_by_two().class(2, 1).build().err(), Some(out));
    let out = Error::IndexOutOfRange { mentee: 0, mentor: 2 };
    assert_eq!(two_by_two().forbid(0, 2).build().err(), Some(out));
    assert_eq!(two_by_two().reserve(2, 1, 0).build().err(), Some(out));
    let score = Error::ScoreOutOfRange { mentee: 0, mentor: 1, score: 1001 };
    assert_eq!(two_by_two().edge(0, 1, 1001).build().err(), Some(score));
}

#[test]
fn pairs_given_all_at_once_are_checked_like_single_ones() {
    let given = |starts: &[u32], pairs: &[(u32, u16)]| {
        let (mentors, scores): (Vec<u32>, Vec<u16>) = pairs.iter().copied().unzip();
        Instance::builder(2, vec![1, 1]).lists(starts, mentors, &scores).build().err()
    };
    assert_eq!(given(&[0, 2, 2], &[(0, 1), (1, 2)]), None);
    assert_eq!(given(&[0, 1, 2], &[(1, 1), (0, 2)]), None);
    let out = Error::IndexOutOfRange { mentee: 1, mentor: 2 };
    assert_eq!(given(&[0, 0, 2], &[(0, 1), (2, 1)]), Some(out));
    let score = Error::ScoreOutOfRange { mentee: 0, mentor: 1, score: 1001 };
    assert_eq!(given(&[0, 2, 2], &[(0, 1), (1, 1001)]), Some(score));
    let twice = Error::DuplicateEdge { mentee: 0, mentor: 1 };
    assert_eq!(given(&[0, 2, 2], &[(1, 1), (1, 2)]), Some(twice));
    assert_eq!(given(&[0, 3, 3], &[(1, 1), (0, 2), (1, 3)]), Some(twice));
    let all = [(0, 1), (1, 2)];
    for starts in [&[][..], &[0], &[0, 2], &[0, 1, 2, 2], &[1, 2, 2], &[0, 1, 1], &[0, 3, 2], &[0, 2, 3]] {
        assert_eq!(given(starts, &all), Some(Error::UnevenLists), "{starts:?}");
    }
    let uneven = Instance::builder(1, vec![1, 1]).lists(&[0, 2], vec![0, 1], &[7]).build().err();
    assert_eq!(uneven, Some(Error::UnevenLists));
}

#[test]
fn the_same_pair_twice_is_refused_even_with_the_same_score() {
    let twice = Error::DuplicateEdge { mentee: 0, mentor: 0 };
    assert_eq!(two_by_two().edge(0, 0, 500).build().err(), Some(twice));
    assert_eq!(two_by_two().edge(0, 0, 400).build().err(), Some(twice));
}

#[test]
fn a_score_of_zero_is_an_edge() {
    let instance = Instance::builder(1, vec![1]).edge(0, 0, 0).build().unwrap();
    assert_eq!(instance.solve(Policy::MostTandems).unwrap().mentor_of(0), Some(0));
}

#[test]
fn pins_must_exist_agree_and_fit() {
    let none = Error::PinWithoutEdge { mentee: 0, mentor: 1 };
    assert_eq!(two_by_two().pin(0, 1).build().err(), Some(none));
    let forbidden = Error::PinWithoutEdge { mentee: 0, mentor: 0 };
    assert_eq!(two_by_two().pin(0, 0).forbid(0, 0).build().err(), Some(forbidden));
    let twice = Error::PinnedTwice { mentee: 0 };
    assert_eq!(two_by_two().edge(0, 1, 3).pin(0, 1).pin(0, 0).build().err(), Some(twice));
    let full = Error::TooManyPins { mentor: 0 };
    assert_eq!(two_by_two().edge(1, 0, 3).pin(0, 0).pin(1, 0).build().err(), Some(full));
}

#[test]
fn more_reserved_places_than_capacity_are_refused() {
    let bad = Error::BadReservation { mentor: 0 };
    assert_eq!(two_by_two().reserve(0, 2, 7).build().err(), Some(bad));
}

#[test]
fn a_class_of_zero_and_a_seventeenth_class_are_refused() {
    assert_eq!(two_by_two().class(0, 0).build().err(), Some(Error::ClassZero { mentee: 0 }));
    let mut builder = Instance::builder(17, vec![1]);
    (0..17).for_each(|mentee| _ = builder.class(mentee, 1 + mentee as u8));
    assert_eq!(builder.build().err(), Some(Error::TooManyClasses));
}
