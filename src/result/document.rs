//! The result document: everything but the rows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::cohort::Counts;
use crate::engine::{
    Answer, ColumnSummary, Curve, CurveSummary, MetricPlan, MetricSummary, Over, Plan, RowsSummary, WikiPlan,
};
use crate::metric::{Anchor, Facts, SliceKey, WindowLength};
use crate::platform::ids::ResultId;
use crate::text::{Arg, Language};
use crate::wiki::{NamespaceSet, Span, Timestamp, WikiName};

/// What `format` says in a document of this form.
pub const FORMAT: &str = "usermetrics-result/1";

/// The document without its rows. Fields stand in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// [`FORMAT`].
    pub format: String,
    /// `complete`, or `partial` when a part failed.
    pub state: String,
    /// The result's own name.
    pub id: ResultId,
    /// The key of the question on these data.
    pub key: String,
    /// The request in its canonical form.
    pub request: Json,
    /// Whom it is about.
    pub cohort: CohortHead,
    /// Where the numbers come from, one entry for each wiki.
    pub data: Vec<DataHead>,
    /// The metrics, in the order asked.
    pub metrics: Vec<MetricHead>,
    /// The curves: for each that was asked for the one over everybody, then one for each slice.
    pub curves: Vec<CurveHead>,
    /// Parts that failed.
    pub failed: Vec<Json>,
    /// When the names were deleted, if they were.
    pub names_deleted_at: Option<Timestamp>,
    /// The program that computed it.
    pub program: String,
    /// When it was computed.
    pub computed_at: Timestamp,
}

/// Whom a result is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortHead {
    /// Name of the cohort, or of what stood for it.
    pub name: String,
    /// Version of the membership; `None` for people who were named on the command line.
    pub version: Option<u32>,
    /// Hash of the membership; `None` likewise.
    pub hash: Option<String>,
    /// Lines of the list.
    pub lines: u64,
    /// Accounts that have a row.
    pub accounts: u64,
    /// People: cohort lines with all their accounts.
    pub people: u64,
    /// Lines that have no row, by why.
    pub left_out: BTreeMap<String, u64>,
}

impl CohortHead {
    /// What a document says of a list with these lines.
    #[must_use]
    pub fn of_lines(name: &str, counts: &Counts) -> Self {
        let left_out = [("duplicate", counts.duplicates), ("wrong", counts.wrong), ("left_out", counts.left_out)];
        let left_out = left_out.into_iter().filter(|(_, lines)| *lines > 0);
        Self {
            name: name.to_owned(),
            version: None,
            hash: None,
            lines: counts.lines as u64,
            accounts: 0,
            people: 0,
            left_out: left_out.map(|(why, lines)| (why.to_owned(), lines as u64)).collect(),
        }
    }

    /// The same with whom a plan measures.
    #[must_use]
    pub fn measured(mut self, plan: &Plan) -> Self {
        (self.accounts, self.people) = (plan.subjects.len() as u64, plan.people as u64);
        if plan.elsewhere > 0 {
            self.left_out.insert("other_wiki".to_owned(), plan.elsewhere as u64);
        }
        self
    }
}

/// The data of one wiki.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataHead {
    /// The wiki.
    pub wiki: WikiName,
    /// Kind of source.
    pub source: String,
    /// Id of the snapshot.
    pub snapshot: String,
    /// The first instant about which the data know nothing.
    pub as_of: Timestamp,
    /// What the data cannot tell.
    pub notes: Vec<String>,
}

/// One metric and what it came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricHead {
    /// What the request calls it.
    pub label: String,
    /// Name of the metric.
    pub metric: String,
    /// Version of its definition.
    pub version: u32,
    /// Its parameters.
    pub parameters: Json,
    /// Its window.
    pub window: WindowHead,
    /// What was counted, in one English sentence.
    pub definition: String,
    /// Its columns.
    pub columns: Vec<ColumnHead>,
    /// What the rows came to.
    pub aggregates: Vec<Aggregate>,
}

/// One curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurveHead {
    /// What the request calls it.
    pub label: String,
    /// Its kind.
    pub curve: String,
    /// Its parameters.
    pub parameters: Json,
    /// Where its clocks start.
    pub window: WindowHead,
    /// What it shows, in one English sentence.
    pub definition: String,
    /// Over whom: the cohort, or the accounts of one wiki.
    pub over: Over,
    /// Which slice; `None` over everybody.
    pub slice: Option<SliceKey>,
    /// The steps, and who they are about.
    #[serde(flatten)]
    pub drawn: Curve,
}

