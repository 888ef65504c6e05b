//! Solves an instance file of the matching bench: `matchbench FILE [most-tandems|best-total|stable] [OUT]`.

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

fn read(bytes: &[u8]) -> Result<Instance, Box<dyn Error>> {
    let number =
        |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    let (mentees, mentors) = (number(4).ok_or("short")? as usize, number(8).ok_or("short")? as usize);
    let edges = number(16).ok_or("short")? as usize;
    let (capacities, after) = bytes.get(24..).ok_or("short")?.split_at(4 * mentors);
    let (starts, after) = after.split_at(8 * (mentees + 1));
    let (mentor_bytes, score_bytes) = after.split_at(4 * edges);
    let capacities = words(capacities).collect();
    let starts: Vec<usize> = words(starts).step_by(2).map(|start| start as usize).collect();
    let mut builder = Instance::builder(mentees, capacities);
    builder.reserve_edges(edges);
    let scores = score_bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
    let mut edges = words(mentor_bytes).zip(scores);
    for (mentee, span) in (0..).zip(starts.windows(2)) {
        for (mentor, score) in edges.by_ref().take(span[1] - span[0]) {
            builder.edge(mentee, mentor, score);
        }
    }
    Ok(builder.build()?)
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// Processor time of this thread so far, from Linux's scheduler.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let times = fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(times.split(' ').next().ok_or("no time")?.parse::<f64>()? / 1e9)
}
