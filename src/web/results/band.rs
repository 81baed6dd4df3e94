//! The band of numbers: five lines for each number, so that nobody needs a click to see what it counts, over whom, and
//! what is not known.

use serde_json::Value as Json;

use super::measured::{Measured, Shown};
use crate::engine::ColumnSummary;
use crate::metric::ColumnKind;
use crate::msg;
use crate::text::{Arg, Message, percent, rounded};
use crate::wiki::namespace;

/// One number with all that belongs to it.
pub(super) struct Cell {
    /// What it is called.
    pub(super) label: Message,
    /// The number.
    pub(super) figure: Message,
    /// Its unit.
    pub(super) unit: Option<Message>,
    /// For each person, or the raw counts.
    pub(super) per: Message,
    /// What was counted.
    pub(super) definition: Message,
    /// Over whom.
    pub(super) people: Message,
    /// Who is missing and why.
    pub(super) missing: Vec<Missing>,
}

/// People, or edits, that are not in a number.
pub(super) struct Missing {
    /// Whether time will tell: then the hatch stands beside it.
    pub(super) open: bool,
    /// How many and why.
    pub(super) words: Message,
}

/// The numbers of a result, in the order asked.
pub(super) fn cells(metrics: &[Measured<'_>]) -> Vec<Cell> {
    metrics.iter().flat_map(|metric| metric.shown().iter().filter_map(Cell::new).collect::<Vec<_>>()).collect()
}

/// The figure by which a metric is quoted, with what stands beside it in a list.
pub(super) fn headline(metric: &Measured<'_>) -> Option<(Message, Message)> {
    let shown = metric.shown();
    let quoted = shown.iter().find(|shown| shown.quoted)?;
    if let Some(share) = quoted.summary.proportion().filter(|_| quoted.column.kind == ColumnKind::Boolean) {
        return Some((msg!("plain", share.positive), msg!("result-of-people", share.total)));
    }
    let number = Number::of(quoted)?;
    Some((number.figure, number.unit.unwrap_or_else(|| metric.label())))
}

/// The figure of a cell and the line under it.
struct Number {
    figure: Message,
    unit: Option<Message>,
    per: Message,
    people: Message,
    missing: Vec<Missing>,
}

impl Cell {
    fn new(shown: &Shown<'_>) -> Option<Self> {
        let number = Number::of(shown)?;
        let label = if shown.quoted { shown.metric.label() } else { Message::new(shown.column.label) };
        Some(Self {
            label,
            figure: number.figure,
            unit: number.unit,
            per: number.per,
            definition: shown.metric.definition(),
            people: number.people,
            missing: number.missing,
        })
    }
}

impl Number {
    fn of(shown: &Shown<'_>) -> Option<Self> {
        let summary = &shown.summary;
        let is_share = shown.metric.statement().and_then(|statement| statement.rate).is_some_and(|rate| rate.share);
        if let Some(rate) = summary.values.get("rate").filter(|_| is_share) {
            return Self::rate(shown, rate);
        }
        match shown.column.kind {
            ColumnKind::Boolean => Self::share(shown),
            ColumnKind::Integer => Self::sum(shown),
            ColumnKind::Number => Self::median(shown),
            ColumnKind::Map => Self::by_namespace(shown),
            ColumnKind::Timestamp => None,
        }
    }

    fn share(shown: &Shown<'_>) -> Option<Self> {
        let summary = &shown.summary;
        let share = summary.proportion()?;
        let (figure, per) = match (share.rate, share.low.zip(share.high)) {
            (Some(rate), Some((low, high))) => {
                let (low, high) = (percent(low, share.total), percent(high, share.total));
                (percent(rate, share.total), msg!("result-per-share-interval", share.positive, share.total, low, high))
            }
            (Some(rate), None) => (percent(rate, share.total), msg!("result-per-share", share.positive, share.total)),
            (None, _) => (msg!("result-no-figure"), msg!("result-per-nobody")),
        };
        let people = msg!("result-judged", share.total);
        Some(Self { figure, unit: None, per, people, missing: missing(shown) })
    }

    fn sum(shown: &Shown<'_>) -> Option<Self> {
        let summary = &shown.summary;
        let figure = msg!("plain", summary.values.get("sum")?.as_i64()?);
        Some(Self {
            figure,
            unit: shown.unit(),
            per: per_person(summary),
            people: msg!("result-people", summary.judged),
            missing: missing(shown),
        })
    }

    /// A number that has no sum: a time, a rate of one's own.
    fn median(shown: &Shown<'_>) -> Option<Self> {
        let summary = &shown.summary;
        let (figure, per) = match (summary.number("median"), summary.number("mean")) {
            (Some(median), Some(mean)) => (msg!("plain", rounded(median)), msg!("result-per-median", rounded(mean))),
            _ => (msg!("result-no-figure"), msg!("result-per-nobody")),
        };
        summary.values.get("median")?;
        Some(Self {
            figure,
            unit: shown.unit(),
            per,
            people: msg!("result-people", summary.judged),
            missing: missing(shown),
        })
    }

    fn rate(shown: &Shown<'_>, rate: &Json) -> Option<Self> {
        let (above, below) = (rate.get("numerator")?.as_i64()?, rate.get("denominator")?.as_i64()?);
        let figure = match rate.get("pooled").and_then(Json::as_f64) {
            Some(pooled) => percent(pooled, below.unsigned_abs()),
            None => msg!("result-no-figure"),
        };
        let head = shown.metric.head;
        let unjudged = shown.metric.statement().and_then(|statement| statement.rate).and_then(|rate| rate.less);
        let unjudged = unjudged.and_then(|column| head.summary(column)?.values.get("sum")?.as_i64()).unwrap_or(0);
        let mut missing = missing(shown);
        if unjudged > 0 {
            missing.push(Missing { open: false, words: msg!("result-edits-unjudged", unjudged) });
        }
        Some(Self {
            figure,
            unit: None,
            per: msg!("result-per-edits", above, below),
            people: msg!("result-people", shown.summary.judged),
            missing,
        })
    }

    fn by_namespace(shown: &Shown<'_>) -> Option<Self> {
        let summary = &shown.summary;
        let map = summary.values.get("sum")?.as_object()?;
        let mut counts: Vec<(i32, i64)> =
            map.iter().filter_map(|(id, count)| Some((id.parse().ok()?, count.as_i64()?))).collect();
        counts.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        let total: i64 = counts.iter().map(|(_, count)| count).sum();
        let most =
            counts.iter().take(3).map(|(id, count)| Arg::from(msg!("result-namespace", namespace::name(*id), *count)));
        let most: Vec<Arg> = most.collect();
        let per = match counts.len() {
            0 => msg!("result-per-none"),
            1..=3 => msg!("plain", most),
            kinds => msg!("result-namespaces-most", most, kinds - 3),
        };
        let people = msg!("result-people", summary.judged);
        Some(Self { figure: msg!("plain", total), unit: None, per, people, missing: missing(shown) })
    }
}

/// For each person; where most have nothing, who has anything.
fn per_person(summary: &ColumnSummary) -> Message {
    match (summary.number("median"), summary.number("mean"), summary.proportion()) {
        (Some(0.0), _, Some(share)) => {
            msg!("result-per-some", share.positive, share.total)
        }
        (Some(median), Some(mean), _) => msg!("result-per-person", rounded(median), rounded(mean)),
        _ => msg!("result-per-nobody"),
    }
}

fn missing(shown: &Shown<'_>) -> Vec<Missing> {
    let (metric, summary) = (shown.metric, &shown.summary);
    let waiting = summary.open() + summary.early;
    let open = (waiting > 0).then(|| Missing { open: true, words: msg!("result-missing-open", waiting) });
    let others = metric.left_out(summary).into_iter().map(|one| Missing {
        open: false,
        words: msg!("result-missing", one.people, metric.why(one.reason, one.partly)),
    });
    open.into_iter().chain(others).collect()
}

impl Shown<'_> {
    /// The unit of its numbers, in words.
    pub(super) fn unit(&self) -> Option<Message> {
        let own = self.column.unit.map(unit);
        own.or_else(|| self.metric.unit().filter(|_| self.quoted))
    }
}

/// The unit of a column in words.
pub(super) fn unit(name: &str) -> Message {
    match name {
        "bytes" => msg!("unit-bytes"),
        "hours" => msg!("unit-hours"),
        "minutes" => msg!("unit-minutes"),
        other => msg!("plain", other),
    }
}
