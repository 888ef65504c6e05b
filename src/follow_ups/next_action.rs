//! What comes next in a tandem, who does it and before when: no tandem is ever left without.

use time::Date;

use crate::french;
use crate::tandems::tandem::Next;

/// Who looks after the tandems that fell silent.
const COORDINATION: &str = "la coordination du hub";

/// Something to do, by somebody, before some day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextAction {
    /// What is to be done.
    pub what: &'static str,
    /// The name of the mentor, or the coordination of the hub.
    pub owner: String,
    /// The day by which it should be done.
    pub due_on: Date,
    /// That day in words.
    pub when: String,
}

impl NextAction {
    /// Whether its day has passed.
    pub fn is_late(&self, today: Date) -> bool {
        self.due_on < today
    }
}

/// The next action of an open tandem. The mentor leads it; once a silence lasts, the coordination asks for news.
pub fn of_tandem(next: Next, mentor: &str, today: Date) -> NextAction {
    let due_on = next.due_on();
    let late = due_on < today;
    let (what, owner) = match (next, late) {
        (Next::First(_), false) => ("Se rencontrer une première fois", mentor),
        (Next::First(_), true) => ("Demander ce qui retarde la première rencontre", COORDINATION),
        (Next::Planned(_), false) => ("Se rencontrer le jour convenu", mentor),
        (Next::Planned(_), true) => ("Noter la rencontre prévue, ou convenir d’un autre jour", mentor),
        (Next::Following(_), false) => ("Convenir de la prochaine rencontre", mentor),
        (Next::Following(_), true) => ("Prendre des nouvelles de ce tandem", COORDINATION),
    };
    let day = french::day(&due_on);
    let when = match next {
        Next::Planned(_) if !late => day,
        _ => format!("avant {day}"),
    };
    NextAction { what, owner: owner.to_owned(), due_on, when }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 03 - 12);

    #[test]
    fn the_mentor_leads_until_a_silence_lasts() {
        let soon = of_tandem(Next::Following(TODAY), "Ana Costa", TODAY);
        assert_eq!((soon.owner.as_str(), soon.is_late(TODAY)), ("Ana Costa", false));
        let late = of_tandem(Next::Following(date!(2026 - 03 - 11)), "Ana Costa", TODAY);
        assert_eq!((late.owner.as_str(), late.is_late(TODAY)), (COORDINATION, true));
    }

    #[test]
    fn a_planned_day_is_told_as_that_day_until_it_has_passed() {
        let planned = of_tandem(Next::Planned(TODAY), "Ana Costa", TODAY);
        assert_eq!(planned.when, "jeudi 12 mars 2026");
        let passed = of_tandem(Next::Planned(date!(2026 - 03 - 11)), "Ana Costa", TODAY);
        assert_eq!(passed.when, "avant mercredi 11 mars 2026");
        assert_eq!(passed.owner, "Ana Costa");
    }
}
