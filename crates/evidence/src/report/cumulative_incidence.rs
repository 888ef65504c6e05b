#[cfg(feature = "serde")]
use serde::Serialize;

use super::Labels;
use crate::numbers::same_length;
use crate::{Error, Result, survival};

/// One point of a cumulative incidence: the share that had the cause up to instant `t`.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "the sentence above names the fields")]
pub struct IncidencePoint {
    pub t: f64,
    pub incidence: f64,
}

/// The cumulative incidence of one cause.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct CauseCurve {
    /// The label of the cause.
    pub cause: String,
    /// One point for each instant with an event of any cause.
    pub curve: Vec<IncidencePoint>,
}

/// The cumulative incidences in one group.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct GroupIncidence {
    /// The label of the group; none when there are no groups.
    pub group: Option<String>,
    /// The number of people.
    pub n: usize,
    /// One for each cause seen in the data, in the same order for all groups.
    pub causes: Vec<CauseCurve>,
}

/// The answer of [`cumulative_incidence()`], one entry for each group.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "the sentence above names the field")]
pub struct IncidenceAnswer {
    pub groups: Vec<GroupIncidence>,
}

/// Estimates cumulative incidences by group and cause. A `cause` that is empty, `0` or `NA` means censored.
pub fn cumulative_incidence(
    time: &[f64],
    cause: &[String],
    group: Option<&[String]>,
) -> Result<IncidenceAnswer> {
    same_length("cause", time.len(), cause.len())?;
    let seen: Vec<String> = cause.iter().filter(|cause| !is_censoring(cause)).cloned().collect();
    let causes = Labels::new(&seen).names;
    if time.is_empty() {
        return Err(Error::Empty);
    }
    if causes.is_empty() {
        return Err(Error::NoEvent);
    }
    let code = |cause: &String| causes.iter().position(|known| known == cause).map_or(0, |place| place + 1);
    let codes: Vec<usize> = cause.iter().map(code).collect();
    let Some(group) = group else {
        let everybody: Vec<usize> = (0..time.len()).collect();
        return Ok(IncidenceAnswer { groups: vec![of_group(None, &everybody, time, &codes, &causes)?] });
    };
    same_length("group", time.len(), group.len())?;
    let labels = Labels::new(group);
    let members =
        |place: usize| (0..time.len()).filter(|&row| labels.of_row[row] == place).collect::<Vec<_>>();
    let names = labels.names.iter().enumerate();
    let groups =
        names.map(|(place, name)| of_group(Some(name.clone()), &members(place), time, &codes, &causes));
    Ok(IncidenceAnswer { groups: groups.collect::<Result<_>>()? })
}

fn is_censoring(cause: &str) -> bool {
    let cause = cause.trim();
    cause.is_empty() || cause == "NA" || cause.parse::<f64>().is_ok_and(|number| number == 0.0)
}

fn of_group(
    group: Option<String>,
    members: &[usize],
    time: &[f64],
    codes: &[usize],
    causes: &[String],
) -> Result<GroupIncidence> {
    let time: Vec<f64> = members.iter().map(|&row| time[row]).collect();
    let codes: Vec<usize> = members.iter().map(|&row| codes[row]).collect();
    let incidences = survival::cumulative_incidence(&time, None, &codes, causes.len())?;
    let point = |&(t, incidence): &(f64, f64)| IncidencePoint { t, incidence };
    let curves = causes.iter().zip(incidences).map(|(cause, incidence)| CauseCurve {
        cause: cause.clone(),
        curve: incidence.points.iter().map(point).collect(),
    });
    Ok(GroupIncidence { group, n: members.len(), causes: curves.collect() })
}
