//! Writes the files of a snapshot: one writer a table, rows in, a checksum out.
//!
//! Pages are small, because a cohort reads only the pages that hold its people; and each page has a price, an entry in
//! the offset index that every reader must fetch. Both were measured (docs/performance.md): a column that a metric reads
//! has pages of [`PAGE_ROWS`] rows, one that is nearly constant has larger ones. Statistics of pages exist for the
//! account alone, so that other engines find people too.

mod accounts;
mod edits;
mod events;
mod log;
mod table;

pub use accounts::{NameRow, NamesWriter, UserRow, UsersWriter};
pub use edits::{EditRow, EditsWriter};
pub use events::{EventRow, EventsWriter};
pub use log::{LogRow, LogWriter};

/// Rows of a page in a column that metrics read.
pub const PAGE_ROWS: usize = 1024;

/// Rows of a page in a column that is nearly constant, or that metrics do not read.
pub const WIDE_PAGE_ROWS: usize = 8192;

/// Rows of a row group. Large, because each one adds to the footer, which every reader must fetch.
pub const GROUP_ROWS: usize = 1 << 20;
