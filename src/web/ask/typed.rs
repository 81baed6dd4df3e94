//! What stands in the form: every setting of every metric as text, and the way from there to a request.

use std::collections::{BTreeMap, BTreeSet};

use super::check;
use crate::metric::params::{Kind, Param, ParamError};
use crate::metric::{Anchor, Frame, Metric, Selection, Statement, registry};
use crate::msg;
use crate::text::{Arg, Message};
use crate::web::preset::Preset;
use crate::wiki::{NamespaceSet, Span, Timestamp};

mod asked;
#[cfg(test)]
mod tests;

/// The units in which a length of time is typed, as they stand in a request.
pub(super) const UNITS: [char; 4] = ['m', 'h', 'd', 'w'];

/// What stands in the form. Fields are named `metric.setting`; the checkbox of a metric is named `metric`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    chosen: BTreeSet<String>,
    fields: BTreeMap<String, Vec<String>>,
}

/// What is wrong with a setting of a metric.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wrong {
    /// The field without the metric's name.
    pub field: &'static str,
    /// What is wrong with it.
    pub message: Message,
}

impl Typed {
    /// What a browser sent.
    pub fn sent(pairs: Vec<(String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in pairs {
            if name == "metric" {
                typed.chosen.insert(value);
            } else {
                typed.fields.entry(name).or_default().push(value);
            }
        }
        typed
    }

    /// The form as it is opened: the questions that a report begins with, fixed dates from `first_day` to `last_day`.
    /// Clocks start at the first edit where the data do not know registrations.
    pub fn preset(first_day: Timestamp, last_day: Timestamp, registrations: bool) -> Self {
        let mut typed = Self::default();
        for metric in registry::all() {
            let statement = metric.statement();
            let preset = Preset::of(statement);
            if preset.is_some() {
                typed.chosen.insert(statement.name.to_owned());
            }
            let clock = if registrations { Anchor::Registration } else { Anchor::FirstEdit };
            let anchor = preset.map_or(clock, |preset| preset.anchor);
            let set = |name: &str| preset.and_then(|preset| preset.value(name));
            typed.put(statement, "anchor", anchor.as_str());
            typed.put(statement, "first_day", &day(first_day));
            typed.put(statement, "last_day", &day(last_day));
            if let Some(t) = statement.t {
                let t = set("t").map_or_else(|| t.to_string(), str::to_owned);
                typed.put_length(statement, "t", &t);
                typed.put_length(statement, "offset", "0d");
            }
            for param in statement.params {
                typed.put_param(statement, param, set(param.name).unwrap_or(param.default));
            }
        }
        typed
    }

    fn put(&mut self, statement: &Statement, field: &str, value: &str) {
        self.fields.entry(format!("{}.{field}", statement.name)).or_default().push(value.to_owned());
    }

    /// A length as number and unit: `30d` is 30 and `d`.
    fn put_length(&mut self, statement: &Statement, field: &str, length: &str) {
        let at = length.len() - length.chars().next_back().map_or(0, char::len_utf8);
        let (number, unit) = length.split_at(at);
        self.put(statement, field, number);
        self.put(statement, &unit_field(field), unit);
    }

    fn put_param(&mut self, statement: &Statement, param: &Param, value: &str) {
        match param.kind {
            Kind::OptionalLength { .. } if value == "none" => {
                self.put(statement, param.name, "");
                self.put(statement, &unit_field(param.name), "h");
            }
            Kind::OptionalCount { .. } if value == "none" => self.put(statement, param.name, ""),
            Kind::Length { .. } | Kind::OptionalLength { .. } => self.put_length(statement, param.name, value),
            Kind::Namespaces => match value.parse() {
                Ok(NamespaceSet::List(list)) => {
                    self.put(statement, param.name, "list");
                    for id in list {
                        self.put(statement, "namespace", &id.to_string());
                    }
                }
                _ => self.put(statement, param.name, value),
            },
            Kind::Count { .. } | Kind::OptionalCount { .. } | Kind::CountOr { .. } | Kind::Choice(_) | Kind::Flag => {
                self.put(statement, param.name, value);
            }
        }
    }

    /// Whether a metric is chosen.
    pub fn is_chosen(&self, statement: &Statement) -> bool {
        self.chosen.contains(statement.name)
    }

    /// The chosen metrics, in the order of pages.
    pub fn chosen(&self) -> Vec<&'static dyn Metric> {
        registry::all().iter().copied().filter(|metric| self.is_chosen(metric.statement())).collect()
    }

