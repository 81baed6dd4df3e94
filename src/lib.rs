//! User Metrics: measures what people do on wikis.
//!
//! Sixteen rooms in six rows; arrows point down only (ARCHITECTURE.md, held by a test).

// Row 0, platform.
pub mod platform;
// Row 1, vocabulary.
pub mod chart;
pub mod metric;
pub mod text;
pub mod wiki;
// Row 2, domain.
pub mod auth;
pub mod cohort;
pub mod engine;
pub mod import;
pub mod request;
pub mod result;
pub mod source;
// Row 3, work.
pub mod job;
// Row 4, composition.
pub mod app;
// Row 5, edges.
pub mod cli;
pub mod web;
