//! Shares of people, and how two shares differ.
//!
//! **The question.** Of 70 mentees who answered, 56 are back to work. What can be said of the share in the population
//! they come from, and does it differ from that of the people without a mentor, 48 of 80?
//!
//! **The formulas.** With x of n and z the normal quantile, Wilson's interval is
//! `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)` (Wilson 1927); Clopper and Pearson's (1934) inverts the
//! binomial distribution and never covers less than its nominal level. Newcombe (1998, method 10) combines two Wilson
//! intervals into one for the difference. Ratios have normal intervals on the log scale (Katz 1978; Woolf 1955).
//!
//! **When it misleads.** A share of those who answered is not a share of all those mentored: people who do not answer
//! are not like the others. [`Proportion::bounds`] gives the two extremes. A difference between groups that were not
//! drawn at random may come from who they were; [`Comparison::e_value`] says how strong an unmeasured confounder would
//! have to be to explain it away.
//!
//! ```
//! use evidence::proportions::{Comparison, Proportion};
//! use evidence::Level;
//!
//! let mentored = Proportion::new(56, 70)?;
//! let others = Proportion::new(48, 80)?;
//! assert_eq!(mentored.value(), 0.8);
//! assert!(mentored.wilson(Level::default()).lower > 0.69);
//! let unknown = mentored.bounds(30); // 30 more did not answer
//! assert_eq!((unknown.lower, unknown.upper), (0.56, 0.86));
//! let difference = Comparison::new(mentored, others).difference(Level::default());
//! assert!(difference.interval.lower > 0.05 && difference.interval.upper < 0.34);
//! # Ok::<(), evidence::Error>(())
//! ```

mod one;
mod two;

pub use one::Proportion;
pub use two::{Comparison, Difference, Ratio};
