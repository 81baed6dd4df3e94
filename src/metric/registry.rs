//! The one list of metrics.

use super::Metric;

/// Every metric, in the order in which pages show them.
#[must_use]
pub fn all() -> &'static [&'static dyn Metric] {
    &[]
}

/// The metric of this name or alias.
#[must_use]
pub fn find(name: &str) -> Option<&'static dyn Metric> {
    all().iter().copied().find(|metric| {
        let statement = metric.statement();
        statement.name == name || statement.aliases.contains(&name)
    })
}
