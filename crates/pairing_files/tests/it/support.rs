//! Small files of people, and criteria for them.

use pairing_files::{Error, Place, Point, Proposals, fold, propose};

const PEOPLE: &str = "[mentees]\nid = \"id\"\nname = [\"name\"]\n[mentors]\nid = \"id\"\nname = [\"name\"]\n";

/// INSEE code, postcode, name, longitude and latitude.
const PLACES: [(&str, &str, &str, f64, f64); 3] = [
    ("13001", "13100", "Aix-en-Provence", 5.419, 43.53618),
    ("13055", "13001", "Marseille", 5.44838, 43.29397),
    ("13005", "13400", "Aubagne", 5.56444, 43.2906),
];

/// Where a place of the small table is.
pub fn locate(place: Place<'_>) -> Result<Point, String> {
    let found = PLACES.into_iter().find(|(code, postcode, name, ..)| match place {
        Place::Insee(insee) => insee == *code,
        Place::Name(text) => fold(text) == fold(name),
        Place::Postcode { postcode: text, .. } => text == *postcode,
    });
    match found {
        Some((.., lon, lat)) => Ok(Point { lon, lat }),
        None => Err("ce lieu n’est pas connu".to_owned()),
    }
}

/// The proposals for mentees and mentors identified by `id` and `name`.
///
/// The criteria follow the table `[mentors]`, and may begin with more of its keys.
pub fn run(mentees: &str, mentors: &str, criteria: &str) -> Result<Proposals, Error> {
    propose(mentees.as_bytes(), mentors.as_bytes(), &format!("{PEOPLE}{criteria}"), locate)
}

/// The same for lines with the columns `id`, `name` and `x`.
pub fn run_lines(mentees: &str, mentors: &str, criteria: &str) -> Result<Proposals, Error> {
    run(&format!("id,name,x\n{mentees}"), &format!("id,name,x\n{mentors}"), criteria)
}

/// The score of the only pair of a mentee and a mentor with these cells; `None` when a rule forbids it.
pub fn score(mentee: &str, mentor: &str, criteria: &str) -> Result<Option<u32>, Error> {
    let found = run_lines(&format!("m,M,\"{mentee}\"\n"), &format!("n,N,\"{mentor}\"\n"), criteria)?;
    Ok(found.pairs().next().map(|(_, _, score)| score))
}

/// The only criterion, on the column `x` of both files.
pub fn criterion(comparison: &str) -> String {
    format!("[[criterion]]\nname = \"X\"\nweight = 1\nmentee = \"x\"\nmentor = \"x\"\n{comparison}")
}

/// A rule on the column `x` of both files, with a criterion beside it.
pub fn rule(comparison: &str) -> String {
    let same = criterion("kind = \"same\"");
    format!("{same}\n[[rule]]\nname = \"R\"\nmentee = \"x\"\nmentor = \"x\"\n{comparison}")
}

/// The sentence of an error, or nothing.
pub fn sentence<T>(result: Result<T, Error>) -> String {
    result.err().map(|error| error.to_string()).unwrap_or_default()
}
