//! Solves an instance file of the matching bench: `matchbench FILE [most-tandems|best-total|stable] [OUT]`;
//! with `again` as the policy, solves it, changes one score in a hundred, and compares `resolve` with `solve`.

use std::error::Error;
use std::fs;

use assignment::{Instance, Policy};
use cpu_time::ProcessTime;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().ok_or("which file?")?;
    let policy = match arguments.next().as_deref() {
        None | Some("most-tandems") => Some(Policy::MostTandems),
        Some("best-total") => Some(Policy::BestTotal),
        Some("stable") => Some(Policy::Stable),
        Some("again") => None,
        Some(other) => return Err(format!("no policy {other}").into()),
    };
    let file = File::read(&fs::read(name)?).ok_or("not an instance")?;
    match policy {
        Some(policy) => solve(file, policy, arguments.next()),
        None => again(&file),
    }
}

fn solve(file: File, policy: Policy, out: Option<String>) -> Result<(), Box<dyn Error>> {
    let start = ProcessTime::now();
    let instance = file.into_instance()?;
    let built = start.elapsed().as_secs_f64();
    let solution = instance.solve(policy)?;
    let solved = start.elapsed().as_secs_f64();
    solution.certify(&instance)?;
    let certified = start.elapsed().as_secs_f64();
    println!(
        "{{\"pairs\":{},\"total\":{},\"certified\":true,\"seconds\":{{\"build\":{:.6},\"solve\":{:.6},\"certify\":{:.6},\"cpu\":{:.6}}}}}",
        solution.pair_count(),
        solution.total(),
        built,
        solved - built,
        certified - solved,
        solved
    );
    if let Some(out) = out {
        let mentor = |mentee| solution.mentor_of(mentee).map_or(-1, |mentor| mentor as i32).to_le_bytes();
        fs::write(out, (0..instance.mentee_count() as u32).flat_map(mentor).collect::<Vec<u8>>())?;
    }
    Ok(())
}

fn again(file: &File) -> Result<(), Box<dyn Error>> {
    let mut instance = file.clone().into_instance()?;
    let start = ProcessTime::now();
    let before = instance.solve(Policy::MostTandems)?;
    let cold = start.elapsed().as_secs_f64();
    let one_in_a_hundred =
        |mentee: u32, mentor: u32| mentee.wrapping_mul(0x9E37_79B1) ^ mentor.wrapping_mul(0x85EB_CA77);
    let pairs = (0..).zip(file.rows()).flat_map(|(mentee, (mentors, scores))| {
        mentors.iter().zip(scores).map(move |(&mentor, &score)| (mentee, mentor, 1000 - score))
    });
    let changes: Vec<(u32, u32, u16)> =
        pairs.filter(|&(mentee, mentor, _)| one_in_a_hundred(mentee, mentor) % 100 == 0).collect();
    let start = ProcessTime::now();
    let mut change = instance.change();
    changes.iter().for_each(|&(mentee, mentor, score)| _ = change.score(mentee, mentor, score));
    change.apply()?;
    let changed = start.elapsed().as_secs_f64();
    let after = instance.resolve(&before)?;
    let resolved = start.elapsed().as_secs_f64();
    let anew = instance.solve(Policy::MostTandems)?;
    let (moved, moved_anew) = (after.moved_from(&before), anew.moved_from(&before));
    println!(
        "{} changes in {:.4} s, again {:.4} s ({:.1} % of {:.4} s), {moved} moved; anew {moved_anew} moved",
        changes.len(),
        changed,
        resolved - changed,
        100.0 * (resolved - changed) / cold,
        cold
    );
    assert_eq!((after.pair_count(), after.total()), (anew.pair_count(), anew.total()));
    Ok(())
}

/// The contents of a file: the places of each mentor, where the edges of each mentee start, their mentors and scores.
#[derive(Clone)]
struct File {
    capacities: Vec<u32>,
    starts: Vec<u32>,
    mentors: Vec<u32>,
    scores: Vec<u16>,
}

impl File {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (heading, rest) = bytes.split_at_checked(24)?;
        let &[_, mentees, mentors, _, edges, _] = heading.as_chunks().0 else { return None };
        let [mentees, mentors, edges] =
            [mentees, mentors, edges].map(|count| u32::from_le_bytes(count) as usize);
        let (capacities, rest) = rest.split_at_checked(4 * mentors)?;
        let (starts, rest) = rest.split_at_checked(8 * (mentees + 1))?;
        let (mentors, scores) = rest.split_at_checked(4 * edges)?;
        Some(Self {
            capacities: capacities.as_chunks().0.iter().copied().map(u32::from_le_bytes).collect(),
            starts: starts.as_chunks().0.iter().map(|&start| u64::from_le_bytes(start) as u32).collect(),
            mentors: mentors.as_chunks().0.iter().copied().map(u32::from_le_bytes).collect(),
            scores: scores.as_chunks().0.iter().copied().map(u16::from_le_bytes).collect(),
        })
    }

    /// The mentors and scores of each mentee.
    fn rows(&self) -> impl Iterator<Item = (&[u32], &[u16])> {
        self.starts.array_windows().map(|&[start, end]| {
            let row = start as usize..end as usize;
            (&self.mentors[row.clone()], &self.scores[row])
        })
    }

    fn into_instance(self) -> Result<Instance, assignment::Error> {
        let mut builder = Instance::builder(self.starts.len() - 1, self.capacities);
        builder.lists(&self.starts, self.mentors, &self.scores);
        builder.into_instance()
    }
}
