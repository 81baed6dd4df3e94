//! The platform: configuration, database, files, hashes, ids, clock, limits, telemetry, lifecycle. Knows nothing of wikis.

pub mod clock;
pub mod config;
pub mod db;
pub mod files;
pub mod hash;
pub mod ids;
pub mod lifecycle;
pub mod limit;
pub mod telemetry;
