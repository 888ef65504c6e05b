//! Draws how time grows with size from the figures in `measured.csv`, on logarithmic axes:
//! `cargo run --release -p assignment --example growth > docs/images/engine-growth.svg`.

use std::error::Error;

const FIGURES: &str = include_str!("../measured.csv");

/// The plot, its left and top margins, and the whole picture, in pixels.
const PLOT: (f64, f64) = (500.0, 340.0);
const MARGIN: (f64, f64) = (70.0, 40.0);
const PICTURE: (f64, f64) = (760.0, 450.0);

/// The least distance between the names of two lines, in pixels.
const LABEL: f64 = 16.0;

/// The ends of the axes as powers of ten: edges, then seconds.
const EDGES: (f64, f64) = (3.5, 7.5);
const SECONDS: (f64, f64) = (-4.0, 3.0);

/// Colours that also differ in lightness, each with a shape, so that no line is recognised by colour alone.
const STYLES: [(&str, &str); 4] =
    [("#0b5d4e", "circle"), ("#b3541e", "square"), ("#3f51a3", "diamond"), ("#6b6b6b", "triangle")];

/// The processor seconds of one solver, from the smallest instance to the largest it was given.
struct Line {
    solver: String,
    points: Vec<(String, f64, f64)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", picture(&lines()?));
    Ok(())
}

fn lines() -> Result<Vec<Line>, Box<dyn Error>> {
    let mut lines: Vec<Line> = Vec::new();
    for row in FIGURES.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let &[solver, size, edges, seconds] = cells.as_slice() else {
            return Err(format!("four cells, not: {row}").into());
        };
        let point = (size.to_owned(), edges.parse()?, seconds.parse()?);
        match lines.last_mut().filter(|line| line.solver == solver) {
            Some(line) => line.points.push(point),
            None => lines.push(Line { solver: solver.to_owned(), points: vec![point] }),
        }
    }
    Ok(lines)
}

fn x(edges: f64) -> f64 {
    MARGIN.0 + PLOT.0 * (edges.log10() - EDGES.0) / (EDGES.1 - EDGES.0)
}

fn y(seconds: f64) -> f64 {
    MARGIN.1 + PLOT.1 * (SECONDS.1 - seconds.log10()) / (SECONDS.1 - SECONDS.0)
}

fn picture(lines: &[Line]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" \
         aria-labelledby=\"title desc\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
         <title id=\"title\">How time grows with size</title>\n\
         <desc id=\"desc\">{}</desc>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        PICTURE.0,
        PICTURE.1,
        description(lines)
    );
    svg += &axes();
    for ((line, label), (colour, shape)) in lines.iter().zip(label_heights(lines)).zip(STYLES) {
        svg += &draw_line(line, colour, shape);
        let x = line.points.last().map_or(PLOT.0, |&(_, edges, _)| x(edges)) + 10.0;
        svg += &format!("<text x=\"{x:.1}\" y=\"{label:.1}\" fill=\"{colour}\">{}</text>\n", line.solver);
    }
    svg += "</svg>\n";
    svg
}

/// The height of each line's name: that of its last point, moved down where names would overlap.
fn label_heights(lines: &[Line]) -> Vec<f64> {
    let ends = lines.iter().map(|line| line.points.last().map_or(0.0, |&(_, _, seconds)| y(seconds) + 4.0));
    let mut heights: Vec<(usize, f64)> = ends.enumerate().collect();
    heights.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    for at in 1..heights.len() {
        heights[at].1 = heights[at].1.max(heights[at - 1].1 + LABEL);
    }
    heights.sort_by_key(|&(line, _)| line);
    heights.into_iter().map(|(_, height)| height).collect()
}

/// The figures as text, for those who cannot see the picture.
fn description(lines: &[Line]) -> String {
    let figures = lines.iter().map(|line| {
        let points = line.points.iter().map(|(size, _, seconds)| format!("{size} {seconds} s"));
        format!("{}: {}.", line.solver, points.collect::<Vec<_>>().join(", "))
    });
    format!(
        "Processor seconds of build and solve against the number of possible pairs, both axes by powers of \
         ten; lower is better. {}",
        figures.collect::<Vec<_>>().join(" ")
    )
}

fn axes() -> String {
    let (left, right) = (MARGIN.0, MARGIN.0 + PLOT.0);
    let (top, bottom) = (MARGIN.1, MARGIN.1 + PLOT.1);
    let mut svg = String::new();
    for (power, label) in
        (-4..=3).zip(["0.1 ms", "1 ms", "10 ms", "0.1 s", "1 s", "10 s", "100 s", "1,000 s"])
    {
        let at = y(10f64.powi(power));
        svg += &format!("<path d=\"M{left} {at:.1}H{right}\" stroke=\"#dddddd\"/>\n");
        svg +=
            &format!("<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>\n", left - 8.0, at + 4.0);
    }
    for (power, label) in (4..=7).zip(["10,000", "100,000", "1 million", "10 million"]) {
        let at = x(10f64.powi(power));
        svg += &format!("<path d=\"M{at:.1} {top}V{bottom}\" stroke=\"#dddddd\"/>\n");
        svg +=
            &format!("<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>\n", bottom + 20.0);
    }
    svg += &format!(
        "<text x=\"{left}\" y=\"{}\">processor seconds of build and solve</text>\n\
         <text x=\"{right}\" y=\"{}\" text-anchor=\"end\">possible pairs</text>\n",
        top - 14.0,
        bottom + 42.0
    );
    svg
}

fn draw_line(line: &Line, colour: &str, shape: &str) -> String {
    let at: Vec<(f64, f64)> = line.points.iter().map(|&(_, edges, seconds)| (x(edges), y(seconds))).collect();
    let path: Vec<String> = at.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let mut svg = format!(
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n",
        path.join(" ")
    );
    for &(x, y) in &at {
        let outline = match shape {
            "circle" => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"{colour}\"/>\n"),
            "square" => format!("<path d=\"M{:.1} {:.1}h8v8h-8z\" fill=\"{colour}\"/>\n", x - 4.0, y - 4.0),
            "diamond" => format!(
                "<path d=\"M{x:.1} {:.1}l5.5 5.5l-5.5 5.5l-5.5 -5.5z\" fill=\"{colour}\"/>\n",
                y - 5.5
            ),
            _ => format!("<path d=\"M{x:.1} {:.1}l5.5 10h-11z\" fill=\"{colour}\"/>\n", y - 6.0),
        };
        svg += &outline;
    }
    svg
}
