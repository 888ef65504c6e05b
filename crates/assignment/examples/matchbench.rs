//! Solves an instance file of the matching bench: `matchbench FILE [most-tandems|best-total|stable] [OUT]`;
//! with `again` for a policy, solves it, changes one score in a hundred, and compares solving again with anew.

use std::error::Error;
use std::fs;

use assignment::{Instance, Policy};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("which file?")?;
    let policy = match arguments.next().as_deref() {
        None | Some("most-tandems") => Policy::MostTandems,
        Some("best-total") => Policy::BestTotal,
        Some("stable") => Policy::Stable,
        Some("again") => return again(&fs::read(file)?),
        Some(other) => return Err(format!("no policy {other}").into()),
    };
    let bytes = fs::read(file)?;
    let start = cpu_seconds()?;
    let instance = read(&bytes)?;
    let built = cpu_seconds()?;
    let solution = instance.solve(policy)?;
    let solved = cpu_seconds()?;
    solution.certify(&instance)?;
    let certified = cpu_seconds()?;
    println!(
        "{{\"pairs\":{},\"total\":{},\"certified\":true,\"seconds\":{{\"build\":{:.4},\"solve\":{:.4},\"certify\":{:.4},\"cpu\":{:.4}}}}}",
        solution.pair_count(),
        solution.total(),
        built - start,
        solved - built,
        certified - solved,
        solved - start
    );
    if let Some(out) = arguments.next() {
        let mentor = |mentee| solution.mentor_of(mentee).map_or(-1, |mentor| mentor as i32).to_le_bytes();
        fs::write(out, (0..instance.mentee_count() as u32).flat_map(mentor).collect::<Vec<u8>>())?;
    }
    Ok(())
}

fn again(bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let mut instance = read(bytes)?;
    let start = cpu_seconds()?;
    let before = instance.solve(Policy::MostTandems)?;
    let solved = cpu_seconds()?;
    let one_in_a_hundred =
        |mentee: u32, mentor: u32| mentee.wrapping_mul(0x9E37_79B1) ^ mentor.wrapping_mul(0x85EB_CA77);
    let mut changes = Vec::new();
    each_row(bytes, |mentee, pairs| {
        let chosen = pairs.iter().filter(|pair| one_in_a_hundred(mentee, pair.0) % 100 == 0);
        changes.extend(chosen.map(|&(mentor, score)| (mentee, mentor, 1000 - score)));
    })?;
    let start_again = cpu_seconds()?;
    let mut change = instance.change();
    changes.iter().for_each(|&(mentee, mentor, score)| _ = change.score(mentee, mentor, score));
    change.apply()?;
    let changed = cpu_seconds()?;
    let after = instance.resolve(&before)?;
    let resolved = cpu_seconds()?;
    let anew = instance.solve(Policy::MostTandems)?;
    let (moved, moved_anew) = (after.moved_from(&before), anew.moved_from(&before));
    println!(
        "{} changes in {:.4} s, again {:.4} s, {moved} moved; anew {:.4} s, {moved_anew} moved",
        changes.len(),
        changed - start_again,
        resolved - changed,
        solved - start
    );
    assert_eq!((after.pair_count(), after.total()), (anew.pair_count(), anew.total()));
    Ok(())
}

fn read(bytes: &[u8]) -> Result<Instance, Box<dyn Error>> {
    let number =
        |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    let (mentees, mentors) = (number(4).ok_or("short")? as usize, number(8).ok_or("short")? as usize);
    let capacities = bytes.get(24..).ok_or("short")?.split_at(4 * mentors).0;
    let mut builder = Instance::builder(mentees, words(capacities).collect());
    builder.reserve_edges(number(16).ok_or("short")? as usize);
    each_row(bytes, |mentee, pairs| _ = builder.edges(mentee, pairs.iter().copied()))?;
    Ok(builder.build()?)
}

/// Calls `met` for each mentee with the mentors and scores.
fn each_row(bytes: &[u8], mut met: impl FnMut(u32, &[(u32, u16)])) -> Result<(), Box<dyn Error>> {
    let number =
        |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    let (mentees, mentors) = (number(4).ok_or("short")? as usize, number(8).ok_or("short")? as usize);
    let edges = number(16).ok_or("short")? as usize;
    let after = bytes.get(24..).ok_or("short")?.split_at(4 * mentors).1;
    let (starts, after) = after.split_at(8 * (mentees + 1));
    let (mentor_bytes, score_bytes) = after.split_at(4 * edges);
    let starts: Vec<usize> = words(starts).step_by(2).map(|start| start as usize).collect();
    let scores = score_bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
    let mut edges = words(mentor_bytes).zip(scores);
    let mut row = Vec::new();
    for (mentee, span) in (0..).zip(starts.windows(2)) {
        row.clear();
        row.extend(edges.by_ref().take(span[1] - span[0]));
        met(mentee, &row);
    }
    Ok(())
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// Processor time of this thread so far, from Linux's scheduler.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let times = fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(times.split(' ').next().ok_or("no time")?.parse::<f64>()? / 1e9)
}
