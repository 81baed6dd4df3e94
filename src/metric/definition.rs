//! What a metric is: a statement made of data, and a measure of one timeline.

use std::collections::BTreeMap;
use std::ops::BitOr;

use super::counted::Counted;
use super::params::{Param, ParamError, Params};
use super::timeline::{Edit, Timeline};
use super::totals::Totals;
use super::value::Value;
use super::window::{Anchor, Period, Window};
use crate::text::Message;
use crate::wiki::{NamespaceSet, Span, Timestamp, Zone};

/// A metric: its statement, and how it is made ready for one request.
pub trait Metric: Sync {
    /// What the metric is, as data.
    fn statement(&self) -> &'static Statement;

    /// One sentence that says what is counted, with the actual parameters and time in it.
    fn define(&self, params: &Params, period: &Period) -> Message;

    /// The sentence by which a result is quoted: numbers first, then whom and what they count. Somebody is judged.
    fn answer(&self, params: &Params, period: &Period, totals: &Totals) -> Message {
        totals.sentence(self.statement(), self.define(params, period))
    }

    /// Messages: what people are called who are a yes in the first column, and those who are a no. `$1` is how many,
    /// `$2` the pages that count.
    fn sides(&self, params: &Params) -> [&'static str; 2] {
        let _ = params;
        ["answer-yes", "answer-no"]
    }

    /// The unit of the quoted column, where it follows from the parameters: "edits per day".
    fn unit(&self, params: &Params) -> Option<Message> {
        let _ = params;
        None
    }

    /// Checks what single parameters cannot say (one must be greater than another).
    ///
    /// # Errors
    ///
    /// Names the parameter and what is allowed.
    fn check(&self, params: &Params) -> Result<(), ParamError> {
        let _ = params;
        Ok(())
    }

    /// Whether with fixed dates it looks at what follows them: then the end of the data does not cut those dates.
    fn looks_past_the_end(&self) -> bool {
        false
    }

    /// Whether an account's own time can be cut into slices: not where the metric asks about one moment of it.
    fn has_age_slices(&self) -> bool {
        true
    }

    /// What was given for the metric's parameters, with what it leaves open spelled out, where that is more than a
    /// default: so that equal questions have equal parameters.
    ///
    /// # Errors
    ///
    /// Parameters do not go together.
    fn spell_out(&self, given: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, ParamError> {
        Ok(given.clone())
    }

    /// Makes the measure for these parameters.
    fn prepare(&self, params: &Params) -> Box<dyn Measure>;
}

/// A metric ready to measure: its parameters read, nothing left to look up.
pub trait Measure: Send + Sync {
    /// Where the metric looks on the clock of one account.
    fn look(&self, clock: Clock) -> Look {
        let start = clock.anchor.plus(clock.offset);
        let window = Window { start, end: start.plus(clock.t.unwrap_or(Span::ZERO)) };
        Look { window, over_at: window.end, open_ended: false }
    }

    /// Where the metric looks for fixed dates: in them, unless it asks about what follows.
    fn look_fixed(&self, window: Window, asked_end: Timestamp) -> Look {
        let _ = asked_end;
        // Values of fixed dates are values so far: never open.
        Look { window, over_at: window.end, open_ended: false }
    }

    /// How long after a window everything in it is judged: values of fixed dates that are not known yet are known then.
    fn grace(&self) -> Span {
        Span::ZERO
    }

    /// When each column is judged on the clock that starts at `anchor`, where columns have ends of their own; none where
    /// all are judged together.
    fn column_ends(&self, anchor: Timestamp) -> Vec<Timestamp> {
        let _ = anchor;
        Vec::new()
    }

    /// Measures one timeline: one value for each column of the statement, in its order.
    fn measure(&self, view: &View<'_>) -> Vec<Value>;

    /// What it counted, where its numbers do not simply add up over accounts.
    fn counted(&self, view: &View<'_>) -> Counted {
        let _ = view;
        Counted::Nothing
    }

    /// The columns of the edits at these instants, ascending: those of several accounts, counted anew.
    fn recount(&self, instants: &[i64], zone: &Zone) -> Vec<Value> {
        let _ = (instants, zone);
        Vec::new()
    }
}

/// The clock of one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Where it starts.
    pub anchor: Timestamp,
    /// How long after that the window begins.
    pub offset: Span,
    /// How long the window is; `None` for a metric that takes no `t`.
    pub t: Option<Span>,
    /// Where the data end.
    pub as_of: Timestamp,
}

/// Where a metric looks, and from when on its answer is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The window, not clipped.
    pub window: Window,
    /// The answer is final once the data reach this instant.
    pub over_at: Timestamp,
    /// The look goes on to where the data end, so that accounts are followed for different lengths of time.
    pub open_ended: bool,
}

/// What a measure sees.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Whose days and months they are.
    pub zone: &'a Zone,
    /// Everything the account did.
    pub timeline: Timeline<'a>,
    /// What hours are counted from: the anchor, or the first of the fixed dates.
    pub anchor: Timestamp,
    /// Where to look, clipped to `as_of`.
    pub window: Window,
    /// The first instant about which the source knows nothing.
    pub as_of: Timestamp,
}

impl<'a> View<'a> {
    /// The edits in the window, in the chosen namespaces.
    pub fn edits(&self, namespaces: &'a NamespaceSet) -> impl Iterator<Item = &'a Edit> + use<'a> {
        let content = self.timeline.content;
        self.timeline.edits_in(self.window).iter().filter(move |edit| namespaces.contains(edit.namespace, content))
    }
}

