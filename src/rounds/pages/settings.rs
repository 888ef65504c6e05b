//! The fields that set a round: the weights, the floor, and who is served first.

use time::Date;

use crate::rounds::criteria::{CRITERIA, Criterion, FULL_SCORE, LARGEST_WEIGHT, Weights};
use crate::rounds::settings::{Floor, Settings};
use crate::web::Fields;

/// The weight of one criterion, as a field of a form.
pub struct WeightField {
    /// The name of the field: `weight_` and the code of the criterion.
    pub name: String,
    /// The French label of the criterion.
    pub label: &'static str,
    /// The value as typed, which may be invalid.
    pub value: String,
}

/// The settings of a round as a form shows them.
pub struct SettingsFields {
    /// One for each criterion.
    pub weights: Vec<WeightField>,
    /// The least score, as typed.
    pub floor_points: String,
    /// Whether one need at least must be covered.
    pub floor_need: bool,
    /// Whether those who have waited longest are served first.
    pub longest_first: bool,
    /// The greatest weight.
    pub largest: u32,
    /// The greatest score.
    pub full: u32,
}

fn name_of(criterion: Criterion) -> String {
    format!("weight_{}", criterion.code())
}

impl SettingsFields {
    /// The fields of some settings.
    pub fn of(settings: &Settings) -> Self {
        let weight = |&criterion: &Criterion| WeightField {
            name: name_of(criterion),
            label: criterion.label(),
            value: settings.weights.of(criterion).to_string(),
        };
        Self {
            weights: Criterion::ALL.iter().map(weight).collect(),
            floor_points: settings.floor.points.to_string(),
            floor_need: settings.floor.one_need,
            longest_first: settings.longest_first.is_some(),
            largest: LARGEST_WEIGHT,
            full: FULL_SCORE,
        }
    }

    /// Whether more than the weights is set.
    pub fn has_more(&self) -> bool {
        !matches!(self.floor_points.as_str(), "" | "0") || self.floor_need || self.longest_first
    }

    /// The fields as they were sent.
    pub fn sent(fields: &Fields) -> Self {
        let weight = |&criterion: &Criterion| WeightField {
            name: name_of(criterion),
            label: criterion.label(),
            value: fields.get(&name_of(criterion)).to_owned(),
        };
        Self {
            weights: Criterion::ALL.iter().map(weight).collect(),
            floor_points: fields.get("floor_points").to_owned(),
            floor_need: fields.has("floor_need", "yes"),
            longest_first: fields.has("longest_first", "yes"),
            ..Self::of(&Settings::default())
        }
    }
}

/// Whether a form, or the address of a page, holds settings to try.
pub fn are_sent(fields: &Fields) -> bool {
    fields.starting_with("weight_").next().is_some()
}

/// Reads the settings of a form, waits being counted on a day; the error is a French sentence for the coordinator.
pub fn read(fields: &Fields, on: Date) -> Result<Settings, String> {
    let mut weights = [0; CRITERIA];
    for (weight, &criterion) in weights.iter_mut().zip(Criterion::ALL) {
        *weight = fields.get(&name_of(criterion)).parse().map_err(|_| {
            format!("« {} » : écrivez un nombre entier de 0 à {LARGEST_WEIGHT}.", criterion.label())
        })?;
    }
    let points = match fields.get("floor_points") {
        "" => Some(0),
        typed => typed.parse().ok().filter(|points| *points <= FULL_SCORE),
    };
    let points = points
        .ok_or_else(|| format!("« Minimum de points » : écrivez un nombre entier de 0 à {FULL_SCORE}."))?;
    Ok(Settings {
        weights: Weights::new(weights).map_err(|error| error.to_string())?,
        floor: Floor { points, one_need: fields.has("floor_need", "yes") },
        longest_first: fields.has("longest_first", "yes").then_some(on),
    })
}