/// The window of a metric, with the dates of the data filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowHead {
    /// What it is relative to.
    pub anchor: Anchor,
    /// The date of the event, for that anchor.
    pub event: Option<Timestamp>,
    /// From the anchor to its start.
    pub offset: Span,
    /// How long it is; `None` with fixed dates.
    pub t: Option<WindowLength>,
    /// Fixed dates: the first instant. Other anchors: accounts count whose anchor lies at it or later; `None` where no
    /// such date was asked for.
    pub start: Option<Timestamp>,
    /// The first instant after, likewise.
    pub end: Option<Timestamp>,
    /// Where fixed dates were cut because the data end there.
    pub clipped_to: Option<Timestamp>,
}

/// A column of a metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnHead {
    /// Name.
    pub name: String,
    /// Type: boolean, integer, number, timestamp, map.
    #[serde(rename = "type")]
    pub kind: String,
    /// Unit, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Whether values are only final when the window is over.
    pub windowed: bool,
    /// How values combine over wikis and slices.
    pub combine: String,
}

/// The rows of a metric summed up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aggregate {
    /// Over whom: the cohort, the accounts of one wiki, or people.
    pub over: Over,
    /// Which slice; `None` over the whole windows of everybody.
    pub slice: Option<SliceKey>,
    /// Accounts with a row.
    pub accounts: u64,
    /// The summaries by column, in the order of the columns.
    pub columns: serde_json::Map<String, Json>,
}

impl MetricHead {
    /// The summary of a column over people: over the cohort, where everybody has one account.
    #[must_use]
    pub fn summary(&self, column: &str) -> Option<ColumnSummary> {
        let over = |over: Over| self.aggregates.iter().find(|one| one.over == over && one.slice.is_none());
        let people = over(Over::People).or_else(|| over(Over::Cohort))?;
        serde_json::from_value(people.columns.get(column)?.clone()).ok()
    }

    /// The same metric over the accounts of one wiki, as if nobody had been on another.
    #[must_use]
    pub fn on_wiki(&self, wiki: &WikiName) -> Self {
        let there = |one: &&Aggregate| one.over == Over::Wiki(wiki.clone());
        let alone = |one: &Aggregate| Aggregate { over: Over::Cohort, ..one.clone() };
        Self { aggregates: self.aggregates.iter().filter(there).map(alone).collect(), ..self.clone() }
    }
}

/// Puts together the head of a result.
#[must_use]
pub fn head(plan: &Plan, answer: &Answer, cohort: CohortHead, id: ResultId, computed_at: Timestamp) -> Head {
    Head {
        format: FORMAT.to_owned(),
        state: "complete".to_owned(),
        id,
        key: plan.key(),
        request: serde_json::to_value(&plan.request).unwrap_or(Json::Null),
        cohort,
        data: plan.wikis.iter().map(|wiki| data_head(plan, wiki)).collect(),
        metrics: plan
            .metrics
            .iter()
            .zip(&answer.summaries)
            .map(|(metric, summary)| metric_head(metric, summary))
            .collect(),
        curves: plan
            .curves
            .iter()
            .zip(&answer.curves)
            .flat_map(|(curve, drawn)| drawn.iter().flat_map(|one| curve_heads(curve, one)))
            .collect(),
        failed: Vec::new(),
        names_deleted_at: None,
        program: concat!("usermetrics ", env!("CARGO_PKG_VERSION")).to_owned(),
        computed_at,
    }
}

fn data_head(plan: &Plan, wiki: &WikiPlan) -> DataHead {
    let info = wiki.source.info();
    DataHead {
        wiki: info.wiki.clone(),
        source: "warehouse".to_owned(),
        snapshot: info.snapshot.clone(),
        as_of: wiki.as_of,
        notes: notes(plan, wiki),
    }
}

