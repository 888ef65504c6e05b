//! Numbers as French readers expect them.

/// A number with its noun: "1 personne", "1 204 personnes".
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", grouped(number), if number < 2 { one } else { many })
}

/// A distance: "850 m" under one kilometre, "4,2 km" under ten, "23 km" beyond.
pub(crate) fn distance(km: f64) -> String {
    if km < 0.95 {
        format!("{:.0}\u{a0}m", (km * 20.0).round() * 50.0)
    } else if km < 9.95 {
        format!("{km:.1}\u{a0}km").replace('.', ",")
    } else {
        format!("{km:.0}\u{a0}km")
    }
}

/// Digits in groups of three, with a narrow no-break space between groups.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_agrees_with_its_number() {
        assert_eq!(count(0, "place", "places"), "0\u{a0}place");
        assert_eq!(count(1_939_077, "place", "places"), "1\u{202f}939\u{202f}077\u{a0}places");
    }

    #[test]
    fn a_distance_is_as_precise_as_it_needs_to_be() {
        assert_eq!(distance(0.43), "450\u{a0}m");
        assert_eq!(distance(4.23), "4,2\u{a0}km");
        assert_eq!(distance(22.7), "23\u{a0}km");
    }
}
