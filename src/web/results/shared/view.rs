//! The totals of a result in words. Numbers come from [`Shared`] alone; of the result's head only what its metrics are
//! called and how they are defined.

use super::super::answer::leading;
use super::super::band::unit;
use super::super::measured::Measured;
use super::super::provenance::{Fact, definitions, until};
use super::super::sure::{self, Figure};
use crate::engine::{ColumnSummary, Proportion};
use crate::metric::{self, Column, ColumnKind, Combine, Statement};
use crate::msg;
use crate::result::Head;
use crate::result::share::{LEAST, Rate, Shared, SharedMetric, Totals};
use crate::text::{Arg, Language, Message, percent, rounded};
use crate::web::site::{site, sites};

/// What others see.
pub(super) struct View {
    /// The facts under the title.
    pub(super) meta: Vec<Message>,
    /// The sentence that can be quoted.
    pub(super) answer: Option<Message>,
    /// What is not among the totals.
    pub(super) lead: Message,
    /// What stands in the place of a total over too few.
    pub(super) left_out: Message,
    /// The numbers that metrics are quoted by.
    pub(super) cells: Vec<Cell>,
    /// That not everybody could be judged, where that is so.
    pub(super) others: Option<Message>,
    /// How sure shares are.
    pub(super) figures: Vec<Figure>,
    /// Every total.
    pub(super) rows: Vec<Row>,
    /// Where the numbers come from.
    pub(super) facts: Vec<Fact>,
    /// What a reader must know about the data.
    pub(super) notes: Vec<Message>,
    /// How to cite it.
    pub(super) citation: Message,
}

/// A number with all that belongs to it.
pub(super) struct Cell {
    /// What it is called.
    pub(super) label: Message,
    /// The number, or that there is none.
    pub(super) figure: Message,
    /// Its unit.
    pub(super) unit: Option<Message>,
    /// For each person, the raw counts, or why there is no number.
    pub(super) per: Message,
    /// What was counted.
    pub(super) definition: Message,
    /// Over how many.
    pub(super) people: Option<Message>,
}

/// A column in the table of totals.
pub(super) struct Row {
    /// What is counted.
    pub(super) label: Message,
    /// The metric it belongs to, where that is called otherwise.
    pub(super) metric: Option<Message>,
    /// Judged, sum, mean, share; `None` where too few are judged.
    pub(super) cells: Option<[Option<Message>; 4]>,
}

impl View {
    /// The totals in words. `head` is that of which `shared` was made.
    pub(super) fn new(head: &Head, shared: &Shared, language: &Language) -> Self {
        let metrics = Measured::all(head);
        let both = || metrics.iter().zip(&shared.metrics);
        let judged = |cell: &(&Measured<'_>, &SharedMetric)| {
            let totals = cell.0.quoted().and_then(|column| cell.1.totals(column.name));
            totals.is_some_and(|totals| shared.people.is_some_and(|people| totals.judged < people))
        };
        Self {
            meta: meta(shared),
            answer: leading(&metrics).and_then(|metric| answer(metric, shared.metrics.get(metric.place)?)),
            lead: msg!("shared-lead", LEAST),
            left_out: msg!("shared-left-out", LEAST),
            cells: both().flat_map(|(metric, totals)| cells(metric, totals, shared.people)).collect(),
            others: both().any(|cell| judged(&cell)).then(|| msg!("shared-others")),
            figures: figures(&metrics, shared, language),
            rows: both().flat_map(|(metric, totals)| rows(metric, totals, language)).collect(),
            facts: facts(head, shared, &metrics),
            notes: notes(shared),
            citation: citation(shared),
        }
    }
}

fn people(shared: &Shared) -> Message {
    shared.people.map_or_else(|| msg!("shared-people-few", LEAST), |people| msg!("result-people", people))
}

fn meta(shared: &Shared) -> Vec<Message> {
    let wikis = sites(shared.data.iter().map(|data| &data.wiki));
    let until = until(&shared.data).map(|until| msg!("result-until", until));
    [people(shared), msg!("plain", wikis)].into_iter().chain(until).collect()
}

