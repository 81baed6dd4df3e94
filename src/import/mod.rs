//! Importers: what fills the warehouse.
//!
//! Every importer reads its format and feeds one [`SnapshotBuilder`], which does everything that does not depend on the
//! format: doubles, parents, differences, reverts, order, files.

mod builder;
mod error;
pub mod events;
mod external_sort;
mod input;
mod lines;
mod log;
mod memory;
mod record;
mod report;
pub mod reverts;
mod revision;
pub mod synthetic;
mod users;
pub mod xml;

pub use builder::{Imported, Progress, Settings, Site, SnapshotBuilder, Step, User};
pub use error::{ImportError, Place};
pub use log::LogItem;
pub use memory::Memory;
pub use report::{FileReport, Report, Trouble};
pub use revision::{Contributor, Hidden, Parent, Revision, Sha1};
