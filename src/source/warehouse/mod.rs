//! The warehouse: Parquet files in a data directory, one folder per wiki and snapshot.
//!
//! A cohort reads only the pages that hold its people: `users.parquet` says at which rows of `edits.parquet` an
//! account's edits stand, and the offset index of the file says where in it those rows are. Pages of different columns end
//! at different rows. Contributors without an account stand first, under the id 0.

mod accounts;
mod beside;
mod by_account;
mod catalog;
mod columns;
pub mod draft;
pub mod error;
mod events;
mod file;
pub mod layout;
mod lookup;
mod snapshot;
pub mod verify;
pub mod write;

pub use catalog::{Snapshot, Warehouse};
pub use snapshot::SnapshotSource;
