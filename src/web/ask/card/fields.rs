//! The fields of a question: one kind of field for each kind of parameter.

use super::Cards;
use crate::metric::params::{self, Kind, Param};
use crate::metric::{Anchor, WindowLength};
use crate::msg;
use crate::text::Message;
use crate::web::ask::entry::{Choice, Entry, EntryKind, word};
use crate::web::ask::question::Question;
use crate::web::ask::typed::{UNITS, Wrong, is_asked, unit_field, waits};
use crate::wiki::{NamespaceId, namespace};

/// Namespaces that have a box to tick; the others are typed.
const TICKED: [NamespaceId; 6] = [0, 1, 2, 3, 4, 118];

/// Builds the fields of one question.
pub(super) struct Fields<'a> {
    pub cards: &'a Cards<'a>,
    pub question: &'a Question,
    /// What is wrong with its settings.
    pub wrong: &'a [Wrong],
}

impl Fields<'_> {
    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<Message> {
        self.wrong.iter().find(|one| one.field == field).map(|one| one.message.clone())
    }

    fn entry(&self, field: &str, label: &'static str, kind: EntryKind) -> Entry {
        let value = self.text(field).to_owned();
        Entry { id: self.question.field(field), label, help: None, value, error: self.error(field), kind }
    }

    fn text(&self, field: &str) -> &str {
        self.cards.typed.text(self.question, field)
    }

    fn has(&self, anchor: Anchor) -> bool {
        self.question.statement().anchors.contains(&anchor)
    }

    /// What the request calls the question.
    pub fn label(&self) -> Entry {
        Entry { help: Some(msg!("ask-label-help")), ..self.entry("label", "ask-label", EntryKind::Text) }
    }

    /// First and last day, for fixed dates.
    pub fn dates(&self) -> Vec<Entry> {
        match (self.has(Anchor::Activity), waits(self.question.statement())) {
            (false, _) => Vec::new(),
            (true, true) => vec![self.entry("last_day", "ask-day-before", EntryKind::Day)],
            (true, false) => vec![
                self.entry("first_day", "ask-first-day", EntryKind::Day),
                self.entry("last_day", "ask-last-day", EntryKind::Day),
            ],
        }
    }

    /// The days on which clocks may start.
    pub fn range(&self) -> Vec<Entry> {
        if !self.has(Anchor::Registration) && !self.has(Anchor::FirstEdit) {
            return Vec::new();
        }
        let day = |(field, label)| Entry {
            help: Some(msg!("ask-empty-no-limit")),
            ..self.entry(field, label, EntryKind::Day)
        };
        [("range_first", "ask-range-first"), ("range_last", "ask-range-last")].map(day).into()
    }

    /// The day of the event.
    pub fn event(&self) -> Vec<Entry> {
        let day = || Entry {
            help: self.cards.ground.has_events().then(|| msg!("ask-event-own")),
            ..self.entry("event", "ask-event", EntryKind::Day)
        };
        self.has(Anchor::Event).then(day).into_iter().collect()
    }

    /// When a clock's window begins and how long it is.
    pub fn clock(&self) -> Vec<Entry> {
        let statement = self.question.statement();
        match (statement.t, waits(statement)) {
            (None, _) => Vec::new(),
            (Some(_), true) => vec![self.entry("t", "ask-wait", self.length("t"))],
            (Some(_), false) => vec![
                self.entry("offset", "ask-offset", self.length("offset")),
                self.entry("t", "ask-t", self.length("t")),
            ],
        }
    }

    /// The metric's own settings: those in sight, and those that hardly anybody changes.
    pub fn settings(&self) -> (Vec<Entry>, Vec<Entry>) {
        let stated = params::all(self.question.statement().params);
        let mut params: Vec<&Param> = stated.filter(|param| is_asked(param)).collect();
        params.sort_by_key(|param| rank(param.kind));
        let (rare, common): (Vec<&Param>, Vec<&Param>) =
            params.into_iter().partition(|param| matches!(param.kind, Kind::OptionalCount { .. } | Kind::Flag));
        let entries = |params: Vec<&Param>| params.into_iter().map(|param| self.setting(param)).collect();
        (entries(common), entries(rare))
    }

    /// What time may be counted from.
    pub fn anchors(&self) -> Vec<Choice> {
        let chosen = self.cards.typed.anchor(self.question);
        let registrations = self.cards.ground.info().knows.registrations;
        // The order in which people ask: by dates that they know, by what somebody did, by an event.
        let choice = |anchor: Anchor| Choice {
            value: anchor.as_str().to_owned(),
            label: match anchor {
                Anchor::Activity => msg!("ask-anchor-activity"),
                Anchor::Registration => msg!("ask-anchor-registration"),
                Anchor::FirstEdit => msg!("ask-anchor-first-edit"),
                Anchor::Event => msg!("ask-anchor-event"),
            },
            on: chosen == Some(anchor),
            note: (anchor == Anchor::Registration && !registrations).then(|| msg!("ask-registration-not-known")),
        };
        self.question.statement().anchors.iter().copied().map(choice).collect()
    }

    fn length(&self, field: &str) -> EntryKind {
        let typed = self.text(&unit_field(field));
        let unit = |unit: char| Choice {
            value: unit.to_string(),
            label: match unit {
                'm' => msg!("ask-unit-minutes"),
                'h' => msg!("ask-unit-hours"),
                'd' => msg!("ask-unit-days"),
                's' => msg!("ask-unit-seconds"),
                _ => msg!("ask-unit-weeks"),
            },
            on: typed == unit.to_string(),
            note: None,
        };
        // Nobody is asked about seconds; a question that came from elsewhere may have them.
        let seconds = Some('s').filter(|_| typed == "s");
        let mut units: Vec<Choice> = UNITS.into_iter().chain(seconds).map(unit).collect();
        if field == "t" && self.question.metric.has_age_slices() && !waits(self.question.statement()) {
            let (value, label) = (WindowLength::OPEN.to_owned(), msg!("ask-unit-open"));
            units.push(Choice { on: typed == value, value, label, note: None });
        }
        EntryKind::Length { unit: self.question.field(&unit_field(field)), units }
    }

    fn setting(&self, param: &Param) -> Entry {
        let typed = self.text(param.name);
        let (kind, help) = match param.kind {
            Kind::Length { .. } => (self.length(param.name), None),
            Kind::OptionalLength { .. } => (self.length(param.name), Some(msg!("ask-empty-no-limit"))),
            Kind::Count { .. } | Kind::OptionalCount { .. } => (EntryKind::Number, Some(Message::new(param.help))),
            Kind::CountOr { word } => (EntryKind::Words(edits_or(word, typed)), None),
            Kind::Choice(words) => {
                let choice = |value: &&str| Choice {
                    value: (*value).to_owned(),
                    label: word(value),
                    on: typed == *value,
                    note: None,
                };
                (EntryKind::Words(words.iter().map(choice).collect()), None)
            }
            Kind::Flag => {
                let choice =
                    |value: &str, label| Choice { value: value.to_owned(), label, on: typed == value, note: None };
                let words = vec![choice("true", msg!("ask-flag-yes")), choice("false", msg!("ask-flag-no"))];
                (EntryKind::Words(words), Some(Message::new(param.help)))
            }
            Kind::Namespaces => (self.namespaces(param), None),
        };
        Entry { help, ..self.entry(param.name, param.label, kind) }
    }

    fn namespaces(&self, param: &Param) -> EntryKind {
        let typed = self.text(param.name);
        let way = |value: &str, label| Choice { value: value.to_owned(), label, on: typed == value, note: None };
        let ticked = self.cards.typed.all(self.question, "namespace");
        let known = &self.cards.ground.info().namespaces;
        let shown = TICKED.into_iter().filter(|id| *id < 100 || known.contains_key(id));
        let tick = |id: NamespaceId| Choice {
            value: id.to_string(),
            label: namespace::name(id),
            on: ticked.contains(&id.to_string()),
            note: None,
        };
        let is_shown = |id: &String| shown.clone().any(|shown| shown.to_string() == *id);
        let mut others: Vec<String> = ticked.iter().filter(|id| !is_shown(id)).cloned().collect();
        others.extend(Some(self.text("namespaces_other").to_owned()).filter(|typed| !typed.is_empty()));
        EntryKind::Namespaces {
            ways: vec![
                way("all", msg!("ask-namespaces-all")),
                way("content", msg!("ask-namespaces-content")),
                way("list", msg!("ask-namespaces-list")),
            ],
            tick: self.question.field("namespace"),
            ticks: shown.clone().map(tick).collect(),
            other: self.question.field("namespaces_other"),
            others: others.join(", "),
        }
    }
}

/// The number of an edit, or a word, to choose from; with what was asked before, whatever that is.
fn edits_or(or: &str, typed: &str) -> Vec<Choice> {
    let mut numbers = vec![1, 2, 3, 4, 5, 10, 25, 50, 100];
    numbers.extend(typed.parse::<u64>().ok().filter(|number| !numbers.contains(number)));
    numbers.sort_unstable();
    let edit = |number: u64| Choice {
        value: number.to_string(),
        label: msg!("metric-time-to-threshold-edit", number),
        on: typed == number.to_string(),
        note: None,
    };
    let word = Choice { value: or.to_owned(), label: word(or), on: typed == or, note: None };
    let edits = numbers.into_iter().map(edit);
    // The registration comes before all edits, the last edit after them.
    if or == "last" { edits.chain([word]).collect() } else { [word].into_iter().chain(edits).collect() }
}

/// The order of settings: what most people set comes first.
const fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Length { .. } | Kind::OptionalLength { .. } => 0,
        Kind::Choice(_) | Kind::Flag => 1,
        Kind::Count { .. } | Kind::CountOr { .. } => 2,
        Kind::OptionalCount { .. } => 3,
        Kind::Namespaces => 4,
    }
}