/// What the source cannot tell and a reader must know.
fn notes(plan: &Plan, wiki: &WikiPlan) -> Vec<String> {
    let info = wiki.source.info();
    let knows = info.knows;
    let language = Language::english();
    let mut notes = Vec::new();
    let mut note = |applies: bool, message| {
        if applies {
            notes.push(language.text(&message));
        }
    };
    let asks = |anchor| plan.metrics.iter().chain(&plan.curves).any(|metric| metric.selection.window.anchor == anchor);
    note(!knows.deleted_pages, crate::msg!("note-no-deleted-pages"));
    note(!knows.all_accounts, crate::msg!("note-not-all-accounts"));
    note(!knows.registrations && asks(Anchor::Registration), crate::msg!("note-no-registrations"));
    let leaves_out_bots = plan.metrics.iter().any(|metric| metric.selection.params.flag("exclude_bots"));
    note(!knows.groups && leaves_out_bots, crate::msg!("note-no-groups"));
    note(!knows.log && plan.facts().contains(Facts::LOG), crate::msg!("note-no-log"));
    note(!knows.clicks && plan.facts().contains(Facts::CLICKS), crate::msg!("note-no-clicks"));
    let asks_content = plan.metrics.iter().any(|metric| metric.selection.params.namespaces() == NamespaceSet::Content);
    let content = || info.content.iter().map(|id| Arg::Text(id.to_string())).collect::<Vec<_>>();
    note(asks_content, crate::msg!("note-content", info.content.len(), content()));
    note(true, crate::msg!("note-namespace-today"));
    note(plan.has_several_wikis(), crate::msg!("note-people-by-name"));
    let ends_early = plan.wikis.iter().any(|other| other.as_of > wiki.as_of);
    note(ends_early, crate::msg!("note-ends-early", wiki.as_of.last_day()));
    notes
}

fn metric_head(metric: &MetricPlan, summaries: &[MetricSummary]) -> MetricHead {
    let selection = &metric.selection;
    let statement = selection.metric.statement();
    MetricHead {
        label: selection.label.clone(),
        metric: statement.name.to_owned(),
        version: statement.version,
        parameters: serde_json::to_value(&selection.params).unwrap_or(Json::Null),
        window: window_head(metric),
        definition: Language::english().text(&metric.definition()),
        columns: statement
            .columns
            .iter()
            .map(|column| ColumnHead {
                name: column.name.to_owned(),
                kind: word(&column.kind),
                unit: column.unit.map(str::to_owned),
                windowed: column.windowed,
                combine: word(&column.combine),
            })
            .collect(),
        aggregates: summaries.iter().flat_map(aggregates).collect(),
    }
}

fn window_head(metric: &MetricPlan) -> WindowHead {
    let asked = metric.selection.window;
    let fixed = asked.anchor == Anchor::Activity;
    let range = metric.resolved.range;
    WindowHead {
        anchor: asked.anchor,
        event: asked.event,
        offset: asked.offset,
        t: asked.t,
        start: asked.start.or(fixed.then_some(range.start)),
        end: asked.end.or(fixed.then_some(range.end)),
        clipped_to: metric.resolved.clipped_to,
    }
}

fn curve_heads(curve: &MetricPlan, summary: &CurveSummary) -> Vec<CurveHead> {
    let head = |(slice, drawn): &(Option<SliceKey>, Curve)| CurveHead {
        label: curve.selection.label.clone(),
        curve: curve.selection.metric.statement().name.to_owned(),
        parameters: serde_json::to_value(&curve.selection.params).unwrap_or(Json::Null),
        window: window_head(curve),
        definition: Language::english().text(&curve.definition()),
        over: summary.over.clone(),
        slice: *slice,
        drawn: drawn.clone(),
    };
    summary.drawn.iter().map(head).collect()
}

/// The aggregates of one series: of the whole windows, then of each slice.
fn aggregates(summary: &MetricSummary) -> Vec<Aggregate> {
    let of = |slice: Option<SliceKey>, rows: &RowsSummary| aggregate(summary.over.clone(), slice, rows);
    let slices = summary.slices.iter().map(|(key, rows)| of(Some(*key), rows));
    std::iter::once(of(None, &summary.whole)).chain(slices).collect()
}

fn aggregate(over: Over, slice: Option<SliceKey>, rows: &RowsSummary) -> Aggregate {
    let columns = rows.columns.iter();
    let written =
        columns.map(|(name, column)| ((*name).to_owned(), serde_json::to_value(column).unwrap_or(Json::Null)));
    Aggregate { over, slice, accounts: rows.rows, columns: written.collect() }
}

/// The one word that a unit-like value is written as.
fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