    /// What stands in a field; nothing for a field that was not sent.
    pub fn text(&self, statement: &Statement, field: &str) -> &str {
        self.all(statement, field).first().map_or("", String::as_str).trim()
    }

    /// Everything that stands in fields of one name.
    pub fn all(&self, statement: &Statement, field: &str) -> &[String] {
        self.fields.get(&format!("{}.{field}", statement.name)).map_or(&[], Vec::as_slice)
    }

    /// What the window is relative to; the first anchor of the statement where nothing that it has is typed.
    pub fn anchor(&self, statement: &Statement) -> Option<Anchor> {
        let typed = Anchor::parse(self.text(statement, "anchor")).filter(|anchor| statement.anchors.contains(anchor));
        typed.or_else(|| statement.anchors.first().copied())
    }

    /// Reads the settings of a metric.
    ///
    /// # Errors
    ///
    /// Every field that is wrong, in the order of the form.
    pub fn read(&self, metric: &'static dyn Metric) -> Result<Selection, Vec<Wrong>> {
        let statement = metric.statement();
        let given = self.given(statement);
        let mut wrong = check::fields(self, statement);
        for param in statement.params.iter().filter(|param| is_asked(param)) {
            let typed = given.get(param.name).map_or("", String::as_str);
            if let Err(error) = param.parse(typed)
                && wrong.iter().all(|other| other.field != param.name)
            {
                wrong.push(self.wrong(statement, error));
            }
        }
        wrong.extend(self.days_out_of_order(statement));
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Selection::read(statement.name, metric, &given, &Frame::default())
            .map_err(|error| vec![self.wrong(statement, error)])
    }

    /// The error of two days of which the first comes after the last: a request knows only where the last one ends.
    fn days_out_of_order(&self, statement: &'static Statement) -> Option<Wrong> {
        let [first, last] = day_fields(self.anchor(statement)?)?;
        let day = |field| self.text(statement, field).parse::<Timestamp>().ok();
        let (first_day, last_day) = (day(first)?, day(last)?);
        let message = || msg!("ask-days-order", Arg::Day(first_day.to_jiff()), Arg::Day(last_day.to_jiff()));
        (first_day > last_day).then(|| Wrong { field: first, message: message() })
    }

    /// The settings as a request names them.
    fn given(&self, statement: &'static Statement) -> BTreeMap<String, String> {
        let mut given = BTreeMap::new();
        let mut give = |name: &str, value: String| {
            given.insert(name.to_owned(), value);
        };
        if let Some(anchor) = self.anchor(statement) {
            give("anchor", anchor.as_str().to_owned());
            if let Some([first, last]) = day_fields(anchor) {
                give("start", self.text(statement, first).to_owned());
                give("end", day_after(self.text(statement, last)));
            }
            if anchor == Anchor::Event {
                give("event", self.text(statement, "event").to_owned());
            }
            for field in self.clock_fields(statement) {
                give(field, self.length(statement, field));
            }
        }
        for param in statement.params.iter().filter(|param| is_asked(param)) {
            give(param.name, self.param(statement, param));
        }
        given
    }

