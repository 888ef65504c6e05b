//! Lists shown by pages.

use std::ops::Range;

use crate::web::Fields;

/// Where one is in a list shown by pages.
pub struct Pages {
    /// The address of the page before; empty on the first.
    pub previous: String,
    /// The address of the page after; empty on the last.
    pub next: String,
    /// Which page it is, in words; empty when there is one.
    pub place: String,
}

impl Pages {
    /// The page of a number, counted from 0, of a list of so many lines of which each page shows some.
    pub fn of(page: usize, lines: usize, shown: usize, href: impl Fn(usize) -> String) -> Self {
        let pages = lines.div_ceil(shown).max(1);
        Self {
            previous: if page > 0 { href(page - 1) } else { String::new() },
            next: if page + 1 < pages { href(page + 1) } else { String::new() },
            place: if pages > 1 { format!("Page {} sur {pages}", page + 1) } else { String::new() },
        }
    }
}

/// The number of a page, as an address gives it; the first when it gives none.
pub fn number(fields: &Fields, name: &str) -> usize {
    fields.get(name).parse().unwrap_or(0)
}

/// The lines of a page of a list.
pub fn part(lines: usize, page: usize, shown: usize) -> Range<usize> {
    let first = page.saturating_mul(shown).min(lines);
    first..(first + shown).min(lines)
}
