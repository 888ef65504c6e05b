#[cfg(feature = "serde")]
use serde::Serialize;

use super::Labels;
use crate::survival::{
    Curve, LifeTable, LogRank, Point, Scale, Spells, Weighting, difference_at, kaplan_meier, log_rank,
    restricted_mean, restricted_mean_difference, stratified_log_rank,
};
use crate::{Error, Estimate, Level, Result, Test};

/// What is asked of a file of spells.
#[derive(Debug, Clone, Copy)]
pub struct SurvivalQuestion<'a> {
    /// When observation ended.
    pub time: &'a [f64],
    /// Whether it ended with the event.
    pub event: &'a [bool],
    /// When it began, if late.
    pub entry: Option<&'a [f64]>,
    /// The groups to compare.
    pub group: Option<&'a [String]>,
    /// The strata within which they are compared.
    pub strata: Option<&'a [String]>,
    /// Horizons.
    pub at: &'a [f64],
    /// The limit of the restricted mean.
    pub restricted_to: Option<f64>,
    /// The scale of intervals.
    pub scale: Scale,
}

impl<'a> SurvivalQuestion<'a> {
    /// One group, no horizon, log-log intervals.
    pub fn new(time: &'a [f64], event: &'a [bool]) -> Self {
        let scale = Scale::LogLog;
        Self { time, event, entry: None, group: None, strata: None, at: &[], restricted_to: None, scale }
    }
}

/// One point of a curve.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct CurvePoint {
    /// The instant.
    pub t: f64,
    /// Those at risk just before it.
    pub at_risk: u64,
    /// Events since the point before.
    pub events: u64,
    /// S(t).
    pub survival: f64,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// The lower end of its interval.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
}

/// A restricted mean.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct MeanTime {
    /// Its limit.
    pub tau: f64,
    /// The mean time without the event up to it.
    pub value: f64,
    /// Its standard error.
    pub std_error: f64,
}

/// A difference of restricted means, the second group's minus the first's.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct MeanDifference {
    /// Their limit.
    pub tau: f64,
    /// The difference.
    pub value: f64,
    /// Its standard error.
    pub std_error: f64,
    /// The lower end of its interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// A difference of curves at a horizon, the second group's minus the first's.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct HorizonDifference {
    /// The horizon.
    pub t: f64,
    /// The difference.
    pub value: f64,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// The lower end of its interval.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
}

/// One group's curve.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct GroupSurvival {
    /// Its label, if there are groups.
    pub group: Option<String>,
    /// People.
    pub n: usize,
    /// Events.
    pub events: usize,
    /// The time by which half had the event.
    pub median: Option<f64>,
    /// The interval of the median.
    pub median_interval: [Option<f64>; 2],
    /// The curve at each event.
    pub curve: Vec<CurvePoint>,
    /// The curve at the horizons.
    pub at: Vec<CurvePoint>,
    /// The restricted mean, if asked.
    pub rmst: Option<MeanTime>,
}

/// The answer. Tests need two groups, differences exactly two.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize))]
pub struct SurvivalAnswer {
    /// One for each group.
    pub groups: Vec<GroupSurvival>,
    /// The log-rank test, stratified if asked.
    pub log_rank: Option<Test>,
    /// The Peto-Peto test, stratified if asked.
    pub peto_peto: Option<Test>,
    /// At each horizon.
    pub difference_at: Vec<HorizonDifference>,
    /// If asked.
    pub rmst_difference: Option<MeanDifference>,
}

/// Curves by group, their tests and their differences; refused where nobody had the event.
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

/// Nothing with one group, or where the groups share no instant at risk.
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
