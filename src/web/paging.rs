//! Lists shown by pages.

use std::ops::Range;

use crate::french;

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
    /// The page of a number, counted from 0, of a list of so many lines of which each page shows some. Beyond the last page, it is
    /// the last.
    pub fn of(page: usize, lines: usize, shown: usize, href: impl Fn(usize) -> String) -> Self {
        let last = last_page(lines, shown);
        let page = page.min(last);
        let number = |page: usize| french::number(page + 1);
        Self {
            previous: if page > 0 { href(page - 1) } else { String::new() },
            next: if page < last { href(page + 1) } else { String::new() },
            place: if last > 0 {
                format!("Page {} sur {}", number(page), number(last))
            } else {
                String::new()
            },
        }
    }

    /// The same, its words without the capital of a title.
    pub fn within_a_line(self) -> Self {
        Self { place: self.place.replacen('P', "p", 1), ..self }
    }
}

/// The number of the last page, counted from 0.
fn last_page(lines: usize, shown: usize) -> usize {
    lines.div_ceil(shown).saturating_sub(1)
}

/// The number of a page, counted from 0, as an address gives it counted from 1: the first for what is no number of a page. One too
/// large to be counted lies beyond the last page as well.
pub fn number(said: &str) -> usize {
    let is_number = !said.is_empty() && said.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { said.parse().unwrap_or(usize::MAX).saturating_sub(1) } else { 0 }
}

/// The lines of a page of a list; those of the last page for a number beyond it.
pub fn part(lines: usize, page: usize, shown: usize) -> Range<usize> {
    let first = page.min(last_page(lines, shown)) * shown;
    first..(first + shown).min(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(page: usize, lines: usize) -> [String; 3] {
        let pages = Pages::of(page, lines, 10, |page| page.to_string());
        [pages.previous, pages.next, pages.place]
    }

    #[test]
    fn a_list_of_one_page_leads_nowhere() {
        assert_eq!(pages(0, 0), ["", "", ""]);
        assert_eq!(pages(0, 10), ["", "", ""]);
    }

    #[test]
    fn each_page_leads_to_those_around_it() {
        assert_eq!(pages(0, 21), ["", "1", "Page 1 sur 3"]);
        assert_eq!(pages(1, 21), ["0", "2", "Page 2 sur 3"]);
        assert_eq!(pages(2, 21), ["1", "", "Page 3 sur 3"]);
        assert_eq!([part(21, 0, 10), part(21, 1, 10), part(21, 2, 10)], [0..10, 10..20, 20..21]);
    }

    #[test]
    fn a_number_is_read_as_it_is_shown() {
        assert_eq!(["1", "2", "20"].map(number), [0, 1, 19]);
        assert_eq!(["", "0", "-1", "deux", "1.5", "+2"].map(number), [0; 6]);
        assert!(
            ["9223372036854775807", "18446744073709551616"].map(number).iter().all(|page| *page > 1 << 60)
        );
    }

    #[test]
    fn beyond_the_last_page_is_the_last() {
        assert_eq!(pages(usize::MAX, 21), pages(2, 21));
        assert_eq!(part(21, usize::MAX, 10), 20..21);
        assert_eq!(part(0, usize::MAX, 10), 0..0);
    }
}
