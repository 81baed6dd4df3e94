//! How a number is spread over people. Counts of edits are always skewed: the median comes before the mean, and one
//! sentence says which to quote.

use super::measured::{Measured, Shown};
use super::rows::Values;
use super::sure::Figure;
use crate::chart::{self, Bins, Histogram};
use crate::engine::median;
use crate::metric::{ColumnKind, Combine};
use crate::msg;
use crate::text::{Language, Message, percent, rounded};

/// Fewer people than this are no distribution: the table of people says it better.
const LEAST_PEOPLE: usize = 5;

/// One section for every number that people have more or less of.
pub(super) fn sections(metrics: &[Measured<'_>], values: &Values, language: &Language) -> Vec<Figure> {
    let shown: Vec<Shown<'_>> = metrics.iter().flat_map(Measured::shown).collect();
    shown
        .iter()
        .filter(|shown| matches!(shown.column.kind, ColumnKind::Integer | ColumnKind::Number))
        .filter(|shown| !shown.summary.values.contains_key("rate"))
        .filter_map(|shown| section(shown, values.of(shown.metric.place, shown.place), language))
        .collect()
}

fn section(shown: &Shown<'_>, values: &[f64], language: &Language) -> Option<Figure> {
    if values.len() < LEAST_PEOPLE {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    if sorted.first() == sorted.last() {
        // One bar says no more than the number does.
        return None;
    }
    let (median, mean) = (median(&sorted)?, shown.summary.number("mean")?);
    let whole = shown.column.kind == ColumnKind::Integer;
    let bins = Bins::of(values, whole)?;
    let (title, axis) = names(shown);
    let histogram = Histogram { title: title.clone(), axis: axis.clone(), bins: &bins, median, mean };
    let id = format!("spread-{}-{}", shown.metric.place + 1, shown.place + 1);
    Some(Figure {
        charts: chart::both(|width| histogram.draw(language, &id, width)),
        say: msg!("result-spread-half", values.len(), rounded(median)),
        more: more(&sorted, shown.column.combine == Combine::Sum, median, mean),
        rule: None,
        heads: [axis, msg!("result-table-people")],
        rows: bins.rows().map(|(words, people)| (words, msg!("plain", people))).collect(),
        title,
        id,
    })
}

/// What the section is called, and what stands at its axis.
fn names(shown: &Shown<'_>) -> (Message, Message) {
    let label = if shown.quoted { shown.metric.label() } else { Message::new(shown.column.label) };
    if shown.column.kind == ColumnKind::Integer {
        let title = msg!("result-spread-title", label);
        return (title.clone(), title);
    }
    (label, shown.unit().unwrap_or_else(|| Message::new(shown.column.label)))
}

/// `adds_up`: the sum of the values has a meaning.
fn more(sorted: &[f64], adds_up: bool, median: f64, mean: f64) -> Vec<Message> {
    let mut sentences = Vec::new();
    let people = sorted.len();
    // One in twenty; where nothing is negative their part of the sum is a share.
    let few = people.div_ceil(20);
    let total: f64 = sorted.iter().sum();
    let of_few: f64 = sorted.iter().rev().take(few).sum();
    let counted = adds_up && sorted.first().is_some_and(|least| *least >= 0.0) && total > 0.0;
    if counted && of_few / total >= 0.2 && people >= 20 {
        sentences.push(msg!("result-spread-few", few, percent(of_few / total, people as u64)));
    }
    if median >= 0.0 && mean > 1.25 * median {
        sentences.push(msg!("result-spread-skewed", rounded(mean), rounded(median)));
    }
    sentences
}
