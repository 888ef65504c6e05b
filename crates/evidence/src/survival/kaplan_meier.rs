use super::LifeTable;
use crate::Level;

/// On which scale the normal interval of S(t) is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// `S ± z·se`, cut at 0 and 1.
    Plain,
    /// On log S, cut at 1.
    Log,
    /// On log(−log S): always within (0, 1), the best of the three for few people.
    #[default]
    LogLog,
}

/// The curve at one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The instant.
    pub time: f64,
    /// Those at risk just before it.
    pub at_risk: f64,
    /// Those who had the event, since the point before.
    pub events: f64,
    /// S(t), the share still without the event after this instant.
    pub survival: f64,
    /// Greenwood's standard error of S(t); nothing once S(t) is 0.
    pub std_error: Option<f64>,
    /// The interval's lower end; nothing where the scale has none.
    pub lower: Option<f64>,
    /// The interval's upper end; nothing where the scale has none.
    pub upper: Option<f64>,
}

/// A time by which a given share had the event, with its interval; nothing where the curve never gets there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// The time.
    pub time: Option<f64>,
    /// Where the interval's lower curve gets there.
    pub lower: Option<f64>,
    /// Where the interval's upper curve gets there.
    pub upper: Option<f64>,
}

/// A Kaplan-Meier curve: its points are the instants with an event.
#[derive(Debug, Clone)]
pub struct Curve<'t> {
    table: &'t LifeTable,
    points: Vec<Point>,
    /// Greenwood's sum at each point: the variance of S(t) over S(t)².
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
    /// The instants with an event, in order.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The people the curve comes from.
    pub fn table(&self) -> &'t LifeTable {
        self.table
    }

    /// The scale of its intervals.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// S(t).
    pub fn survival_at(&self, time: f64) -> f64 {
        self.last_at(time).map_or(1.0, |index| self.points[index].survival)
    }

    /// The curve at any times: the last point before each. Events are counted from one asked time to the next, as R's
    /// `summary(survfit, times)` does. Nobody at risk means that the curve is only prolonged there.
    pub fn at(&self, times: &[f64]) -> Vec<Point> {
        let mut times = times.to_vec();
        times.sort_by(f64::total_cmp);
        let mut counted = 0;
        times.into_iter().map(|time| self.next_point(time, &mut counted)).collect()
    }

    /// The time by which `share` of the people had the event (the median at 0.5): where S falls to `1 − share`, or the
    /// middle of the plateau if S stays exactly there (Brookmeyer and Crowley 1982 for the interval).
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

    /// S is 1 and its variance 0; the log-log scale has no interval there once somebody has left.
    fn point_before_any_event(&self, time: f64, at_risk: f64) -> Point {
        let somebody_left = self.table.rows().first().is_some_and(|row| row.time <= time);
        let end = (self.scale != Scale::LogLog || !somebody_left).then_some(1.0);
        Point { time, at_risk, events: 0.0, survival: 1.0, std_error: Some(0.0), lower: end, upper: end }
    }
}

/// The first time a falling curve is at `level` or under, or the middle of its plateau there.
fn crossing(points: &[Point], value: fn(&Point) -> Option<f64>, level: f64) -> Option<f64> {
    const ROUNDING: f64 = 1.5e-8;
    let mut under = points.iter().filter_map(|point| Some((point.time, value(point)?)));
    let (time, reached) = under.find(|(_, value)| *value < level + ROUNDING)?;
    let plateau = (reached - level).abs() < ROUNDING;
    let next = under.find(|(_, value)| *value < reached).filter(|_| plateau);
    Some(next.map_or(time, |(next, _)| (time + next) / 2.0))
}
