//! From the rows of several accounts to the row of one person.
//!
//! What is left out: accounts that do not exist, lie out of range, have no edits that count or are bots. What one of the
//! others does not know, nobody knows of the person: a sum without it would be too small. Only a yes may be certain
//! already; it is then an early one, because a no in its place would not be known either.

use std::collections::BTreeSet;

use super::{Counted, Judge, MetricRows, Row, known_at};
use crate::metric::{Column, Combine, Undefined, Value};

/// Reasons that leave an account out, the one that says least about a person last.
const LEAVES_OUT: [Undefined; 6] = [
    Undefined::ExcludedBot,
    Undefined::NotReached,
    Undefined::NoEdits,
    Undefined::FirstEditNotInRange,
    Undefined::NotRegisteredInRange,
    Undefined::NoSuchAccount,
];

impl Judge {
    /// What the metric says of a person with these accounts: of the whole windows, and in each slice where one of the
    /// accounts has a row.
    #[must_use]
    pub fn merge(&self, accounts: &[&MetricRows]) -> MetricRows {
        let keys: BTreeSet<_> = accounts.iter().flat_map(|rows| &rows.slices).map(|(key, _)| *key).collect();
        let slices = keys.into_iter().map(|key| {
            let slices = accounts.iter().flat_map(|rows| &rows.slices);
            let rows: Vec<&Row> = slices.filter(|(other, _)| *other == key).map(|(_, row)| row).collect();
            (key, self.merge_rows(&rows))
        });
        let wholes: Vec<&Row> = accounts.iter().map(|rows| &rows.whole).collect();
        MetricRows { slices: slices.collect(), whole: self.merge_rows(&wholes) }
    }

    fn merge_rows(&self, rows: &[&Row]) -> Row {
        if let [row] = rows {
            return (*row).clone();
        }
        let columns = self.statement.columns;
        let merged: Vec<Merged> =
            columns.iter().enumerate().map(|(place, column)| Merged::of(column, place, rows)).collect();
        let early = merged.iter().any(|one| one.early);
        let mut values: Vec<Value> = merged.into_iter().map(|one| one.value).collect();
        for (place, column) in columns.iter().enumerate() {
            if matches!(column.combine, Combine::Ratio(..)) && values[place].undefined().is_none() {
                values[place] = self.ratio(column, &values);
            }
        }
        let counted = rows.iter().fold(Counted::Nothing, |all, row| all.and(row.counted.clone()));
        self.recount(&mut values, &counted);
        let counts: Vec<&&Row> = rows.iter().filter(|row| row.values.iter().any(|value| !is_left_out(value))).collect();
        let ends = || rows.iter().filter(|row| !row.known_by_column.is_empty() || row.known_at.is_some());
        let has_own_ends = rows.iter().any(|row| !row.known_by_column.is_empty());
        let end = |place| ends().filter_map(|row| known_at(row.known_at, &row.known_by_column, place)).max();
        Row {
            begun: counts.iter().any(|row| row.begun),
            over: counts.iter().all(|row| row.over),
            early,
            known_at: rows.iter().filter_map(|row| row.known_at).max(),
            known_by_column: if has_own_ends { (0..columns.len()).filter_map(end).collect() } else { Vec::new() },
            followed: counts.iter().filter_map(|row| row.followed).min(),
            counted,
            values,
        }
    }

    /// One column over another, each put together before.
    fn ratio(&self, column: &Column, values: &[Value]) -> Value {
        let Some(rate) = self.statement.rate.filter(|rate| rate.column == column.name) else {
            return Value::Undefined(Undefined::Failed);
        };
        let number = |name: &str| {
            let place = self.statement.columns.iter().position(|other| other.name == name);
            place.and_then(|place| values.get(place)).and_then(Value::as_number)
        };
        let less = rate.less.map_or(Some(0.0), number);
        match (number(rate.numerator), number(rate.denominator), less) {
            (Some(above), Some(below), Some(less)) if below - less > 0.0 => Value::Number(above / (below - less)),
            _ => Value::Undefined(Undefined::NoEdits),
        }
    }

