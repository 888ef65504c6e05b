use evidence::Level;
use evidence::picture::Picture;
use evidence::survival::{Curve, LifeTable, Scale, Spells, kaplan_meier};

use crate::support::Table;

fn with_leukaemia(check: impl Fn(&[(&str, &Curve)])) {
    let table = Table::read("leucemie_6mp.csv");
    let treated: Vec<usize> =
        table.words("groupe").iter().map(|group| usize::from(group == "traite")).collect();
    let (time, event) = (table.numbers("duree"), table.flags("evenement"));
    let tables = LifeTable::by_group(&Spells::new(&time, &event), &treated, 2).unwrap();
    let curves: Vec<_> = tables.iter().map(|t| kaplan_meier(t, Scale::LogLog, Level::default())).collect();
    check(&[("Témoins", &curves[0]), ("6-MP & \"plus\"", &curves[1])]);
}

fn picture<'a>(curves: &'a [(&'a str, &'a Curve<'a>)], until: f64) -> Picture<'a> {
    Picture {
        id: "remission",
        title: "Encore en rémission <essai>",
        description: "Deux groupes.",
        time_label: "Semaines",
        at_risk_label: "Encore suivis",
        curves,
        until,
    }
}

/// The points of the n-th path drawn as a line.
fn line(svg: &str, n: usize) -> Vec<(f64, f64)> {
    let path = svg.split("<path d=\"").filter(|path| path.contains("fill=\"none\"")).nth(n).unwrap();
    let points = path[1..path.find('"').unwrap()].split('L');
    let pair = |point: &str| point.split_once(' ').map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()));
    points.map(|point| pair(point).unwrap()).collect()
}

#[test]
fn a_picture_has_a_title_a_description_and_escaped_text() {
    with_leukaemia(|curves| {
        let svg = picture(curves, 24.0).svg();
        assert!(svg.contains("role=\"img\" aria-labelledby=\"remission-title remission-description\""));
        assert!(svg.contains("<title id=\"remission-title\">Encore en rémission &lt;essai&gt;</title>"));
        assert!(svg.contains("6-MP &amp; &quot;plus&quot;"));
    });
}

#[test]
fn groups_differ_without_colour_and_show_their_numbers_at_risk() {
    with_leukaemia(|curves| {
        let svg = picture(curves, 24.0).svg();
        assert_eq!(svg.matches("stroke-dasharray=\"none\"").count(), 2);
        assert_eq!(svg.matches("stroke-dasharray=\"9 4\"").count(), 2);
        // At weeks 0, 6, 12, 18 and 24.
        for at_risk in [21, 12, 6, 2, 0] {
            assert!(svg.contains(&format!("text-anchor=\"middle\">{at_risk}</text>")), "{at_risk}");
        }
        assert!(!svg.contains('#') && !svg.contains("NaN"));
    });
}

#[test]
fn steps_descend_to_the_values_of_the_curve_and_stop_with_the_last_person() {
    with_leukaemia(|curves| {
        let svg = picture(curves, 40.0).svg();
        let (controls, treated) = (line(&svg, 0), line(&svg, 1));
        assert!(controls.windows(2).all(|step| step[0].0 <= step[1].0 && step[0].1 <= step[1].1));
        assert_eq!(controls.last().unwrap().1, 294.0); // nobody left: the axis
        assert!((treated.last().unwrap().0 - (150.0 + 550.0 * 35.0 / 40.0)).abs() < 0.1);
    });
}

#[test]
fn any_end_of_the_time_axis_can_be_drawn() {
    with_leukaemia(|curves| {
        for until in [0.0, -1.0, f64::NAN, 1e-9, 0.7, 36.0, 1e9] {
            let svg = picture(curves, until).svg();
            assert!(svg.ends_with("</svg>") && !svg.contains("NaN") && svg.len() < 20_000);
        }
    });
}