    fn param(&self, statement: &Statement, param: &Param) -> String {
        match param.kind {
            Kind::Length { .. } | Kind::OptionalLength { .. } => self.length(statement, param.name),
            Kind::Namespaces => match self.text(statement, param.name) {
                "list" => {
                    let ticked = self.all(statement, "namespace").iter().map(String::as_str);
                    let others = self.text(statement, "namespaces_other");
                    let others = others.split(',').map(str::trim).filter(|id| !id.is_empty());
                    ticked.chain(others).collect::<Vec<_>>().join(",")
                }
                word => word.to_owned(),
            },
            Kind::Count { .. } | Kind::OptionalCount { .. } | Kind::CountOr { .. } | Kind::Choice(_) | Kind::Flag => {
                self.text(statement, param.name).to_owned()
            }
        }
    }

    /// The lengths of time that the form asks for beside an anchor.
    pub fn clock_fields(&self, statement: &Statement) -> &'static [&'static str] {
        match (self.anchor(statement), statement.t) {
            (None | Some(Anchor::Activity), _) | (_, None) => &[],
            // There the length is a wait, and so would the offset be.
            _ if waits(statement) => &["t"],
            _ => &["offset", "t"],
        }
    }

    /// Number and unit as one length; nothing where no number is typed.
    fn length(&self, statement: &Statement, field: &str) -> String {
        match self.text(statement, field) {
            "" => String::new(),
            number => format!("{number}{}", self.text(statement, &unit_field(field))),
        }
    }

    /// An error beside its field, in the words of the form.
    pub fn wrong(&self, statement: &'static Statement, error: ParamError) -> Wrong {
        let param = statement.params.iter().find(|param| param.name == error.parameter);
        let ranges = self.anchor(statement) != Some(Anchor::Activity);
        let (field, label) = match (error.parameter.as_str(), param) {
            (_, Some(param)) => (param.name, Some(param.label)),
            ("start", None) if ranges => ("range_first", Some("ask-range-first")),
            ("end", None) if ranges => ("range_last", Some("ask-range-last")),
            ("start", None) => ("first_day", Some("ask-first-day")),
            ("end", None) => ("last_day", Some("ask-last-day")),
            ("t", None) if waits(statement) => ("t", Some("ask-wait")),
            ("t", None) => ("t", Some("ask-t")),
            ("offset", None) => ("offset", Some("ask-offset")),
            ("event", None) => ("event", Some("ask-event")),
            _ => ("anchor", None),
        };
        let mut message = error.message;
        // Messages about a parameter begin with its name; a form knows a better one.
        if let (Some(label), Some(first)) = (label, message.args.first_mut())
            && *first == Arg::Text(error.parameter)
        {
            *first = Arg::Message(msg!("ask-field-name", Message::new(label)));
        }
        Wrong { field, message }
    }
}

/// The fields of the first and the last day that count, for an anchor that has them: of what is counted, or of when
/// clocks start.
pub(super) const fn day_fields(anchor: Anchor) -> Option<[&'static str; 2]> {
    match anchor {
        Anchor::Activity => Some(["first_day", "last_day"]),
        Anchor::Registration | Anchor::FirstEdit => Some(["range_first", "range_last"]),
        Anchor::Event => None,
    }
}

/// The field beside a number that holds its unit.
pub(super) fn unit_field(field: &str) -> String {
    format!("{field}_unit")
}

/// Whether a metric looks at what follows its window, so that the length of this is a wait.
pub(super) fn waits(statement: &Statement) -> bool {
    statement.params.iter().any(|param| param.name == "sunset")
}

/// Whether the form asks for a parameter: one that has a single value is no question.
pub(super) const fn is_asked(param: &Param) -> bool {
    !matches!(param.kind, Kind::Choice([_]))
}

/// The day of an instant as `<input type=date>` has it.
fn day(instant: Timestamp) -> String {
    instant.to_string().chars().take(10).collect()
}

/// The instant after the last day that counts. What is no day stays as it is, for the reader of requests to refuse.
fn day_after(last: &str) -> String {
    match last.parse::<Timestamp>() {
        Ok(first_second) if last.len() == "2026-01-31".len() => first_second.plus(Span::days(1)).to_string(),
        _ => last.to_owned(),
    }
}
