//! A question as the page shows it: made from the statement of its metric and what stands in the form.

use super::ground::Ground;
use super::typed::{Typed, UNITS, Wrong, is_asked, unit_field};
use crate::chart::Mark;
use crate::metric::params::{Kind, Param};
use crate::metric::{Anchor, Metric, Resolved, Selection, Statement};
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::{NamespaceId, namespace};

/// Namespaces that have a box to tick; the others are typed.
const TICKED: [NamespaceId; 6] = [0, 1, 2, 3, 4, 118];

/// A question.
pub(super) struct Card {
    /// Name of its metric.
    pub name: &'static str,
    /// The question.
    pub question: Message,
    /// What it is about.
    pub about: Message,
    /// Whether it is asked.
    pub chosen: bool,
    /// Whether its settings are in sight.
    pub open: bool,
    /// What time may be counted from.
    pub anchors: Vec<Choice>,
    /// What is wrong with that.
    pub anchor_error: Option<Message>,
    /// First and last day, for fixed dates.
    pub dates: Vec<Entry>,
    /// The day of the event, for that anchor.
    pub event: Vec<Entry>,
    /// The days on which a registration or first edit counts, for those anchors.
    pub range: Vec<Entry>,
    /// How long after the anchor and for how long, for clocks.
    pub clock: Vec<Entry>,
    /// The metric's own settings.
    pub settings: Vec<Entry>,
    /// What is counted with these settings.
    pub says: Says,
}

/// What is counted with these settings, and of whom it cannot be known yet; or what is wrong with them.
pub(super) struct Says {
    /// Name of the metric.
    pub name: &'static str,
    /// The definition.
    pub definition: Option<Message>,
    /// What is wrong.
    pub wrong: Vec<Message>,
    /// People who cannot be judged, and why, with the mark that they will have.
    pub unknown: Vec<(Mark, Message)>,
}

/// Something to fill in.
pub(super) struct Entry {
    /// Name in the form, also its id.
    pub id: String,
    /// Message: what it is called.
    pub label: &'static str,
    /// A sentence about it.
    pub help: Option<Message>,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<Message>,
    /// How it is filled in.
    pub kind: EntryKind,
}

/// How something is filled in.
pub(super) enum EntryKind {
    /// A day.
    Day,
    /// A whole number.
    Number,
    /// A word or number.
    Text,
    /// A number and a unit of time.
    Length {
        /// Name of the field of the unit.
        unit: String,
        /// The units.
        units: Vec<Choice>,
    },
    /// One of several words.
    Words(Vec<Choice>),
    /// All pages, content pages, or namespaces that are ticked or typed.
    Namespaces {
        /// The ways to say which.
        ways: Vec<Choice>,
        /// Name of the boxes.
        tick: String,
        /// The boxes.
        ticks: Vec<Choice>,
        /// Name of the field for other ones.
        other: String,
        /// What stands in it.
        others: String,
    },
}

/// One of several things to choose from.
pub(super) struct Choice {
    /// Value in the form.
    pub value: String,
    /// What it is called.
    pub label: Message,
    /// Whether it is chosen.
    pub on: bool,
    /// What to know before choosing it.
    pub note: Option<Message>,
}

