//! Each hard rule, alone, on a pair that everything else allows.

use tandem::db::Id;
use tandem::people::profile::{Availability, Language, Level, Profile};
use tandem::rounds::criteria::Weights;
use tandem::rounds::inputs::{Exclusion, Inputs, MenteeInput, MentorInput, Pair, Side};
use tandem::rounds::round::{Round, WhyNot};
use tandem::rounds::rules::Rule;
use tandem::track::Track;
use time::macros::date;

use super::hubs::{journey_key, mentor_key};

const PAIR: fn() -> Pair = || Pair { journey: journey_key(0), mentor: mentor_key(0) };

fn moment(code: &str) -> Availability {
    Availability::from_code(code).expect("a moment of the week")
}

fn side(person: u128) -> Side {
    let profile = Profile {
        availabilities: [moment("mon-eve")].into(),
        in_person: true,
        travel_km: 10,
        ..Profile::default()
    };
    Side {
        person: Id::from_u128(person),
        place: Some("13213".to_owned()),
        languages: [(Language::French, Level::C1)].into(),
        businesses: ["000012345".to_owned()].into(),
        profile,
    }
}

/// A mentor and a mentee whom every rule allows, but for what is changed.
fn pair(change: impl FnOnce(&mut Inputs)) -> Inputs {
    let mut mentor =
        MentorInput { id: mentor_key(0), places: 1, tracks: [Track::Employment].into(), side: side(1) };
    mentor.side.businesses = ["000054321".to_owned()].into();
    let mentee = MenteeInput {
        id: journey_key(0),
        track: Track::Employment,
        waits_since: date!(2026 - 01 - 05),
        side: side(2),
    };
    let mut inputs = Inputs { mentors: vec![mentor], mentees: vec![mentee], ..Inputs::default() };
    change(&mut inputs);
    inputs
}

fn run(inputs: Inputs) -> Round {
    Round::run(inputs, Weights::default()).expect("the round is sound")
}

/// The rules that forbid the pair, and the draft agrees.
#[track_caller]
fn forbidden_by(change: impl FnOnce(&mut Inputs)) -> Vec<Rule> {
    let round = run(pair(change));
    let draft = round.draft();
    assert!(draft.proposals.is_empty(), "a forbidden pair is proposed");
    assert_eq!(draft.left_out.len(), 1);
    match round.why_not(PAIR()).expect("the round is solved") {
        Some(WhyNot::Forbidden(refusals)) => {
            assert!(refusals.iter().all(|refusal| !refusal.sentence().is_empty()));
            refusals.into_iter().map(|refusal| refusal.rule).collect()
        }
        other => panic!("the pair is not forbidden: {other:?}"),
    }
}

#[track_caller]
fn allowed(change: impl FnOnce(&mut Inputs)) {
    let answer = run(pair(change)).why_not(PAIR()).expect("the round is solved");
    assert!(matches!(answer, Some(WhyNot::Proposed { .. })), "{answer:?}");
}

#[test]
fn a_pair_that_every_rule_allows_is_proposed() {
    allowed(|_| ());
}

#[test]
fn a_mentor_never_meets_themself() {
    assert_eq!(
        forbidden_by(|hub| hub.mentors[0].side.person = hub.mentees[0].side.person),
        [Rule::SamePerson]
    );
}

#[test]
fn a_mentor_never_meets_their_own_business() {
    let same = |hub: &mut Inputs| hub.mentors[0].side.businesses = hub.mentees[0].side.businesses.clone();
    assert_eq!(forbidden_by(same), [Rule::SameBusiness]);
}

#[test]
fn an_excluded_pair_is_never_proposed() {
    let exclude = |hub: &mut Inputs| {
        let excluded = Exclusion { mentor: mentor_key(0), person: hub.mentees[0].side.person };
        hub.exclusions.insert(excluded);
    };
    assert_eq!(forbidden_by(exclude), [Rule::NotExcluded]);
}

#[test]
fn a_refused_pair_is_not_proposed_again() {
    let refuse = |hub: &mut Inputs| {
        hub.refused.insert(PAIR());
    };
    assert_eq!(forbidden_by(refuse), [Rule::NotRefused]);
}

#[test]
fn a_refused_pair_is_not_proposed_even_when_pinned() {
    let both = |hub: &mut Inputs| {
        hub.refused.insert(PAIR());
        hub.pinned.insert(PAIR());
    };
    assert_eq!(forbidden_by(both), [Rule::NotRefused]);
    assert_eq!(run(pair(both)).draft().pins_dropped, [PAIR()]);
}

#[test]
fn a_mentor_of_another_track_is_not_proposed() {
    let other = |hub: &mut Inputs| hub.mentors[0].tracks = [Track::Creation, Track::YoungBusiness].into();
    assert_eq!(forbidden_by(other), [Rule::Track]);
}

#[test]
fn two_people_need_a_language_in_common_at_b1() {
    let at = |level: Level| {
        move |hub: &mut Inputs| hub.mentees[0].side.languages = [(Language::French, level)].into()
    };
    assert_eq!(forbidden_by(at(Level::A2)), [Rule::Language]);
    allowed(at(Level::B1));
    let other = |hub: &mut Inputs| hub.mentors[0].side.languages = [(Language::Armenian, Level::C2)].into();
    assert_eq!(forbidden_by(other), [Rule::Language]);
}

#[test]
fn two_people_need_a_moment_in_common() {
    let at = |code: &'static str| {
        move |hub: &mut Inputs| hub.mentors[0].side.profile.availabilities = [moment(code)].into()
    };
    assert_eq!(forbidden_by(at("mon-pm")), [Rule::Availability]);
    assert_eq!(forbidden_by(at("tue-eve")), [Rule::Availability]);
    let none = |hub: &mut Inputs| hub.mentees[0].side.profile.availabilities.clear();
    assert_eq!(forbidden_by(none), [Rule::Availability]);
}

#[test]
fn two_people_too_far_apart_meet_only_at_a_distance() {
    let far = |hub: &mut Inputs| hub.mentors[0].side.place = Some("84089".to_owned());
    assert_eq!(forbidden_by(far), [Rule::Travel]);
    let one_side = |hub: &mut Inputs| {
        far(hub);
        hub.mentors[0].side.profile.remote = true;
    };
    assert_eq!(forbidden_by(one_side), [Rule::Travel]);
    allowed(|hub| {
        one_side(hub);
        hub.mentees[0].side.profile.remote = true;
    });
    allowed(|hub| {
        far(hub);
        hub.mentors[0].side.profile.travel_km = 80;
    });
}

#[test]
fn somebody_whose_home_is_not_known_meets_only_at_a_distance() {
    let unknown = |hub: &mut Inputs| hub.mentees[0].side.place = None;
    assert_eq!(forbidden_by(unknown), [Rule::Travel]);
}

#[test]
fn a_mentor_at_capacity_gets_no_proposal() {
    assert_eq!(forbidden_by(|hub| hub.mentors[0].places = 0), [Rule::Capacity]);
}

#[test]
fn several_rules_are_all_told() {
    let worst = |hub: &mut Inputs| {
        hub.mentors[0].places = 0;
        hub.mentors[0].tracks.clear();
        hub.mentors[0].side.profile.availabilities.clear();
    };
    assert_eq!(forbidden_by(worst), [Rule::Track, Rule::Availability, Rule::Capacity]);
}
