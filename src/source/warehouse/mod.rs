//! The warehouse: Parquet files in a data directory, one folder per wiki and snapshot.
//!
//! A cohort reads only the pages that hold its people: `users.parquet` says at which rows of `edits.parquet` an
//! account's edits stand, and the offset index of the file says where in it those rows are.

mod accounts;
mod catalog;
mod columns;
mod file;
pub mod layout;
mod lookup;
mod snapshot;

pub use catalog::{Snapshot, Warehouse};
pub use snapshot::SnapshotSource;
