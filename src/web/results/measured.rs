//! A metric of a frozen result, read back: the numbers are the document's, the words are this program's.

use serde_json::Value as Json;

use crate::chart::Strip;
use crate::engine::ColumnSummary;
use crate::metric::{Anchor, Column, ColumnKind, Period, Selection, Statement, Totals, Undefined, Window};
use crate::msg;
use crate::request::Request;
use crate::result::{Head, MetricHead, WindowHead};
use crate::text::{Arg, Message};
use crate::wiki::NamespaceSet;

/// A metric of a result with what this program knows of it.
pub(in crate::web) struct Measured<'a> {
    /// Which of the result's metrics it is.
    pub(super) place: usize,
    /// What the document says.
    pub(super) head: &'a MetricHead,
    /// The metric as it was asked; `None` where this program counts it otherwise by now, or does not know it.
    selection: Option<Selection>,
}

/// A column that a page shows by itself.
pub(super) struct Shown<'a> {
    pub(super) column: &'static Column,
    /// Place among the columns of its metric.
    pub(super) place: usize,
    /// Whether the metric is quoted by it.
    pub(super) quoted: bool,
    pub(super) summary: ColumnSummary,
    pub(super) metric: &'a Measured<'a>,
}

/// Accounts without a value for another reason than time.
pub(super) struct LeftOut {
    /// How many.
    pub(super) people: u64,
    /// Why.
    pub(super) reason: Undefined,
    /// Whether the metric's other columns have values of theirs.
    pub(super) partly: bool,
}

impl<'a> Measured<'a> {
    /// The metrics of a result, in the order asked.
    pub(in crate::web) fn all(head: &'a Head) -> Vec<Self> {
        let request = Request::from_json(&head.request.to_string()).ok();
        let selections = request.map(|request| request.metrics).unwrap_or_default();
        let of = |metric: &MetricHead| {
            let asked = selections.iter().find(|selection| selection.label == metric.label)?;
            let statement = asked.metric.statement();
            (statement.name == metric.metric && statement.version == metric.version).then(|| asked.clone())
        };
        head.metrics
            .iter()
            .enumerate()
            .map(|(place, metric)| Self { place, head: metric, selection: of(metric) })
            .collect()
    }

