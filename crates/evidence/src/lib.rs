//! Survival curves, rates and their honest comparison.
