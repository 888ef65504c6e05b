//! Small random cases: ties, zeros, isolated mentees, classes, pins, forbidden pairs, reserved places.

use assignment::{Builder, Error, Instance};

/// The splitmix64 generator: the same cases on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (bits ^ bits >> 31) % bound
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// An instance as plain lists, for the brute force to read.
#[derive(Debug, Clone, Default)]
pub struct Case {
    pub mentees: usize,
    pub capacities: Vec<u32>,
    pub edges: Vec<(u32, u32, u16)>,
    pub classes: Vec<Option<u8>>,
    pub pins: Vec<(u32, u32)>,
    pub forbidden: Vec<(u32, u32)>,
    pub reserved: Vec<(u32, u32, u32)>,
    pub groups: Vec<(u32, u32)>,
}

impl Case {
    pub fn draw(random: &mut Random) -> Self {
        let mentees = 1 + random.below(6) as usize;
        let mentors = 1 + random.below(4) as usize;
        let capacities: Vec<u32> = (0..mentors).map(|_| 1 + random.below(3) as u32).collect();
        let mut case = Self { mentees, capacities, classes: vec![None; mentees], ..Self::default() };
        let density = [20, 50, 80, 100][random.below(4) as usize];
        let scores = [2, 4, 50, 1001][random.below(4) as usize];
        for mentee in 0..mentees as u32 {
            for mentor in 0..mentors as u32 {
                if random.chance(density) {
                    let score = random.below(scores) * 1000 / (scores - 1).max(1);
                    case.edges.push((mentee, mentor, score as u16));
                }
            }
        }
        case.draw_rules(random);
        case
    }

    fn draw_rules(&mut self, random: &mut Random) {
        if random.chance(40) {
            for class in &mut self.classes {
                *class = random.chance(60).then(|| 1 + 3 * random.below(3) as u8);
            }
        }
        let edges = self.edges.clone();
        for (mentee, mentor, _) in edges {
            if random.chance(5) {
                self.forbidden.push((mentee, mentor));
            } else if random.chance(4) && !self.pins.iter().any(|pin| pin.0 == mentee) {
                self.pins.push((mentee, mentor));
            }
        }
        if random.chance(30) {
            for (mentor, &capacity) in self.capacities.iter().enumerate() {
                let mut left = u64::from(capacity) + 1;
                for group in 0..2 {
                    let places = random.below(left);
                    left -= places;
                    if places > 0 {
                        self.reserved.push((mentor as u32, places as u32, group));
                    }
                }
            }
            for mentee in 0..self.mentees as u32 {
                for group in 0..2 {
                    if random.chance(40) {
                        self.groups.push((mentee, group));
                    }
                }
            }
        }
    }

    pub fn build(&self) -> Result<Instance, Error> {
        self.build_in_order(self.edges.iter())
    }

    pub fn build_in_order<'a>(
        &self,
        edges: impl Iterator<Item = &'a (u32, u32, u16)>,
    ) -> Result<Instance, Error> {
        self.builder(edges).build()
    }

    /// Builds with [`Builder::lists`], rows being sometimes out of order and some edges sometimes given one by one
    /// first.
    pub fn build_by_rows(&self, random: &mut Random) -> Result<Instance, Error> {
        let single = if random.chance(30) { random.below(1 + self.edges.len() as u64) as usize } else { 0 };
        let (first, others) = self.edges.split_at(single);
        let mut builder = self.builder(first.iter());
        let (mut starts, mut mentors, mut scores) = (vec![0], Vec::new(), Vec::new());
        for mentee in 0..self.mentees as u32 {
            let mut mine: Vec<_> = others.iter().filter(|edge| edge.0 == mentee).collect();
            if random.chance(10) {
                mine.reverse();
            }
            mentors.extend(mine.iter().map(|edge| edge.1));
            scores.extend(mine.iter().map(|edge| edge.2));
            starts.push(mentors.len() as u32);
        }
        builder.lists(&starts, mentors, &scores);
        if random.chance(50) { builder.into_instance() } else { builder.build() }
    }

    pub fn builder<'a>(&self, edges: impl Iterator<Item = &'a (u32, u32, u16)>) -> Builder {
        let mut builder = Instance::builder(self.mentees, self.capacities.clone());
        for &(mentee, mentor, score) in edges {
            builder.edge(mentee, mentor, score);
        }
        for (mentee, class) in (0..).zip(&self.classes) {
            if let Some(class) = *class {
                builder.class(mentee, class);
            }
        }
        self.pins.iter().for_each(|&(mentee, mentor)| _ = builder.pin(mentee, mentor));
        self.forbidden.iter().for_each(|&(mentee, mentor)| _ = builder.forbid(mentee, mentor));
        self.reserved.iter().for_each(|&(mentor, places, group)| _ = builder.reserve(mentor, places, group));
        self.groups.iter().for_each(|&(mentee, group)| _ = builder.group(mentee, group));
        builder
    }
}
