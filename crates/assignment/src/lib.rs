//! Exact assignment with capacities.
