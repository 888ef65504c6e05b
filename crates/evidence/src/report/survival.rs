#[cfg(feature = "serde")]
use serde::Serialize;

use super::Labels;
use crate::survival::{
    Curve, LifeTable, LogRank, Point, Scale, Spells, Weighting, difference_at, kaplan_meier, log_rank,
    restricted_mean, restricted_mean_difference, stratified_log_rank,
};
use crate::{Error, Estimate, Level, Result, Test};

/// Spells, and what to estimate from them.
#[derive(Debug, Clone, Copy)]
pub struct SurvivalQuestion<'a> {
    /// When observation ended, as in [`Spells`].
    pub time: &'a [f64],
    /// Whether it ended with the event.
    pub event: &'a [bool],
    /// When observation began, if later than the origin.
    pub entry: Option<&'a [f64]>,
    /// The group of each person.
    pub group: Option<&'a [String]>,
    /// The stratum of each person; groups are compared within strata.
    pub strata: Option<&'a [String]>,
    /// Times at which to give each curve and the differences.
    pub at: &'a [f64],
    /// The time up to which to give restricted means.
    pub restricted_to: Option<f64>,
    /// The scale on which intervals are computed.
    pub scale: Scale,
}

impl<'a> SurvivalQuestion<'a> {
    /// A question about a single group, without horizons, with log-log intervals.
    pub fn new(time: &'a [f64], event: &'a [bool]) -> Self {
        let scale = Scale::LogLog;
        Self { time, event, entry: None, group: None, strata: None, at: &[], restricted_to: None, scale }
    }
}

/// One point of a curve: [`Point`] with whole numbers of people.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "documented at `Point`")]
pub struct CurvePoint {
    pub t: f64,
    pub at_risk: u64,
    pub events: u64,
    pub survival: f64,
    pub std_error: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
}

/// A restricted mean: the mean time without the event up to `tau`.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "the fields are those of an estimate")]
pub struct MeanTime {
    pub tau: f64,
    pub value: f64,
    pub std_error: f64,
}

/// The restricted mean of the second group minus that of the first, up to `tau`.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "the fields are those of an estimate")]
pub struct MeanDifference {
    pub tau: f64,
    pub value: f64,
    pub std_error: f64,
    pub lower: f64,
    pub upper: f64,
}

/// The curve of the second group minus that of the first at horizon `t`.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
#[expect(missing_docs, reason = "the fields are those of an estimate")]
pub struct HorizonDifference {
    pub t: f64,
    pub value: f64,
    pub std_error: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
}

/// The curve of one group.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct GroupSurvival {
    /// The label of the group; none when there are no groups.
    pub group: Option<String>,
    /// The number of people.
    pub n: usize,
    /// The number of events.
    pub events: usize,
    /// The time by which half had the event.
    pub median: Option<f64>,
    /// The lower and upper end of the interval of the median.
    pub median_interval: [Option<f64>; 2],
    /// One point for each instant with an event.
    pub curve: Vec<CurvePoint>,
    /// One point for each horizon.
    pub at: Vec<CurvePoint>,
    /// The restricted mean, if its limit was given.
    pub rmst: Option<MeanTime>,
}

/// The answer of [`survival`]. Tests need at least two groups, differences exactly two.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct SurvivalAnswer {
    /// One entry for each group.
    pub groups: Vec<GroupSurvival>,
    /// The log-rank test, stratified if strata were given.
    pub log_rank: Option<Test>,
    /// The Peto-Peto test, stratified if strata were given.
    pub peto_peto: Option<Test>,
    /// One difference for each horizon.
    pub difference_at: Vec<HorizonDifference>,
    /// The difference of restricted means, if their limit was given.
    pub rmst_difference: Option<MeanDifference>,
}

