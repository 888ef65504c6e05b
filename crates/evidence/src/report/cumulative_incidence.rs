#[cfg(feature = "serde")]
use serde::Serialize;

use super::Labels;
use crate::numbers::same_length;
use crate::{Error, Result, survival};

/// One point of a cumulative incidence.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct IncidencePoint {
    /// The instant.
    pub t: f64,
    /// The share that left by the cause up to it.
    pub incidence: f64,
}

/// One cause.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct CauseCurve {
    /// Its label.
    pub cause: String,
    /// At every instant of an event of any cause.
    pub curve: Vec<IncidencePoint>,
}

/// One group.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct GroupIncidence {
    /// Its label, if there are groups.
    pub group: Option<String>,
    /// People.
    pub n: usize,
    /// One for each cause seen in the file.
    pub causes: Vec<CauseCurve>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct IncidenceAnswer {
    /// One for each group.
    pub groups: Vec<GroupIncidence>,
}

/// Cumulative incidences by group and cause. A `cause` that is empty, `0` or `NA` is a censoring.
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
