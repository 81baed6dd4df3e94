//! What can be measured: every metric as its statement has it. Nothing here knows a metric by name.

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::routing::get;

use super::page::{Nav, Page, Visitor};
use super::routes::{self, Route as _};
use crate::app::AppState;
use crate::metric::params::{COUNT_MAX, Kind, Param, ParamValue, Params};
use crate::metric::{Anchor, Column, ColumnKind, Metric, Period, Start, Statement, WindowLength, registry};
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::Span;

pub(super) fn router() -> Router<AppState> {
    Router::new().route(routes::Metrics::PATTERN, get(show))
}

#[derive(Template, WebTemplate)]
#[template(path = "metrics.html")]
struct MetricsPage {
    page: Page,
    metrics: Vec<ShownMetric>,
}

/// A metric on the page: its statement, and what is made from it.
struct ShownMetric {
    stated: &'static Statement,
    /// What is counted where nothing else is asked for.
    definition: Option<Message>,
    params: Vec<ShownParam>,
    columns: Vec<ShownColumn>,
    anchors: Message,
    /// Default length of the time that is looked at.
    t: Option<Message>,
}

struct ShownParam {
    stated: &'static Param,
    default: Message,
    allowed: Message,
}

struct ShownColumn {
    stated: &'static Column,
    kind: Message,
}

async fn show(visitor: Visitor) -> MetricsPage {
    let metrics = registry::all().iter().map(|metric| ShownMetric::of(*metric)).collect();
    MetricsPage { page: visitor.page(msg!("metrics-title"), Nav::Metrics), metrics }
}

impl ShownMetric {
    fn of(metric: &dyn Metric) -> Self {
        let stated = metric.statement();
        let anchor = |anchor: &Anchor| Arg::Message(anchor.words());
        Self {
            stated,
            definition: definition(metric, stated),
            params: stated.params.iter().map(ShownParam::of).collect(),
            columns: stated.columns.iter().map(ShownColumn::of).collect(),
            anchors: msg!("metrics-anchors", stated.anchors.iter().map(anchor).collect::<Vec<_>>()),
            t: stated.t.map(|t| msg!("metrics-t", t.words())),
        }
    }
}

/// The definition with every default, on the clock that the metric would use by itself.
fn definition(metric: &dyn Metric, stated: &'static Statement) -> Option<Message> {
    let params = Params::read(stated.params, &std::collections::BTreeMap::new()).ok()?;
    let anchor = if stated.anchors.contains(&Anchor::Registration) {
        Anchor::Registration
    } else {
        stated.anchors.iter().copied().find(|anchor| *anchor != Anchor::Activity)?
    };
    let period = Period::Clock { start: Start::any(anchor), offset: Span::ZERO, t: stated.t.map(WindowLength::Of) };
    Some(metric.define(&params, &period))
}

impl ShownParam {
    fn of(stated: &'static Param) -> Self {
        let default = match stated.parse(stated.default) {
            Ok(value) => value_words(&value),
            Err(error) => error.message,
        };
        Self { stated, default, allowed: kind_words(stated.kind) }
    }
}

impl ShownColumn {
    fn of(stated: &'static Column) -> Self {
        let kind = match stated.kind {
            ColumnKind::Boolean => msg!("metrics-kind-boolean"),
            ColumnKind::Integer => msg!("metrics-kind-integer"),
            ColumnKind::Number => msg!("metrics-kind-number"),
            ColumnKind::Timestamp => msg!("metrics-kind-timestamp"),
            ColumnKind::Map => msg!("metrics-kind-map"),
        };
        let kind = stated.unit.map_or(kind.clone(), |unit| msg!("metrics-kind-unit", kind, unit));
        Self { stated, kind }
    }
}

/// A value as a sentence would say it.
fn value_words(value: &ParamValue) -> Message {
    match value {
        ParamValue::Count(count) => msg!("metrics-value", *count),
        ParamValue::Length(span) => span.words(),
        ParamValue::Namespaces(set) => set.words(),
        ParamValue::Word(word) => msg!("metrics-value", *word),
        ParamValue::Flag(true) => msg!("ask-flag-yes"),
        ParamValue::Flag(false) => msg!("ask-flag-no"),
        ParamValue::None => msg!("metrics-value-none"),
    }
}

/// What a parameter may be.
fn kind_words(kind: Kind) -> Message {
    let count = |min: u64, max: u64| {
        if max < COUNT_MAX { msg!("metrics-allowed-count", min, max) } else { msg!("metrics-allowed-count-from", min) }
    };
    match kind {
        Kind::Count { min, max } => count(min, max),
        Kind::OptionalCount { min, max } => msg!("metrics-allowed-or-none", count(min, max)),
        Kind::CountOr { word } => msg!("metrics-allowed-count-or", word),
        Kind::Length { min } => msg!("metrics-allowed-length", min.words()),
        Kind::OptionalLength { min } => {
            msg!("metrics-allowed-or-none", msg!("metrics-allowed-length", min.words()))
        }
        Kind::Flag => msg!("metrics-allowed-flag"),
        Kind::Namespaces => msg!("metrics-allowed-namespaces"),
        Kind::Choice(words) => {
            msg!("metrics-allowed-choice", words.iter().map(|word| Arg::from(*word)).collect::<Vec<_>>())
        }
    }
}
