//! What is new of people since a day: each fact, with its words.

use time::Date;

use crate::db::Id;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What happened to somebody, in the order of a journey.
    What {
        Welcomed = "welcomed", "inscription sur le hub";
        Proposed = "proposed", "un mentor est proposé";
        Begun = "begun", "le tandem a commencé";
        Met = "met", "rencontre avec le mentor";
        Closed = "closed", "le tandem est terminé";
        Ended = "ended", "l’accompagnement est terminé";
    }
}

/// One fact about a journey, on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct News {
    pub on: Date,
    pub journey: Id,
    pub what: What,
}

/// What is new since a day, the newest first, of what the tables say: a row is found by one of its days, and the others may be older.
pub fn since(first: Date, facts: impl IntoIterator<Item = (Id, What, Option<Date>)>) -> Vec<News> {
    let news = facts.into_iter().filter_map(|(journey, what, on)| {
        let on = on.filter(|on| *on >= first)?;
        Some(News { on, journey, what })
    });
    let mut news: Vec<News> = news.collect();
    news.sort_unstable_by(|one, other| other.cmp(one));
    news
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use time::macros::date;

    #[test]
    fn what_is_older_is_left_out_and_the_newest_comes_first() {
        let journey = new_id();
        let facts = [
            (journey, What::Welcomed, Some(date!(2026 - 01 - 10))),
            (journey, What::Begun, Some(date!(2026 - 03 - 10))),
            (journey, What::Closed, Some(date!(2026 - 03 - 12))),
            (journey, What::Ended, None),
        ];
        let news: Vec<What> = since(date!(2026 - 03 - 10), facts).iter().map(|news| news.what).collect();
        assert_eq!(news, [What::Closed, What::Begun]);
    }
}
