//! What stands in the form: every setting of every metric as text, and the way from there to a request.

use std::collections::{BTreeMap, BTreeSet};

use super::check;
use super::ground::Ground;
use super::question::Question;
use crate::metric::params::{self, Kind, Param, ParamError};
use crate::metric::{Anchor, Frame, Selection, Statement, WindowLength};
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::{Span, Timestamp};

mod asked;
mod preset;
#[cfg(test)]
mod tests;

/// The units in which a length of time is typed, as they stand in a request.
pub(super) const UNITS: [char; 4] = ['m', 'h', 'd', 'w'];

/// What stands in the form. Fields of a question are named `question.setting`, those of the whole request have no full
/// stop; the checkbox of a question is named `metric`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    chosen: BTreeSet<String>,
    fields: BTreeMap<String, Vec<String>>,
    /// The list has dates of people's own, so that an event needs no other.
    pub own_dates: bool,
}

/// What is wrong with a setting.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wrong {
    /// The field without the question's name.
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

    /// The same form about a list, which may have a date for each person.
    pub fn about(self, ground: &Ground) -> Self {
        Self { own_dates: ground.has_events(), ..self }
    }

    /// Whether a question is chosen.
    pub fn is_chosen(&self, question: &Question) -> bool {
        self.chosen.contains(&question.name())
    }

    /// The chosen questions, in the order of pages; those that ask the same stand together.
    pub fn chosen(&self) -> Vec<Question> {
        let asked: Vec<Question> = self.chosen.iter().filter_map(|name| Question::named(name)).collect();
        let same = |one: &Question| {
            let name = one.statement().name;
            asked.iter().filter(move |other| other.statement().name == name).cloned()
        };
        Question::all().flat_map(|one| same(&one).collect::<Vec<_>>()).collect()
    }

    /// Asks a question once more, with the settings of the last one that asks the same. The new one; `None` where there
    /// is no such question, or it has been asked often enough.
    pub fn once_more(&mut self, name: &str) -> Option<Question> {
        let first = Question::named(name)?;
        let same = self.chosen().into_iter().filter(|other| other.statement().name == first.statement().name);
        let last = same.last()?;
        let new = last.once_more()?;
        self.copy(&last, &new);
        // A name to begin with: two that are called alike would be an error before anything was typed.
        self.replace(&new, "label", &new.default_label());
        self.chosen.insert(new.name());
        Some(new)
    }

    /// Gives a question the settings of another one that asks the same.
    fn copy(&mut self, from: &Question, to: &Question) {
        let copied = self.fields.iter().filter_map(|(field, values)| {
            let (of, setting) = field.split_once('.')?;
            (of == from.name()).then(|| (to.field(setting), values.clone()))
        });
        let copied: Vec<_> = copied.collect();
        self.fields.retain(|field, _| field.split_once('.').is_none_or(|(of, _)| of != to.name()));
        self.fields.extend(copied);
    }

    /// What stands in a field of the whole request; nothing for a field that was not sent.
    pub fn overall(&self, field: &str) -> &str {
        self.fields.get(field).and_then(|values| values.first()).map_or("", String::as_str).trim()
    }

    /// Everything that stands in fields of the whole request of one name.
    pub fn all_overall(&self, field: &str) -> &[String] {
        self.fields.get(field).map_or(&[], Vec::as_slice)
    }

    /// What stands in a field; nothing for a field that was not sent.
    pub fn text(&self, question: &Question, field: &str) -> &str {
        self.all(question, field).first().map_or("", String::as_str).trim()
    }

    /// Everything that stands in fields of one name.
    pub fn all(&self, question: &Question, field: &str) -> &[String] {
        self.fields.get(&question.field(field)).map_or(&[], Vec::as_slice)
    }

    /// What the window is relative to; the first anchor of the statement where nothing that it has is typed.
    pub fn anchor(&self, question: &Question) -> Option<Anchor> {
        let typed =
            Anchor::parse(self.text(question, "anchor")).filter(|anchor| question.statement().anchors.contains(anchor));
        typed.or_else(|| question.statement().anchors.first().copied())
    }

    /// What the request calls a question.
    pub fn label(&self, question: &Question) -> String {
        match self.text(question, "label") {
            "" if question.is_first() => question.default_label(),
            typed => typed.to_owned(),
        }
    }

    /// Reads the settings of a question. `frame` is what all questions have in common.
    ///
    /// # Errors
    ///
    /// Every field that is wrong, in the order of the form.
    pub fn read(&self, question: &Question, frame: &Frame) -> Result<Selection, Vec<Wrong>> {
        let given = self.given(question);
        let mut wrong = check::fields(self, question, frame);
        for param in params::all(question.statement().params).filter(|param| is_asked(param)) {
            let typed = given.get(param.name).map_or("", String::as_str);
            if let Err(error) = param.parse(typed)
                && wrong.iter().all(|other| other.field != param.name)
            {
                wrong.push(self.wrong(question, error));
            }
        }
        wrong.extend(self.days_out_of_order(question));
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Selection::read(self.label(question), question.metric, &given, frame)
            .map_err(|error| vec![self.wrong(question, error)])
    }

    /// The error of two days of which the first comes after the last: a request knows only where the last one ends.
    fn days_out_of_order(&self, question: &Question) -> Option<Wrong> {
        let [first, last] = day_fields(self.anchor(question)?)?;
        let day = |field| self.text(question, field).parse::<Timestamp>().ok();
        let (first_day, last_day) = (day(first)?, day(last)?);
        let message = || msg!("ask-days-order", Arg::Day(first_day.to_jiff()), Arg::Day(last_day.to_jiff()));
        (first_day > last_day).then(|| Wrong { field: first, message: message() })
    }

    /// The settings as a request names them.
    fn given(&self, question: &Question) -> BTreeMap<String, String> {
        let mut given = BTreeMap::new();
        let mut give = |name: &str, value: String| {
            given.insert(name.to_owned(), value);
        };
        if let Some(anchor) = self.anchor(question) {
            give("anchor", anchor.as_str().to_owned());
            if let Some([first, last]) = day_fields(anchor) {
                give("start", self.text(question, first).to_owned());
                give("end", day_after(self.text(question, last)));
            }
            if anchor == Anchor::Event {
                give("event", self.text(question, "event").to_owned());
            }
            for field in self.clock_fields(question) {
                give(field, self.length(question, field));
            }
        }
        for param in params::all(question.statement().params).filter(|param| is_asked(param)) {
            give(param.name, self.param(question, param));
        }
        given
    }

    fn param(&self, question: &Question, param: &Param) -> String {
        match param.kind {
            Kind::Length { .. } | Kind::OptionalLength { .. } => self.length(question, param.name),
            Kind::Namespaces => match self.text(question, param.name) {
                "list" => {
                    let ticked = self.all(question, "namespace").iter().map(String::as_str);
                    let others = self.text(question, "namespaces_other");
                    let others = others.split(',').map(str::trim).filter(|id| !id.is_empty());
                    ticked.chain(others).collect::<Vec<_>>().join(",")
                }
                word => word.to_owned(),
            },
            Kind::Count { .. } | Kind::OptionalCount { .. } | Kind::CountOr { .. } | Kind::Choice(_) | Kind::Flag => {
                self.text(question, param.name).to_owned()
            }
        }
    }

    /// The lengths of time that the form asks for beside an anchor.
    pub fn clock_fields(&self, question: &Question) -> &'static [&'static str] {
        let statement = question.statement();
        match (self.anchor(question), statement.t) {
            (None | Some(Anchor::Activity), _) | (_, None) => &[],
            // There the length is a wait, and so would the offset be.
            _ if waits(statement) => &["t"],
            _ => &["offset", "t"],
        }
    }

    /// Number and unit as one length; nothing where no number is typed.
    fn length(&self, question: &Question, field: &str) -> String {
        match (self.text(question, field), self.text(question, &unit_field(field))) {
            (_, WindowLength::OPEN) => WindowLength::OPEN.to_owned(),
            ("", _) => String::new(),
            (number, unit) => format!("{number}{unit}"),
        }
    }

    /// An error beside its field, in the words of the form.
    pub fn wrong(&self, question: &Question, error: ParamError) -> Wrong {
        let statement = question.statement();
        let param = params::all(statement.params).find(|param| param.name == error.parameter);
        let ranges = self.anchor(question) != Some(Anchor::Activity);
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
            ("label", None) => ("label", Some("ask-label")),
            ("slice", None) => ("slice", Some("ask-slice")),
            ("slice_by", None) => ("slice_by", Some("ask-slice-by")),
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

/// The day after the last one that counts. What is no day stays as it is, for the reader of requests to refuse.
pub(super) fn day_after(last: &str) -> String {
    match last.parse::<Timestamp>() {
        Ok(first_second) if last.len() == "2026-01-31".len() => day(first_second.plus(Span::days(1))),
        _ => last.to_owned(),
    }
}