    /// What the metric is; `None` where this program does not know it.
    pub(super) fn statement(&self) -> Option<&'static Statement> {
        self.selection.as_ref().map(|selection| selection.metric.statement())
    }

    /// What it is called, with the label by which the request tells it from another.
    pub(in crate::web) fn label(&self) -> Message {
        let Some(statement) = self.statement() else { return msg!("plain", Arg::Name(self.head.label.clone())) };
        let label = Message::new(statement.label);
        if self.head.label == self.head.metric {
            label
        } else {
            msg!("result-labelled", label, Arg::Name(self.head.label.clone()))
        }
    }

    /// One sentence that says what was counted.
    pub(super) fn definition(&self) -> Message {
        match &self.selection {
            Some(selection) => selection.definition(&period(selection, &self.head.window)),
            None => msg!("plain", self.head.definition.as_str()),
        }
    }

    /// Whether the answer for one person is yes or no.
    pub(super) fn is_yes_or_no(&self) -> bool {
        self.quoted_summary().is_some_and(|(column, _)| column.kind == ColumnKind::Boolean)
    }

    /// The columns that a page shows by themselves.
    pub(super) fn shown(&'a self) -> Vec<Shown<'a>> {
        let Some(statement) = self.statement() else { return Vec::new() };
        let quoted = statement.quoted().map(|column| column.name);
        let shown = statement.shown().filter_map(|column| {
            let place = statement.columns.iter().position(|other| other.name == column.name)?;
            let summary = self.head.summary(column.name)?;
            Some(Shown { column, place, quoted: Some(column.name) == quoted, summary, metric: self })
        });
        shown.collect()
    }

    /// The column by which the metric is quoted.
    pub(super) fn quoted(&self) -> Option<&'static Column> {
        self.statement().and_then(Statement::quoted)
    }

    /// The column by which the metric is quoted and what it came to.
    pub(in crate::web) fn quoted_summary(&self) -> Option<(&'static Column, ColumnSummary)> {
        let column = self.quoted()?;
        Some((column, self.head.summary(column.name)?))
    }

    /// What it came to, for a sentence; `None` where the document has not the numbers.
    fn totals(&self) -> Option<Totals> {
        let statement = self.statement()?;
        let first = self.head.summary(statement.columns.first()?.name)?;
        let quoted = self.head.summary(statement.quoted()?.name)?;
        let sum = first.values.get("sum").map_or(0, |sum| match sum {
            Json::Object(map) => map.values().filter_map(Json::as_i64).sum(),
            other => other.as_i64().unwrap_or(0),
        });
        let rate = quoted
            .values
            .get("rate")
            .and_then(|rate| Some((rate.get("numerator")?.as_i64()?, rate.get("denominator")?.as_i64()?)));
        let edits = statement.edits().and_then(|column| self.head.summary(column.name));
        Some(Totals {
            judged: first.judged,
            yes: first.proportion().map_or(0, |share| share.positive),
            active: edits.and_then(|edits| Some(edits.proportion()?.positive)),
            sum,
            rate,
            median: quoted.number("median"),
        })
    }

    /// The sentence by which the result is quoted.
    pub(in crate::web) fn answer(&self, people: u64) -> Message {
        let totals = self.totals();
        match (&self.selection, totals) {
            (Some(selection), Some(totals)) if totals.judged > 0 => {
                selection.metric.answer(&selection.params, &period(selection, &self.head.window), &totals)
            }
            (Some(_), Some(_)) => msg!("result-nobody", people, self.label(), self.definition()),
            _ => self.definition(),
        }
    }

    /// The sentence by which it would be quoted if it came to this; `None` where this program does not know the metric.
    pub(super) fn answer_of(&self, totals: &Totals) -> Option<Message> {
        let selection = self.selection.as_ref()?;
        Some(selection.metric.answer(&selection.params, &period(selection, &self.head.window), totals))
    }

    /// Messages for the people who are a yes and those who are a no.
    pub(super) fn sides(&self) -> [&'static str; 2] {
        let asked = self.selection.as_ref();
        asked.map_or(["answer-yes", "answer-no"], |asked| asked.metric.sides(&asked.params))
    }

    /// Whether a column is the one by which the metric is quoted.
    pub(super) fn is_quoted_by(&self, column: &Column) -> bool {
        self.statement().and_then(Statement::quoted).is_some_and(|quoted| quoted.name == column.name)
    }

    /// The unit of its quoted column, where that follows from the parameters.
    pub(super) fn unit(&self) -> Option<Message> {
        self.selection.as_ref().and_then(|asked| asked.metric.unit(&asked.params))
    }

    /// The pages that count.
    pub(super) fn pages(&self) -> NamespaceSet {
        self.selection.as_ref().map_or(NamespaceSet::All, |asked| asked.params.namespaces())
    }

    /// Why somebody has no value, in words. `partly`: other columns of the metric have one.
    pub(super) fn why(&self, reason: Undefined, partly: bool) -> Message {
        match (reason, self.pages()) {
            // Somebody who has edited elsewhere is told so.
            (Undefined::NoEdits, pages) if pages != NamespaceSet::All => msg!("undefined-no-edits-to", pages.words()),
            (Undefined::NotInSource, _) if partly => msg!("undefined-unjudged"),
            _ => reason.words(),
        }
    }

    /// The accounts without a value in a column for other reasons than time. Those who are in the data, but whose edits
    /// the data cannot judge, are told from those who are not.
    pub(super) fn left_out(&self, summary: &ColumnSummary) -> Vec<LeftOut> {
        let first = self.statement().and_then(|statement| self.head.summary(statement.columns.first()?.name));
        let nowhere = |reason| first.as_ref().map_or(0, |first| first.undefined.get(&reason).copied().unwrap_or(0));
        let mut left_out = Vec::new();
        for (reason, people) in &summary.undefined {
            let wholly = if *reason == Undefined::NotInSource { nowhere(*reason).min(*people) } else { *people };
            for (people, partly) in [(wholly, false), (people - wholly, true)] {
                if people > 0 && *reason != Undefined::WindowOpen {
                    left_out.push(LeftOut { people, reason: *reason, partly });
                }
            }
        }
        left_out
    }

    /// Everybody by what is known of them, for a metric of yes and no.
    pub(super) fn strip(&self) -> Option<Strip> {
        let (column, summary) = self.quoted_summary()?;
        if column.kind != ColumnKind::Boolean {
            return None;
        }
        let share = summary.proportion()?;
        let open = summary.open();
        Some(Strip {
            yes: share.positive,
            no: share.total.saturating_sub(share.positive),
            early: summary.early,
            open,
            unlisted: summary.undefined.values().sum::<u64>().saturating_sub(open),
        })
    }
}

/// The time a metric was about, with the dates of the data as the document has them.
fn period(selection: &Selection, window: &WindowHead) -> Period {
    let asked = selection.window;
    match (window.anchor, window.start, window.end) {
        (Anchor::Activity, Some(start), Some(asked_end)) => {
            let end = window.clipped_to.unwrap_or(asked_end);
            let whole = asked.start.is_none() && asked.end.is_none();
            Period::Fixed { window: Window { start, end }, asked_end, whole, since_first: asked.start.is_none() }
        }
        _ => Period::Clock { start: asked.starts(), offset: window.offset, t: window.t },
    }
}