/// The sentence that a metric is quoted by, where its numbers may be seen.
fn answer(metric: &Measured<'_>, shared: &SharedMetric) -> Option<Message> {
    let first = shared.totals(metric.statement()?.columns.first()?.name)?;
    let quoted = shared.totals(metric.quoted()?.name)?;
    let whole = |number: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "it is a count")]
        let whole = number as i64;
        whole
    };
    metric.answer_of(&metric::Totals {
        judged: first.judged,
        yes: first.proportion.map_or(0, |share| share.positive),
        active: None,
        sum: first.sum.as_ref().and_then(serde_json::Number::as_i64).unwrap_or(0),
        rate: quoted.rate.map(|rate| (whole(rate.numerator), whole(rate.denominator))),
        median: None,
    })
}

/// The columns that a page shows by themselves.
fn cells(metric: &Measured<'_>, shared: &SharedMetric, people: Option<u64>) -> Vec<Cell> {
    let shown = metric.statement().into_iter().flat_map(Statement::shown);
    let there = shown.filter(|column| column.kind != ColumnKind::Timestamp);
    there.map(|column| cell(metric, column, shared.totals(column.name), people)).collect()
}

fn cell(metric: &Measured<'_>, column: &Column, totals: Option<&Totals>, people: Option<u64>) -> Cell {
    let quoted = metric.is_quoted_by(column);
    let (figure, per) = totals.and_then(|totals| figure(metric, column, totals)).unwrap_or_else(|| {
        let why = if totals.is_some() { msg!("result-per-nobody") } else { msg!("shared-left-out", LEAST) };
        (msg!("result-no-figure"), why)
    });
    let own = column.unit.map(unit).or_else(|| metric.unit().filter(|_| quoted));
    Cell {
        label: if quoted { metric.label() } else { Message::new(column.label) },
        figure,
        unit: own.filter(|_| totals.is_some()),
        per,
        definition: metric.definition(),
        people: totals.zip(people).map(|(totals, people)| msg!("shared-judged", totals.judged, people)),
    }
}

/// The rate over everybody, where it is a share.
fn share_of(metric: &Measured<'_>, totals: &Totals) -> Option<Rate> {
    totals.rate.filter(|_| metric.statement().and_then(|statement| statement.rate).is_some_and(|rate| rate.share))
}

