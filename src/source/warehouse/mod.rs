//! The warehouse: Parquet files in a data directory, one folder per wiki and snapshot.

pub mod layout;
