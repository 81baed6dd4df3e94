//! Metrics: definitions as data, one file each. They know timelines and windows, and nothing of files, databases,
//! addresses or users.
//!
//! To add a metric: write its file with its tests, put it into [`registry`], write its messages. Forms, validation,
//! CSV header, JSON and the page of metrics follow from its [`Statement`].

mod counted;
mod definition;
pub mod judge;
mod log;
pub mod params;
pub mod registry;
pub mod revert;
pub mod selection;
pub mod slice;
#[cfg(test)]
pub mod testing;
pub mod timeline;
mod totals;
mod undefined;
mod value;
mod window;

mod blocks;
mod bytes_added;
mod days_active;
mod edit_rate;
mod edit_sessions;
mod edits;
mod kaplan_meier;
mod live_account;
mod namespace_edits;
mod new_editor;
mod newly_registered;
mod pages_created;
mod pages_edited;
mod productive_edits;
mod retained_editor;
mod retention;
mod revert_rate;
mod rolling;
mod survival;
mod surviving_new_editor;
mod threshold;
mod time_to_threshold;
mod uploads;

pub use counted::Counted;
pub use definition::{Clock, Column, ColumnKind, Combine, Facts, Look, Measure, Metric, Rate, Statement, View};
pub use judge::{Judge, MetricRows, Row};
pub use log::{LogEvent, LogKind};
pub use selection::{Resolved, Selection, WindowSpec};
pub use slice::{Frame, SliceBy, SliceKey, SliceSize, Slices};
pub use timeline::{Account, Click, Edit, Timeline};
pub use totals::Totals;
pub use undefined::Undefined;
pub use value::Value;
pub use window::{Anchor, Period, Start, Window, WindowLength, fixed_words};