/// The number of a column and the line under it.
fn figure(metric: &Measured<'_>, column: &Column, totals: &Totals) -> Option<(Message, Message)> {
    if let Some(rate) = share_of(metric, totals) {
        let below = Arg::Number(rate.denominator, 0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a count")]
        let of = rate.denominator.abs() as u64;
        return Some((percent(rate.pooled?, of), msg!("result-per-edits", Arg::Number(rate.numerator, 0), below)));
    }
    let mean = totals.mean.map(rounded);
    match (column.kind, totals.proportion) {
        (ColumnKind::Boolean, Some(share)) => {
            let per = match share.low.zip(share.high) {
                Some((low, high)) => {
                    let ends = [low, high].map(|end| percent(end, share.total));
                    let [low, high] = ends;
                    msg!("result-per-share-interval", share.positive, share.total, low, high)
                }
                None => msg!("result-per-share", share.positive, share.total),
            };
            Some((percent(share.rate?, share.total), per))
        }
        (ColumnKind::Integer | ColumnKind::Map, _) => {
            let sum = totals.sum.as_ref()?.as_i64()?;
            Some((
                msg!("plain", sum),
                mean.map_or_else(|| msg!("shared-all-pages"), |mean| msg!("shared-average", mean)),
            ))
        }
        (ColumnKind::Number, _) => Some((msg!("plain", mean?), msg!("shared-mean"))),
        _ => None,
    }
}

/// How sure the shares of people are.
fn figures(metrics: &[Measured<'_>], shared: &Shared, language: &Language) -> Vec<Figure> {
    let asked = |metric: &Measured<'_>| metric.quoted().is_some_and(|column| column.kind == ColumnKind::Boolean);
    let several = metrics.iter().filter(|metric| asked(metric)).count() > 1;
    let figures =
        metrics.iter().zip(&shared.metrics).filter(|(metric, _)| asked(metric)).filter_map(|(metric, shared)| {
            let summary = summary(shared.totals(metric.quoted()?.name)?);
            sure::figure(metric, &summary, several, language)
        });
    figures.collect()
}

/// The totals as the summary of a column about nobody else.
fn summary(totals: &Totals) -> ColumnSummary {
    let share = totals.proportion.map(|share| Proportion {
        total: share.total,
        positive: share.positive,
        rate: share.rate,
        low: share.low,
        high: share.high,
        bounds: None,
    });
    let share = share.and_then(|share| serde_json::to_value(share).ok());
    ColumnSummary {
        judged: totals.judged,
        early: 0,
        undefined: std::collections::BTreeMap::new(),
        values: share.map(|share| ("proportion".to_owned(), share)).into_iter().collect(),
        follow_up: None,
        complete_at: None,
    }
}

fn rows(metric: &Measured<'_>, shared: &SharedMetric, language: &Language) -> Vec<Row> {
    let columns = metric.statement().map_or(&[][..], |statement| statement.columns).iter();
    let there = columns.filter(|column| column.kind != ColumnKind::Timestamp);
    let named = |label: &Message| language.text(label);
    let row = |column: &Column| Row {
        label: Message::new(column.label),
        metric: Some(metric.label()).filter(|metric| named(metric) != named(&Message::new(column.label))),
        cells: shared.totals(column.name).map(|totals| row_cells(metric, column, totals)),
    };
    there.map(row).collect()
}

fn row_cells(metric: &Measured<'_>, column: &Column, totals: &Totals) -> [Option<Message>; 4] {
    let sum = totals.sum.as_ref().filter(|_| column.combine == Combine::Sum);
    let sum = sum.and_then(|sum| {
        sum.as_i64().map(|whole| msg!("plain", whole)).or_else(|| Some(msg!("plain", rounded(sum.as_f64()?))))
    });
    let share = totals.proportion.filter(|_| column.kind == ColumnKind::Boolean);
    let share = share.and_then(|share| Some(percent(share.rate?, share.total)));
    // The rate over everybody; the mean of everybody's own is another number, which nobody shall take for it.
    let rate = share_of(metric, totals).map(|_| figure(metric, column, totals).map(|(rate, _)| rate));
    let mean = totals.mean.filter(|_| rate.is_none()).map(|mean| msg!("plain", rounded(mean)));
    [Some(msg!("plain", totals.judged)), sum, mean, rate.flatten().or(share)]
}

fn facts(head: &Head, shared: &Shared, metrics: &[Measured<'_>]) -> Vec<Fact> {
    let fact = |term, value| Fact { term, value, mono: false };
    let mono = |term, value| Fact { term, value, mono: true };
    let mut facts = Vec::new();
    for data in &shared.data {
        facts.push(fact(msg!("result-fact-wiki"), msg!("plain", site(&data.wiki))));
        facts.push(fact(msg!("result-fact-until"), msg!("plain", data.as_of)));
        facts.push(mono(msg!("result-fact-snapshot"), msg!("plain", Arg::Name(data.snapshot.clone()))));
    }
    facts.push(mono(msg!("result-fact-id"), msg!("plain", Arg::Name(shared.result.to_string()))));
    facts.push(fact(msg!("result-fact-frozen"), msg!("plain", head.computed_at)));
    facts.push(fact(msg!("result-table-people"), people(shared)));
    facts.push(fact(msg!("result-fact-definitions"), definitions(metrics)));
    facts.push(fact(msg!("result-fact-program"), msg!("plain", shared.program.as_str())));
    facts
}

fn notes(shared: &Shared) -> Vec<Message> {
    let deleted = shared.names_deleted_at.map(|at| msg!("shared-names-deleted", Arg::Day(at.to_jiff())));
    let notes = shared.data.iter().flat_map(|data| &data.notes).map(|note| msg!("plain", note.as_str()));
    notes.chain(deleted).collect()
}

fn citation(shared: &Shared) -> Message {
    let year = shared.computed_at.to_string().chars().take(4).collect::<String>();
    let title = match shared.title.as_str() {
        "" => Arg::from(msg!("share-no-title")),
        title => Arg::Name(title.to_owned()),
    };
    let id = Arg::Name(shared.result.to_string());
    match until(&shared.data) {
        Some(until) => msg!("shared-citation", title, year, id, until),
        None => msg!("shared-citation-undated", title, year, id),
    }
}