/// Estimates the curve of each group, their tests and their differences; refused where nobody had the event.
pub fn survival(question: &SurvivalQuestion) -> Result<SurvivalAnswer> {
    let spells = Spells { time: question.time, event: question.event, entry: question.entry, weight: None };
    let labels = question.group.map(Labels::new);
    let tables = match &labels {
        Some(labels) => LifeTable::by_group(&spells, &labels.of_row, labels.names.len())?,
        None => vec![LifeTable::new(&spells)?],
    };
    if tables.iter().all(|table| table.events() == 0) {
        return Err(Error::NoEvent);
    }
    if let Some(row) = question.at.iter().position(|time| !time.is_finite()) {
        return Err(Error::NotANumber { what: "at".into(), row });
    }
    let level = Level::default();
    let curves: Vec<Curve> = tables.iter().map(|table| kaplan_meier(table, question.scale, level)).collect();
    let name = |group: usize| labels.as_ref().and_then(|labels| labels.names.get(group).cloned());
    let groups = curves.iter().enumerate();
    Ok(SurvivalAnswer {
        groups: groups.map(|(group, curve)| describe(curve, name(group), question)).collect::<Result<_>>()?,
        log_rank: test(question, &spells, labels.as_ref(), &tables, Weighting::LogRank)?,
        peto_peto: test(question, &spells, labels.as_ref(), &tables, Weighting::PetoPeto)?,
        difference_at: differences(&curves, question.at),
        rmst_difference: mean_difference(&curves, question.restricted_to)?,
    })
}

fn describe(curve: &Curve, group: Option<String>, question: &SurvivalQuestion) -> Result<GroupSurvival> {
    let median = curve.quantile(0.5);
    let mean = |tau| restricted_mean(curve, tau, Level::default()).map(|mean| (tau, mean));
    let rmst = question.restricted_to.map(mean).transpose()?;
    Ok(GroupSurvival {
        group,
        n: curve.table().people(),
        events: curve.table().events(),
        median: median.time,
        median_interval: [median.lower, median.upper],
        curve: curve.points().iter().map(point).collect(),
        at: curve.at(question.at).iter().map(point).collect(),
        rmst: rmst.map(|(tau, mean)| MeanTime { tau, value: mean.value, std_error: mean.std_error }),
    })
}

fn point(point: &Point) -> CurvePoint {
    CurvePoint {
        t: point.time,
        at_risk: point.at_risk.round() as u64,
        events: point.events.round() as u64,
        survival: point.survival,
        std_error: point.std_error,
        lower: point.lower,
        upper: point.upper,
    }
}

/// None with one group, or where the groups are never at risk at the same time.
fn test(
    question: &SurvivalQuestion,
    spells: &Spells,
    labels: Option<&Labels>,
    tables: &[LifeTable],
    weighting: Weighting,
) -> Result<Option<Test>> {
    let Some(labels) = labels.filter(|labels| labels.names.len() > 1) else { return Ok(None) };
    let answer = match question.strata {
        None => log_rank(tables, weighting),
        Some(strata) => by_stratum(spells, labels, strata, weighting),
    };
    match answer {
        Ok(LogRank { test, .. }) => Ok(Some(test)),
        Err(Error::NothingInCommon | Error::NoEvent) => Ok(None),
        Err(error) => Err(error),
    }
}

fn by_stratum(spells: &Spells, labels: &Labels, strata: &[String], weighting: Weighting) -> Result<LogRank> {
    crate::numbers::same_length("strata", spells.time.len(), strata.len())?;
    let groups = labels.names.len();
    let strata = Labels::new(strata);
    let cell: Vec<usize> = strata.of_row.iter().zip(&labels.of_row).map(|(s, g)| s * groups + g).collect();
    let tables = LifeTable::by_group(spells, &cell, groups * strata.names.len())?;
    let strata: Vec<&[LifeTable]> = tables.chunks_exact(groups).collect();
    stratified_log_rank(&strata, weighting)
}

fn differences(curves: &[Curve], at: &[f64]) -> Vec<HorizonDifference> {
    let [first, second] = curves else { return Vec::new() };
    let of_horizon = |&t: &f64| {
        let estimate = difference_at(first, second, t, Level::default());
        HorizonDifference {
            t,
            value: second.survival_at(t) - first.survival_at(t),
            std_error: estimate.map(|estimate| estimate.std_error),
            lower: estimate.map(|estimate| estimate.interval.lower),
            upper: estimate.map(|estimate| estimate.interval.upper),
        }
    };
    at.iter().map(of_horizon).collect()
}

fn mean_difference(curves: &[Curve], tau: Option<f64>) -> Result<Option<MeanDifference>> {
    let ([first, second], Some(tau)) = (curves, tau) else { return Ok(None) };
    let Estimate { value, std_error, interval } =
        restricted_mean_difference(first, second, tau, Level::default())?;
    Ok(Some(MeanDifference { tau, value, std_error, lower: interval.lower, upper: interval.upper }))
}
