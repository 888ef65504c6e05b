use assignment::{Policy, Solution};

use crate::random::{Case, Random};

const POLICIES: [Policy; 3] = [Policy::MostTandems, Policy::BestTotal, Policy::Stable];

fn pairs(solution: &Solution) -> Vec<(u32, u32)> {
    solution.pairs().collect()
}

#[test]
fn an_answer_to_another_instance_is_refused_unless_it_has_the_same_worth() {
    let mut random = Random(20);
    let mut refused = 0;
    while refused < 1_000 {
        let case = Case::draw(&mut random);
        let Ok(instance) = case.build() else { continue };
        let mut reduced = case.clone();
        let Some(edge) = reduced.edges.iter().position(|_| true) else { continue };
        let edge = (edge + random.below(reduced.edges.len() as u64) as usize) % reduced.edges.len();
        reduced.edges.remove(edge);
        let Ok(other) = reduced.build() else { continue };
        for policy in POLICIES {
            let (mine, theirs) = (instance.solve(policy).unwrap(), other.solve(policy).unwrap());
            if pairs(&mine).contains(&(case.edges[edge].0, case.edges[edge].1)) {
                assert!(mine.certify(&other).is_err(), "a pair without an edge: {case:?}");
                refused += 1;
            }
            if policy != Policy::Stable
                && theirs.total() < mine.total()
                && theirs.pair_count() <= mine.pair_count()
            {
                assert!(theirs.certify(&instance).is_err(), "an answer below the best: {case:?}");
                refused += 1;
            }
        }
    }
}
