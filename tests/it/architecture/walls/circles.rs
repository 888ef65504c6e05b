//! Which files cannot be understood one without the other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Breach;
use crate::architecture::house::House;
use crate::architecture::reader::Source;
use crate::architecture::reader::references::Way;

/// How many files may need each other. A circle is read as one: more than this no one holds in mind.
const LARGEST: usize = 8;

/// Which file uses which names of which other file. A `mod.rs` that only passes names on is no file on the way.
#[derive(Default)]
pub struct Arrows<'a> {
    from: BTreeMap<&'a str, BTreeMap<&'a str, BTreeSet<&'a str>>>,
}

impl<'a> Arrows<'a> {
    /// The arrows between the files that are asked for.
    pub fn of(house: &'a House, is_asked: impl Fn(&Source) -> bool) -> Self {
        let mut arrows = Self::default();
        for (from, reference, used) in house.uses_within() {
            let Some((_, item)) = reference.item() else { continue };
            if reference.way != Way::ReExport && from.path != used.path && is_asked(from) && is_asked(used) {
                arrows.from.entry(&from.path).or_default().entry(&used.path).or_default().insert(item);
            }
        }
        arrows
    }

    fn used_by(&self, file: &str) -> impl Iterator<Item = (&'a str, &BTreeSet<&'a str>)> {
        self.from.get(file).into_iter().flatten().map(|(used, names)| (*used, names))
    }

    /// Every file that a file cannot do without, through others too.
    fn reached(&self, file: &'a str) -> BTreeSet<&'a str> {
        let (mut reached, mut open) = (BTreeSet::new(), vec![file]);
        while let Some(file) = open.pop() {
            open.extend(self.used_by(file).map(|(used, _)| used).filter(|used| reached.insert(*used)));
        }
        reached
    }
}

/// The sets of files each of which reaches all others of its set, the largest first.
pub fn circles(arrows: &Arrows) -> Vec<Vec<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        arrows.from.keys().map(|file| (*file, arrows.reached(file))).collect();
    let (mut found, mut seen): (Vec<Vec<String>>, BTreeSet<&str>) = (Vec::new(), BTreeSet::new());
    for (file, beyond) in reached.iter().filter(|(file, beyond)| beyond.contains(**file)) {
        let returns = |other: &&&str| reached.get(**other).is_some_and(|back| back.contains(file));
        let circle: Vec<&str> = beyond.iter().filter(returns).copied().collect();
        if circle.iter().all(|file| seen.insert(file)) {
            found.push(circle.into_iter().map(str::to_owned).collect());
        }
    }
    found.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    found
}

/// The largest circle of files, with what ties it.
pub fn largest_circle(house: &House) -> (usize, String) {
    let arrows = Arrows::of(house, |_| true);
    let Some(circle) = circles(&arrows).into_iter().next() else { return (0, "no circle".to_owned()) };
    let mut told = format!("The largest circle has {} files:\n", circle.len());
    for file in &circle {
        for (used, names) in arrows.used_by(file).filter(|(used, _)| circle.iter().any(|other| other == used))
        {
            let names: Vec<&str> = names.iter().copied().collect();
            let _ = writeln!(told, "  {file} -> {used}: {}", names.join(", "));
        }
    }
    (circle.len(), told)
}

/// No more than a handful of files are tied in a circle.
pub fn small_circles(house: &House) -> Vec<Breach> {
    let why = "what both ends need moves to a file of its own";
    let (files, told) = largest_circle(house);
    let breach = Breach::at("src", 1, format!("{files} files use each other in a circle"), why);
    println!("{told}");
    (files > LARGEST).then_some(breach).into_iter().collect()
}