    /// Counts the columns anew that do not add up.
    fn recount(&self, values: &mut [Value], counted: &Counted) {
        let Counted::Instants(instants) = counted else { return };
        let anew = self.measure.recount(instants, &self.zone);
        for ((value, anew), column) in values.iter_mut().zip(anew).zip(self.statement.columns) {
            if column.combine == Combine::None && value.undefined().is_none() {
                *value = anew;
            }
        }
    }
}

/// A column of several accounts, put together.
struct Merged {
    value: Value,
    /// A yes that is certain, though a no would not be known.
    early: bool,
}

impl Merged {
    fn of(column: &Column, place: usize, rows: &[&Row]) -> Self {
        let values = || rows.iter().map(|row| &row.values[place]);
        let known: Vec<&Value> = values().filter(|value| value.undefined().is_none()).collect();
        let unknown = values().filter_map(Value::undefined).find(|reason| !LEAVES_OUT.contains(reason));
        let early = unknown.is_some() || rows.iter().any(|row| row.early);
        if column.combine == Combine::Any && column.settled_by_yes && early && known.contains(&&Value::Bool(true)) {
            return Self { value: Value::Bool(true), early: true };
        }
        let value = match (unknown, known.is_empty()) {
            (Some(reason), _) => Value::Undefined(reason),
            (None, true) => Value::Undefined(why_left_out(&values())),
            (None, false) => combined(column.combine, &known),
        };
        Self { value, early: false }
    }
}

/// Why there is no account left: the reason that says most about the person.
fn why_left_out<'a>(values: &(impl Iterator<Item = &'a Value> + Clone)) -> Undefined {
    let occurs = |reason: &Undefined| values.clone().any(|value| *value == Value::Undefined(*reason));
    LEAVES_OUT.into_iter().find(occurs).unwrap_or(Undefined::NoSuchAccount)
}

fn is_left_out(value: &Value) -> bool {
    value.undefined().is_some_and(|reason| LEAVES_OUT.contains(&reason))
}

/// Known values as one. What is counted anew afterwards is here any of them.
fn combined(combine: Combine, known: &[&Value]) -> Value {
    let least = |one: &&&Value, other: &&&Value| order(one).total_cmp(&order(other));
    let value = match combine {
        Combine::Any => Some(Value::Bool(known.contains(&&Value::Bool(true)))),
        Combine::Sum | Combine::Distinct => Some(sum(known)),
        Combine::Min => known.iter().min_by(least).map(|value| (**value).clone()),
        Combine::Max => known.iter().max_by(least).map(|value| (**value).clone()),
        Combine::Ratio(..) | Combine::None => known.first().map(|value| (**value).clone()),
    };
    value.unwrap_or(Value::Undefined(Undefined::Failed))
}

fn sum(known: &[&Value]) -> Value {
    if known.iter().all(|value| matches!(value, Value::Map(_))) {
        let mut sums = std::collections::BTreeMap::new();
        for (namespace, count) in known.iter().filter_map(|value| value.as_map()).flatten() {
            *sums.entry(*namespace).or_default() += count;
        }
        return Value::Map(sums);
    }
    let whole: Option<Vec<i64>> = known.iter().map(|value| value.as_integer()).collect();
    match whole {
        Some(whole) => Value::Integer(whole.iter().sum()),
        None => Value::Number(known.iter().filter_map(|value| value.as_number()).sum()),
    }
}

/// A value among others of its column.
fn order(value: &Value) -> f64 {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "seconds stay far below 2^52")]
        Value::Time(instant) => instant.unix() as f64,
        other => other.as_number().unwrap_or(f64::NAN),
    }
}

#[cfg(test)]
mod tests;
