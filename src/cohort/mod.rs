//! Cohorts: lists of members, from a pasted line to a stored account.
//!
//! A list goes through [`parse`] (bytes to lines to names), [`resolve`] (names to accounts) and [`fate`] (which lines
//! count), and is kept by [`store`]. Nothing is dropped on the way: every line that was typed has a fate, and its owner
//! decides about it.

mod chosen;
mod column;
mod decode;
pub mod export;
pub mod fate;
mod guess;
mod intake;
mod link;
pub mod member;
mod name;
mod one_line;
mod outcome_words;
pub mod parse;
mod prefix;
pub mod reading;
pub mod resolve;
mod spelling;
pub mod store;
mod table;
#[cfg(test)]
pub(crate) mod testing;
mod title;
mod trace;

pub use chosen::of_people;
pub use fate::{Counts, Fate, Person};
pub use intake::{read_changed, read_list};
pub use member::{Decision, Member, Outcome};
pub use name::{CohortName, CohortNameError};
pub use parse::{Chosen, Earlier, ListError, Origin};