impl Entry {
    /// The ids of the help and the error, for `aria-describedby`.
    pub fn described_by(&self) -> Option<String> {
        let help = self.help.as_ref().map(|_| format!("{}-help", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        let ids: Vec<String> = [help, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Whether it takes a row of its own.
    pub const fn is_wide(&self) -> bool {
        matches!(self.kind, EntryKind::Namespaces { .. })
    }

    /// Whether a number is typed.
    pub const fn is_number(&self) -> bool {
        matches!(self.kind, EntryKind::Number)
    }
}

/// A metric read out of the form and fitted to the data.
pub(super) type Reading = Result<(Selection, Resolved), Vec<Wrong>>;

/// Reads the settings of a metric and fits them to the data.
pub(super) fn read(metric: &'static dyn Metric, typed: &Typed, ground: &Ground) -> Reading {
    let selection = typed.read(metric)?;
    let info = ground.info();
    let resolved = selection.resolve(info.first_edit, info.as_of);
    let resolved = resolved.map_err(|error| vec![typed.wrong(metric.statement(), error)])?;
    Ok((selection, resolved))
}

impl Says {
    /// What a reading says.
    pub fn of(metric: &'static dyn Metric, reading: &Reading, ground: &Ground) -> Self {
        let name = metric.statement().name;
        let (selection, resolved) = match reading {
            Ok(read) => read,
            Err(wrong) => {
                let wrong = wrong.iter().map(|one| one.message.clone()).collect();
                return Self { name, definition: None, wrong, unknown: Vec::new() };
            }
        };
        let people = ground.people();
        let mut unknown = Vec::new();
        let unanswered = ground.unanswered(selection, resolved.clone());
        if let Some(until) = unanswered.until {
            unknown.push((
                Mark::Open,
                msg!("ask-open", unanswered.open, people, Arg::Day(until.to_jiff()), ground.info().as_of.last_day()),
            ));
        }
        if unanswered.without_registration > 0 {
            let sentence = msg!("ask-no-registration", unanswered.without_registration, people);
            unknown.push((Mark::Unlisted, sentence));
        }
        for (reason, outside) in unanswered.outside {
            unknown.push((Mark::Unlisted, msg!("ask-not-counted", outside, people, reason.words())));
        }
        let definition = selection.definition(&resolved.period);
        Self { name, definition: Some(definition), wrong: Vec::new(), unknown }
    }
}

/// Builds cards out of what stands in the form.
pub(super) struct Cards<'a> {
    pub typed: &'a Typed,
    pub ground: &'a Ground,
}

impl Cards<'_> {
    /// The card of a metric. `open`: its settings are in sight; they always are where something is wrong with a question
    /// that is asked. `late`: an error that was found elsewhere.
    pub fn card(&self, metric: &'static dyn Metric, open: bool, late: Option<&Wrong>) -> Card {
        let statement = metric.statement();
        let chosen = self.typed.is_chosen(statement);
        let reading = read(metric, self.typed, self.ground);
        let says = Says::of(metric, &reading, self.ground);
        let mut wrong = reading.err().filter(|_| chosen).unwrap_or_default();
        wrong.extend(late.cloned());
        let error = |field: &str| wrong.iter().find(|one| one.field == field).map(|one| one.message.clone());
        let entry = |field: &'static str, label, kind| self.entry(statement, field, label, kind, error(field));
        let has = |anchor| statement.anchors.contains(&anchor);
        let mut params: Vec<&Param> = statement.params.iter().filter(|param| is_asked(param)).collect();
        params.sort_by_key(|param| rank(param.kind));
        let settings = params.into_iter().map(|param| self.setting(statement, param, error(param.name)));
        // A metric with a sunset looks at what follows its window: there the length is a wait, and so is the offset.
        let waits = statement.params.iter().any(|param| param.name == "sunset");
        let mut clock = Vec::new();
        if statement.t.is_some() && waits {
            clock.push(entry("t", "ask-wait", self.length(statement, "t")));
        } else if statement.t.is_some() {
            clock.push(entry("offset", "ask-offset", self.length(statement, "offset")));
            clock.push(entry("t", "ask-t", self.length(statement, "t")));
        }
        Card {
            name: statement.name,
            question: Message::new(statement.question),
            about: Message::new(statement.about),
            chosen,
            open: open || !wrong.is_empty(),
            anchors: self.anchors(statement),
            anchor_error: error("anchor"),
            dates: match (has(Anchor::Activity), waits) {
                (false, _) => Vec::new(),
                (true, true) => vec![entry("last_day", "ask-day-before", EntryKind::Day)],
                (true, false) => vec![
                    entry("first_day", "ask-first-day", EntryKind::Day),
                    entry("last_day", "ask-last-day", EntryKind::Day),
                ],
            },
            range: if has(Anchor::Registration) || has(Anchor::FirstEdit) {
                [("range_first", "ask-range-first"), ("range_last", "ask-range-last")]
                    .map(|(field, label)| Entry {
                        help: Some(msg!("ask-empty-no-limit")),
                        ..entry(field, label, EntryKind::Day)
                    })
                    .into()
            } else {
                Vec::new()
            },
            event: if has(Anchor::Event) { vec![entry("event", "ask-event", EntryKind::Day)] } else { Vec::new() },
            clock,
            settings: settings.collect(),
            says,
        }
    }

    fn entry(
        &self,
        statement: &'static Statement,
        field: &str,
        label: &'static str,
        kind: EntryKind,
        error: Option<Message>,
    ) -> Entry {
        let value = self.typed.text(statement, field).to_owned();
        Entry { id: format!("{}.{field}", statement.name), label, help: None, value, error, kind }
    }

    fn anchors(&self, statement: &'static Statement) -> Vec<Choice> {
        let chosen = self.typed.anchor(statement);
        let registrations = self.ground.info().knows.registrations;
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
        statement.anchors.iter().copied().map(choice).collect()
    }

    fn length(&self, statement: &'static Statement, field: &str) -> EntryKind {
        let typed = self.typed.text(statement, &unit_field(field));
        let unit = |unit: char| Choice {
            value: unit.to_string(),
            label: match unit {
                'm' => msg!("ask-unit-minutes"),
                'h' => msg!("ask-unit-hours"),
                'd' => msg!("ask-unit-days"),
                _ => msg!("ask-unit-weeks"),
            },
            on: typed == unit.to_string(),
            note: None,
        };
        let name = format!("{}.{}", statement.name, unit_field(field));
        EntryKind::Length { unit: name, units: UNITS.into_iter().map(unit).collect() }
    }

    fn setting(&self, statement: &'static Statement, param: &Param, error: Option<Message>) -> Entry {
        let typed = self.typed.text(statement, param.name);
        let (kind, help) = match param.kind {
            Kind::Length { .. } => (self.length(statement, param.name), None),
            Kind::OptionalLength { .. } => (self.length(statement, param.name), Some(msg!("ask-empty-no-limit"))),
            Kind::Count { .. } | Kind::OptionalCount { .. } => (EntryKind::Number, Some(Message::new(param.help))),
            Kind::CountOr { .. } => (EntryKind::Text, Some(Message::new(param.help))),
            Kind::Choice(words) => {
                let word = |word: &&str| Choice {
                    value: (*word).to_owned(),
                    label: msg!("plain", *word),
                    on: typed == *word,
                    note: None,
                };
                (EntryKind::Words(words.iter().map(word).collect()), Some(Message::new(param.help)))
            }
            Kind::Flag => {
                let choice =
                    |value: &str, label| Choice { value: value.to_owned(), label, on: typed == value, note: None };
                let words = vec![choice("true", msg!("ask-flag-yes")), choice("false", msg!("ask-flag-no"))];
                (EntryKind::Words(words), Some(Message::new(param.help)))
            }
            Kind::Namespaces => (self.namespaces(statement, param), None),
        };
        Entry { help, ..self.entry(statement, param.name, param.label, kind, error) }
    }

    fn namespaces(&self, statement: &'static Statement, param: &Param) -> EntryKind {
        let typed = self.typed.text(statement, param.name);
        let way = |value: &str, label| Choice { value: value.to_owned(), label, on: typed == value, note: None };
        let ticked = self.typed.all(statement, "namespace");
        let known = &self.ground.info().namespaces;
        let shown = TICKED.into_iter().filter(|id| *id < 100 || known.contains_key(id));
        let tick = |id: NamespaceId| Choice {
            value: id.to_string(),
            label: namespace::name(id),
            on: ticked.contains(&id.to_string()),
            note: None,
        };
        let is_shown = |id: &String| shown.clone().any(|shown| shown.to_string() == *id);
        let mut others: Vec<String> = ticked.iter().filter(|id| !is_shown(id)).cloned().collect();
        others
            .extend(Some(self.typed.text(statement, "namespaces_other").to_owned()).filter(|typed| !typed.is_empty()));
        EntryKind::Namespaces {
            ways: vec![
                way("all", msg!("ask-namespaces-all")),
                way("content", msg!("ask-namespaces-content")),
                way("list", msg!("ask-namespaces-list")),
            ],
            tick: format!("{}.namespace", statement.name),
            ticks: shown.clone().map(tick).collect(),
            other: format!("{}.namespaces_other", statement.name),
            others: others.join(", "),
        }
    }
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
