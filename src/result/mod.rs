//! Results: frozen answers, and the forms in which they are handed out.
//!
//! A result is a [`Head`] (the document without its rows, kept in the database) and a file of rows named by the hash of
//! what it holds, shared by everybody who asked the same. Neither is ever changed.

#[cfg(test)]
mod conformance;
pub mod csv;
mod document;
pub mod filter;
pub mod forget;
pub mod json;
mod rows_file;
pub mod share;
pub mod store;

pub use document::{Aggregate, CohortHead, ColumnHead, DataHead, FORMAT, Head, MetricHead, WindowHead, head};
pub use rows_file::{AccountLine, PersonLine, RowLine, RowsFile, RowsReader, RowsWriter};
