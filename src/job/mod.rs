//! Work that outlives a page: the queue of runs, the worker, and what a run does.
//!
//! The queue is a table and a loop. Job libraries were left out: the candidate's migrations and settings collide with
//! ours, and progress and stopping across restarts would have been written here all the same.

mod measure;
mod queue;
mod state;
pub mod store;
mod worker;

pub use measure::{Measure, SubmitError, Submitted};
pub use queue::{Queue, QueueError, SHORT_ACCOUNTS};
pub use state::{IllegalTransition, State};
pub use store::{NewRun, Run};
pub use worker::{Failure, Step, Work, Worker};

#[cfg(test)]
mod tests;
