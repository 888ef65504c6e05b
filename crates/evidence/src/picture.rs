//! Survival curves as an SVG chart that needs neither colour nor script.
//!
//! Curves are steps with their intervals as bands, numbers at risk underneath, and a title and description for those
//! who cannot see the chart. Groups differ by line style, so that it prints well in black and white; everything is
//! drawn in the colour of the surrounding text. The same figures should stand beside it as a table.
//!
//! ```
//! use evidence::picture::Picture;
//! use evidence::survival::{LifeTable, Scale, Spells, kaplan_meier};
//! use evidence::Level;
//!
//! let table = LifeTable::new(&Spells::new(&[2.0, 3.0, 3.0, 5.0, 8.0], &[true, true, false, true, false]))?;
//! let curve = kaplan_meier(&table, Scale::LogLog, Level::default());
//! let picture = Picture {
//!     id: "retour-emploi",
//!     title: "Sans emploi après l'accueil",
//!     description: "Part des personnes encore sans emploi, mois par mois.",
//!     time_label: "Mois depuis l'accueil",
//!     at_risk_label: "Encore suivies",
//!     curves: &[("Accompagnées", &curve)],
//!     until: 8.0,
//! };
//! assert!(picture.svg().starts_with("<svg"));
//! # Ok::<(), evidence::Error>(())
//! ```

use std::fmt::Write;

use crate::survival::{Curve, Point};

/// Dash patterns of the groups: solid, dashed, dotted, dash-dotted; a fifth group is solid again.
const DASHES: [&str; 4] = ["none", "9 4", "2 3", "10 3 2 3"];
const WIDTH: f64 = 720.0;
const LEFT: f64 = 150.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 34.0;
const PLOT_HEIGHT: f64 = 260.0;
/// From the time axis down to the heading of the numbers at risk.
const UNDER_AXIS: f64 = 62.0;
const LINE_HEIGHT: f64 = 22.0;

/// A chart of one or several survival curves. Texts are escaped when drawn.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// Unique in the page: the ids of the title and the description begin with it.
    pub id: &'a str,
    /// What the chart shows, in a few words, for screen readers.
    pub title: &'a str,
    /// What there is to see, in a sentence or two, for screen readers.
    pub description: &'a str,
    /// The label of the time axis, with its unit.
    pub time_label: &'a str,
    /// The heading of the numbers at risk.
    pub at_risk_label: &'a str,
    /// The name and curve of each group.
    pub curves: &'a [(&'a str, &'a Curve<'a>)],
    /// Where the time axis ends, in the unit of the curves; 1 if not positive.
    pub until: f64,
}