/// A metric's statement. Forms, validation, CSV headers, JSON, definitions and the page of metrics come from it.
#[derive(Debug)]
pub struct Statement {
    /// Name in requests.
    pub name: &'static str,
    /// Other names it answers to.
    pub aliases: &'static [&'static str],
    /// Raised whenever the same data would give another number.
    pub version: u32,
    /// Message: what it is called ("Still editing").
    pub label: &'static str,
    /// Message: the question it answers ("Are they still editing?").
    pub question: &'static str,
    /// Message: a sentence or two for somebody who chooses among metrics.
    pub about: &'static str,
    /// Message: where other systems counted differently, and other things to know.
    pub notes: &'static str,
    /// Its own parameters.
    pub params: &'static [Param],
    /// Its columns; the first is the one to quote.
    pub columns: &'static [Column],
    /// What its window may be relative to.
    pub anchors: &'static [Anchor],
    /// Default length of the window; `None` for a metric that takes no `t`.
    pub t: Option<Span>,
    /// The facts that it needs besides the times of edits. Where the source has no log, or knows of no clicks, a metric
    /// that needs them is not known.
    pub facts: Facts,
    /// Two columns whose sums make a pooled rate: numerator, and what is added up (positive) or taken off (negative)
    /// for the denominator.
    pub rate: Option<Rate>,
}

/// A rate that is pooled over a cohort: the sum of numerators over the sum of denominators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The column that holds each account's own rate.
    pub column: &'static str,
    /// The column on top.
    pub numerator: &'static str,
    /// The column below.
    pub denominator: &'static str,
    /// A column taken off the one below.
    pub less: Option<&'static str>,
    /// What is on top is a part of what is below, so that the rate is a share and is said in percent.
    pub share: bool,
}

/// A column of a metric's rows.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name in JSON and CSV.
    pub name: &'static str,
    /// Message: what a page calls it.
    pub label: &'static str,
    /// What its values are.
    pub kind: ColumnKind,
    /// Unit of numbers, where they have one: `bytes`, `hours`, `minutes`.
    pub unit: Option<&'static str>,
    /// How values combine over wikis and slices.
    pub combine: Combine,
    /// Whether the value is only final when the window is over.
    pub windowed: bool,
    /// Whether a yes in the first column settles this one too, even while the window is open.
    pub settled_by_yes: bool,
}

impl Column {
    /// A whole number that adds up and is final when the window is over.
    #[must_use]
    pub const fn sum(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            kind: ColumnKind::Integer,
            unit: None,
            combine: Combine::Sum,
            windowed: true,
            settled_by_yes: false,
        }
    }

    /// A yes or no that is final when the window is over, or as soon as it is a yes.
    #[must_use]
    pub const fn yes_or_no(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            kind: ColumnKind::Boolean,
            unit: None,
            combine: Combine::Any,
            windowed: true,
            settled_by_yes: true,
        }
    }

    /// Whether it counts what several accounts may share: pages, or the people behind accounts.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.combine == Combine::Distinct || self.kind == ColumnKind::Boolean
    }

    /// The same column with a unit.
    #[must_use]
    pub const fn in_unit(self, unit: &'static str) -> Self {
        Self { unit: Some(unit), ..self }
    }
}

/// Type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Yes or no.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// An instant.
    Timestamp,
    /// Whole numbers by namespace.
    Map,
}

/// How a column combines over wikis and slices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combine {
    /// Added up.
    Sum,
    /// One yes is a yes.
    Any,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// One column over another, each combined first.
    Ratio(&'static str, &'static str),
    /// Things that several accounts may share, such as pages: those of all are counted, each once.
    Distinct,
    /// Not at all: it is counted anew.
    None,
}

impl serde::Serialize for Combine {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Sum => serializer.serialize_str("sum"),
            Self::Any => serializer.serialize_str("any"),
            Self::Min => serializer.serialize_str("min"),
            Self::Max => serializer.serialize_str("max"),
            Self::Ratio(above, below) => serializer.collect_str(&format_args!("ratio {above}/{below}")),
            Self::Distinct | Self::None => serializer.serialize_str("none"),
        }
    }
}

/// The facts that a metric needs besides the times of edits: what a source may leave unread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts(u16);

impl Facts {
    /// Nothing but when.
    pub const NONE: Self = Self(0);
    /// The page's namespace.
    pub const NAMESPACE: Self = Self(1);
    /// Whether it was minor.
    pub const MINOR: Self = Self(2);
    /// Which page.
    pub const PAGE: Self = Self(4);
    /// Whether it created the page.
    pub const CREATION: Self = Self(8);
    /// The byte difference.
    pub const BYTES: Self = Self(16);
    /// Whether and how it was reverted, and whether it has a checksum.
    pub const REVERTS: Self = Self(32);
    /// Whether the page is a redirect.
    pub const REDIRECT: Self = Self(64);
    /// Blocks and uploads.
    pub const LOG: Self = Self(128);
    /// Clicks on "edit".
    pub const CLICKS: Self = Self(256);

    /// Whether all of `other` are among these.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These and those.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOr for Facts {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.and(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_put_together_and_found_again() {
        let both = Facts::BYTES | Facts::PAGE;
        assert!(both.contains(Facts::BYTES) && both.contains(Facts::PAGE) && !both.contains(Facts::LOG));
        assert_eq!(both | Facts::BYTES, both, "what is there already stays");
    }
}
