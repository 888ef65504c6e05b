use super::Curve;
use crate::numbers::LARGEST;
use crate::{Error, Estimate, Level, Result};

/// The restricted mean survival time: the mean time without the event during the first `tau` (Irwin 1949), the area
/// under the curve, with Greenwood's variance (Klein and Moeschberger 2003, 4.5.2).
///
/// Beyond the last person observed the curve is extended as a constant: choose `tau` within the time observed. Refused
/// unless `tau` is positive.
pub fn restricted_mean(curve: &Curve, tau: f64, level: Level) -> Result<Estimate> {
    if !(tau > 0.0 && tau <= LARGEST) {
        return Err(Error::OutOfRange { what: "tau".into(), why: "une durée positive" });
    }
    let within = curve.points().partition_point(|point| point.time <= tau);
    let points = &curve.points()[..within];
    let (mut area_after, mut variance, mut end) = (0.0, 0.0, tau);
    for point in points.iter().rev() {
        area_after += point.survival * (end - point.time);
        end = point.time;
        let staying = point.at_risk - point.events;
        if staying > 0.0 {
            variance += area_after * area_after * point.events / (point.at_risk * staying);
        }
    }
    Ok(Estimate::normal(area_after + end, variance.sqrt(), level))
}
