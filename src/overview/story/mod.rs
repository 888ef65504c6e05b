//! The story of a person or of a tandem: dated facts, newest first, with who noted them where the journal tells.

mod of_person;
mod of_tandem;

pub use of_person::of_person;
pub use of_tandem::of_tandem;

use time::Date;

use crate::db::{Deed, Id};
use crate::french;

/// How many lines the story of a person shows at most.
pub const LONGEST_STORY: usize = 60;

/// One line of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryLine {
    on: Date,
    /// What happened, in a sentence without its day.
    pub what: String,
    /// Who noted it, or from whom it was learnt; empty when it was the hub itself.
    pub who: String,
    /// Where one reads more; empty when there is no such page for the viewer.
    pub href: String,
}

impl StoryLine {
    /// A fact of a day.
    fn new(on: Date, what: impl Into<String>) -> Self {
        Self { on, what: what.into(), who: String::new(), href: String::new() }
    }

    fn by(self, who: impl Into<String>) -> Self {
        Self { who: who.into(), ..self }
    }

    fn leading_to(self, href: impl Into<String>) -> Self {
        Self { href: href.into(), ..self }
    }

    /// Its day in words.
    pub fn day(&self) -> String {
        french::day(&self.on)
    }

    /// Its day as programs read it.
    pub fn iso(&self) -> String {
        french::iso_day(&self.on)
    }
}

/// A line of the journal, as a story needs it.
#[derive(Clone, Debug)]
pub struct JournalLine {
    /// The kind of the object it is about, as the journal names it.
    pub kind: String,
    /// The object it is about.
    pub object: Id,
    /// What was done to it, as the journal names it.
    pub action: String,
    /// The day it was done.
    pub on: Date,
    /// The name of the account that did it; empty when it was the hub itself.
    pub who: String,
}

impl JournalLine {
    /// Whether this was done.
    fn tells<D: Deed>(&self, deed: D) -> bool {
        self.kind == D::KIND && self.action == deed.action()
    }
}

/// Some lines of the journal, newest first.
#[derive(Clone, Debug, Default)]
pub struct Journal(pub Vec<JournalLine>);

impl Journal {
    /// Who did something to an object last; empty when it was the hub itself.
    fn who<D: Deed>(&self, object: Id, deed: D) -> &str {
        let line = self.0.iter().find(|line| line.object == object && line.tells(deed));
        line.map_or("", |line| &line.who)
    }
}
