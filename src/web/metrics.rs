//! What can be measured: every metric as its statement has it. Nothing here knows a metric by name.

use askama::Template;
use askama_web::WebTemplate;
use axum::Router;
use axum::routing::get;

use super::page::{Nav, Page, Visitor};
use super::preset::Preset;
use super::routes::{self, Route as _};
use crate::app::AppState;
use crate::metric::params::{COUNT_MAX, Kind, Param, ParamValue, Params};
use crate::metric::{Anchor, Column, ColumnKind, Metric, Period, Start, Statement, Window, WindowLength, registry};
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::{Span, Timestamp};

/// The first second of the year 2025 and that of 2026.
const EXAMPLE: [i64; 2] = [1_735_689_600, 1_767_225_600];

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
            params: stated.params.iter().map(|param| ShownParam::of(stated, param)).collect(),
            columns: stated.columns.iter().map(ShownColumn::of).collect(),
            anchors: msg!("metrics-anchors", stated.anchors.iter().map(anchor).collect::<Vec<_>>()),
            t: length(stated).map(|t| msg!("metrics-t", t.words())),
        }
    }
}

/// The definition as the form opens; on the clock that the metric would use by itself where that has no preset. Fixed
/// dates are those of the people who are asked about, so a year stands as an example.
fn definition(metric: &dyn Metric, stated: &'static Statement) -> Option<Message> {
    let preset = Preset::of(stated);
    let set = |param: &Param| Some((param.name.to_owned(), preset?.value(param.name)?.to_owned()));
    let params = Params::read(stated.params, &stated.params.iter().filter_map(set).collect()).ok()?;
    let anchor = preset.map(|preset| preset.anchor).or_else(|| {
        let clocks = || stated.anchors.iter().copied().filter(|anchor| *anchor != Anchor::Activity);
        clocks().find(|anchor| *anchor == Anchor::Registration).or_else(|| clocks().next())
    })?;
    if anchor == Anchor::Activity {
        let [start, end] = EXAMPLE.map(Timestamp::from_unix);
        let window = Window { start, end };
        let period = Period::Fixed { window, asked_end: end, whole: false, since_first: false };
        return Some(msg!("metrics-example", metric.define(&params, &period)));
    }
    let t = length(stated).map(WindowLength::Of);
    Some(metric.define(&params, &Period::Clock { start: Start::any(anchor), offset: Span::ZERO, t }))
}

/// How long a clock runs as the form opens.
fn length(stated: &Statement) -> Option<Span> {
    let preset = Preset::of(stated).and_then(|preset| preset.value("t")).and_then(|t| t.parse().ok());
    preset.or(stated.t)
}

impl ShownParam {
    fn of(metric: &Statement, stated: &'static Param) -> Self {
        let preset = Preset::of(metric).and_then(|preset| preset.value(stated.name));
        let default = match stated.parse(preset.unwrap_or(stated.default)) {
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
