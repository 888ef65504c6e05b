use super::LifeTable;
use crate::Level;

/// The scale on which the normal interval of S(t) is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// `S ± z·se`, truncated to [0, 1].
    Plain,
    /// On log S, truncated at 1.
    Log,
    /// On log(−log S): always within (0, 1), and the best of the three for few people.
    #[default]
    LogLog,
}

/// The curve at one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The instant, in the unit of the spells.
    pub time: f64,
    /// The number at risk just before it, or the sum of their weights.
    pub at_risk: f64,
    /// The number of events since the previous point, or the sum of their weights.
    pub events: f64,
    /// S(t), the share still without the event after this instant, in [0, 1].
    pub survival: f64,
    /// Greenwood's standard error of S(t); none once S(t) is 0.
    pub std_error: Option<f64>,
    /// The lower end of the interval of S(t); none where the scale has none.
    pub lower: Option<f64>,
    /// The upper end of the interval of S(t); none where the scale has none.
    pub upper: Option<f64>,
}

/// The time by which a given share had the event, with its interval; none where the curve never falls that low.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// The time at which S(t) reaches the quantile.
    pub time: Option<f64>,
    /// The time at which the lower confidence limit reaches it.
    pub lower: Option<f64>,
    /// The time at which the upper confidence limit reaches it.
    pub upper: Option<f64>,
}

/// A Kaplan-Meier curve, with a point for each instant that has an event.
#[derive(Debug, Clone)]
pub struct Curve<'t> {
    table: &'t LifeTable,
    points: Vec<Point>,
    /// Greenwood's sum at each point: the variance of S(t) divided by S(t)².
    greenwood: Vec<f64>,
    scale: Scale,
}

/// The product-limit estimate (Kaplan and Meier 1958) with Greenwood's variance (1926).
pub fn kaplan_meier(table: &LifeTable, scale: Scale, level: Level) -> Curve<'_> {
    let (mut survival, mut sum, z) = (1.0, 0.0, level.z());
    let with_event = table.rows().iter().filter(|row| row.events > 0.0);
    let mut curve = Curve { table, points: Vec::new(), greenwood: Vec::new(), scale };
    curve.points.reserve(table.events());
    for row in with_event {
        survival *= 1.0 - row.events / row.at_risk;
        sum += row.events / (row.at_risk * (row.at_risk - row.events));
        let (std_error, lower, upper) = uncertainty(survival, sum, scale, z);
        let (time, at_risk, events) = (row.time, row.at_risk, row.events);
        curve.points.push(Point { time, at_risk, events, survival, std_error, lower, upper });
        curve.greenwood.push(sum);
    }
    curve
}

fn uncertainty(
    survival: f64,
    greenwood: f64,
    scale: Scale,
    z: f64,
) -> (Option<f64>, Option<f64>, Option<f64>) {
    if survival <= 0.0 {
        return (None, None, None);
    }
    let relative = greenwood.sqrt();
    let (lower, upper) = match scale {
        Scale::Plain => (survival * (1.0 - z * relative), survival * (1.0 + z * relative)),
        Scale::Log => {
            let factor = (z * relative).exp();
            (survival / factor, survival * factor)
        }
        Scale::LogLog => {
            let log = survival.ln();
            let power = (z * relative / log).exp();
            ((log / power).exp(), (log * power).exp())
        }
    };
    (Some(survival * relative), Some(lower.max(0.0)), Some(upper.min(1.0)))
}

impl<'t> Curve<'t> {
    /// The points, one for each instant with an event, in order of time.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The life table the curve was estimated from.
    pub fn table(&self) -> &'t LifeTable {
        self.table
    }

    /// The scale on which its intervals were computed.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// S(t) at any time.
    pub fn survival_at(&self, time: f64) -> f64 {
        self.last_at(time).map_or(1.0, |index| self.points[index].survival)
    }

    /// The curve at the given times, sorted. Events are counted from one of these times to the next, as in R's
    /// `summary(survfit, times)`. Where nobody is at risk the curve is only extended.
    pub fn at(&self, times: &[f64]) -> Vec<Point> {
        let mut times = times.to_vec();
        times.sort_by(f64::total_cmp);
        let mut counted = 0;
        times.into_iter().map(|time| self.next_point(time, &mut counted)).collect()
    }

    /// The time by which `share` of the people had the event (the median at 0.5): where S falls to `1 − share`, or the
    /// middle of the plateau if S stays exactly there. The interval is that of Brookmeyer and Crowley (1982).
    pub fn quantile(&self, share: f64) -> Quantile {
        let level = 1.0 - share;
        let crossing = |value: fn(&Point) -> Option<f64>| crossing(&self.points, value, level);
        Quantile {
            time: crossing(|point| Some(point.survival)),
            lower: crossing(|point| point.lower),
            upper: crossing(|point| point.upper),
        }
    }

    /// Greenwood's sum up to `time`: the relative variance of S(t).
    pub(crate) fn relative_variance(&self, time: f64) -> f64 {
        self.last_at(time).map_or(0.0, |index| self.greenwood[index])
    }

    fn last_at(&self, time: f64) -> Option<usize> {
        self.points.partition_point(|point| point.time <= time).checked_sub(1)
    }

    fn next_point(&self, time: f64, counted: &mut usize) -> Point {
        let at_risk = self.table.at_risk(time);
        let reached = self.points.partition_point(|point| point.time <= time);
        let events = self.points[*counted..reached].iter().map(|point| point.events).sum();
        *counted = reached;
        match self.last_at(time) {
            Some(index) => Point { time, at_risk, events, ..self.points[index] },
            None => self.point_before_any_event(time, at_risk),
        }
    }

    /// Before any event S is 1 and its variance 0; the log-log scale has no interval there once somebody was censored.
    fn point_before_any_event(&self, time: f64, at_risk: f64) -> Point {
        let somebody_left = self.table.rows().first().is_some_and(|row| row.time <= time);
        let end = (self.scale != Scale::LogLog || !somebody_left).then_some(1.0);
        Point { time, at_risk, events: 0.0, survival: 1.0, std_error: Some(0.0), lower: end, upper: end }
    }
}

/// The first time at which a decreasing curve is at or below `level`, or the middle of its plateau there.
fn crossing(points: &[Point], value: fn(&Point) -> Option<f64>, level: f64) -> Option<f64> {
    const ROUNDING: f64 = 1.5e-8;
    let mut under = points.iter().filter_map(|point| Some((point.time, value(point)?)));
    let (time, reached) = under.find(|(_, value)| *value < level + ROUNDING)?;
    let plateau = (reached - level).abs() < ROUNDING;
    let next = under.find(|(_, value)| *value < reached).filter(|_| plateau);
    Some(next.map_or(time, |(next, _)| (time + next) / 2.0))
}