impl Picture<'_> {
    /// The chart as an SVG element, to embed in a page.
    pub fn svg(&self) -> String {
        let height = TOP + PLOT_HEIGHT + UNDER_AXIS + LINE_HEIGHT * (self.curves.len() as f64 + 0.5);
        let (id, title, description) = (escape(self.id), escape(self.title), escape(self.description));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-description\" font-size=\"14\" fill=\"currentColor\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-description\">{description}</desc>"
        );
        self.draw_axes(&mut svg);
        for (index, (_, curve)) in self.curves.iter().enumerate() {
            self.draw_curve(&mut svg, curve, DASHES[index % DASHES.len()]);
        }
        self.draw_at_risk(&mut svg);
        svg.push_str("</svg>");
        svg
    }

    fn until(&self) -> f64 {
        if self.until.is_finite() && self.until > 0.0 { self.until } else { 1.0 }
    }

    fn x(&self, time: f64) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * (time / self.until()).clamp(0.0, 1.0)
    }

    fn draw_axes(&self, svg: &mut String) {
        let (right, bottom) = (WIDTH - RIGHT, y(0.0));
        for percent in [0, 25, 50, 75, 100] {
            let height = y(f64::from(percent) / 100.0);
            let line = format!(
                "<path d=\"M{LEFT} {height}H{right}\" stroke=\"currentColor\" stroke-opacity=\".2\"/>"
            );
            svg.push_str(&line);
            text(svg, LEFT - 8.0, height + 5.0, "end", &format!("{percent}\u{a0}%"));
        }
        for time in ticks(self.until()) {
            let x = round(self.x(time));
            svg.push_str(&format!("<path d=\"M{x} {bottom}v6\" stroke=\"currentColor\"/>"));
            text(svg, x, bottom + 21.0, "middle", &number(time));
        }
        text(svg, f64::midpoint(LEFT, right), bottom + 41.0, "middle", self.time_label);
    }

    fn draw_curve(&self, svg: &mut String, curve: &Curve, dashes: &str) {
        let until = self.until();
        // Beyond the last person observed the curve would claim what nobody saw, so it ends there.
        let end = curve.table().rows().last().map_or(0.0, |row| row.time).min(until);
        let points: Vec<&Point> = curve.points().iter().filter(|point| point.time <= until).collect();
        let steps = |value: fn(&Point) -> f64| {
            let mut path = vec![(self.x(0.0), y(1.0))];
            for point in &points {
                let before = path.last().map_or(y(1.0), |last| last.1);
                path.extend([(self.x(point.time), before), (self.x(point.time), y(value(point)))]);
            }
            path.push((self.x(end), path.last().map_or(y(1.0), |last| last.1)));
            path
        };
        // Where there is no interval the band shrinks to the curve.
        let mut band = steps(|point| point.upper.unwrap_or(point.survival));
        band.extend(steps(|point| point.lower.unwrap_or(point.survival)).into_iter().rev());
        let _ = write!(svg, "<path d=\"{}Z\" fill-opacity=\".13\"/>", path(&band));
        let line = path(&steps(|point| point.survival));
        let _ = write!(
            svg,
            "<path d=\"{line}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.2\" stroke-dasharray=\"{dashes}\"/>"
        );
    }

    /// One line for each group: its line style, its name, and the number at risk at each tick.
    fn draw_at_risk(&self, svg: &mut String) {
        let top = y(0.0) + UNDER_AXIS;
        text(svg, 6.0, top, "start", self.at_risk_label);
        for (index, (name, curve)) in self.curves.iter().enumerate() {
            let (line, dashes) = (top + LINE_HEIGHT * (index as f64 + 1.0), DASHES[index % DASHES.len()]);
            let sample = line - 5.0;
            let _ = write!(
                svg,
                "<path d=\"M6 {sample}h26\" stroke=\"currentColor\" stroke-width=\"2.2\" stroke-dasharray=\"{dashes}\"/>"
            );
            text(svg, 38.0, line, "start", name);
            for time in ticks(self.until()) {
                text(svg, round(self.x(time)), line, "middle", &number(curve.table().at_risk(time).round()));
            }
        }
    }
}

fn y(survival: f64) -> f64 {
    TOP + PLOT_HEIGHT * (1.0 - survival.clamp(0.0, 1.0))
}

fn path(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let command = if index == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{command}{} {}", round(*x), round(*y));
    }
    path
}

fn text(svg: &mut String, x: f64, y: f64, anchor: &str, words: &str) {
    let _ = write!(svg, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>", escape(words));
}

/// Four to nine ticks from 0, at steps of 6, 12 or 24 (months) where they fit, otherwise of one, two or five times a
/// power of ten.
fn ticks(until: f64) -> Vec<f64> {
    let power = 10_f64.powf((until / 5.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
    let half_years = [6.0, 12.0, 24.0];
    let fits = |step: &&f64| (4.0..=8.0).contains(&(until / **step));
    let step = half_years.iter().find(fits).or_else(|| steps.iter().find(fits)).copied().unwrap_or(until);
    (0..=(until / step + 1e-9) as usize).map(|tick| tick as f64 * step).collect()
}

/// Rounds to a tenth of a pixel, which is precise enough.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A number as text, with a decimal comma.
fn number(value: f64) -> String {
    ((value * 1e6).round() / 1e6).to_string().replace('.', ",")
}

fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
