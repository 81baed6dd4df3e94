//! Metrics: definitions as data, one file each. They know timelines and windows, and nothing of files, databases,
//! addresses or users.
//!
//! To add a metric: write its file with its tests, put it into [`registry`], write its messages. Forms, validation,
//! CSV header, JSON and the page of metrics follow from its [`Statement`].

mod definition;
pub mod params;
pub mod registry;
pub mod revert;
pub mod timeline;
mod window;

pub use definition::{
    Clock, Column, ColumnKind, Combine, Facts, Look, Measure, Metric, Rate, Statement, Undefined, Value, View,
};
pub use timeline::{Account, Edit, Timeline};
pub use window::{Anchor, Period, Window, fixed_words};
