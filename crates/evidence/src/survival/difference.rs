use super::{Curve, restricted_mean};
use crate::{Estimate, Level, Result};

/// The second curve minus the first at one horizon, with the normal interval of a difference of independent shares
/// (Klein and others 2007). None where either curve has fallen to 0 and so has no standard error.
pub fn difference_at(first: &Curve, second: &Curve, time: f64, level: Level) -> Option<Estimate> {
    let spread = |curve: &Curve| {
        let survival = curve.survival_at(time);
        (survival > 0.0).then(|| survival * survival * curve.relative_variance(time))
    };
    let value = second.survival_at(time) - first.survival_at(time);
    Some(Estimate::normal(value, (spread(first)? + spread(second)?).sqrt(), level))
}

/// The restricted mean of the second group minus that of the first: the time gained up to `tau` (Royston and Parmar
/// 2013).
pub fn restricted_mean_difference(first: &Curve, second: &Curve, tau: f64, level: Level) -> Result<Estimate> {
    let (first, second) = (restricted_mean(first, tau, level)?, restricted_mean(second, tau, level)?);
    Ok(Estimate::normal(second.value - first.value, first.std_error.hypot(second.std_error), level))
}
