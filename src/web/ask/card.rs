//! A question as the page shows it: made from the statement of its metric and what stands in the form.

use super::entry::{Choice, Entry, EntryKind, word};
use super::ground::Ground;
use super::typed::{Typed, UNITS, Wrong, is_asked, unit_field, waits};
use crate::chart::Mark;
use crate::metric::params::{Kind, Param};
use crate::metric::{Anchor, Metric, Resolved, Selection, Statement};
use crate::msg;
use crate::source::SourceInfo;
use crate::text::{Arg, Message};
use crate::wiki::{NamespaceId, NamespaceSet, Span, namespace};

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
    /// Those that hardly anybody changes.
    pub rare: Vec<Entry>,
    /// Whether these are in sight: one of them is wrong.
    pub rare_open: bool,
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
    /// What somebody may not expect of these settings.
    pub notes: Vec<Message>,
    /// People who cannot be judged, and why, with the mark that they will have.
    pub unknown: Vec<(Mark, Message)>,
}

/// A metric read out of the form and fitted to the data.
pub(super) type Reading = Result<(Selection, Resolved), Vec<Wrong>>;

/// Reads the settings of a metric and fits them to the data.
pub(super) fn read(metric: &'static dyn Metric, typed: &Typed, ground: &Ground) -> Reading {
    let selection = typed.read(metric)?;
    let info = ground.info();
    if let NamespaceSet::List(asked) = selection.params.namespaces()
        && let Some(unknown) = asked.iter().find(|id| !has_namespace(info, **id))
    {
        let message = msg!("ask-namespace-unknown", Arg::Name(info.site.clone()), Arg::Text(unknown.to_string()));
        return Err(vec![Wrong { field: "namespaces", message }]);
    }
    let resolved = selection.resolve(info.first_edit, info.as_of);
    let resolved = resolved.map_err(|error| vec![typed.wrong(metric.statement(), error)])?;
    Ok((selection, resolved))
}

/// Whether a wiki has a namespace. Every wiki has the first sixteen; of the others the data may know nothing.
fn has_namespace(info: &SourceInfo, id: NamespaceId) -> bool {
    (0..16).contains(&id) || info.namespaces.is_empty() || info.namespaces.contains_key(&id)
}

/// What somebody may not expect: days that the data do not have.
fn notes(selection: &Selection, resolved: &Resolved, info: &SourceInfo) -> Vec<Message> {
    let mut notes = Vec::new();
    if resolved.clipped_to.is_some() {
        notes.push(msg!("ask-note-cut", info.as_of.last_day()));
    }
    if let Some(event) = selection.window.event {
        if event >= info.as_of {
            notes.push(msg!("ask-note-event-late", info.as_of.last_day()));
        } else if event.plus(Span::days(1)) <= info.first_edit {
            notes.push(msg!("ask-note-event-early", Arg::Day(info.first_edit.to_jiff())));
        }
    }
    notes
}

impl Says {
    /// What a reading says.
    pub fn of(metric: &'static dyn Metric, reading: &Reading, ground: &Ground) -> Self {
        let name = metric.statement().name;
        let (selection, resolved) = match reading {
            Ok(read) => read,
            Err(wrong) => {
                let wrong = wrong.iter().map(|one| one.message.clone()).collect();
                return Self { name, definition: None, wrong, notes: Vec::new(), unknown: Vec::new() };
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
        let notes = notes(selection, resolved, ground.info());
        Self { name, definition: Some(definition), wrong: Vec::new(), notes, unknown }
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
        let (settings, rare) = self.settings(statement, &error);
        let waits = waits(statement);
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
            settings,
            rare_open: rare.iter().any(|entry| entry.error.is_some()),
            rare,
            says,
        }
    }

    /// The metric's own settings: those in sight, and those that hardly anybody changes.
    fn settings(
        &self,
        statement: &'static Statement,
        error: &impl Fn(&str) -> Option<Message>,
    ) -> (Vec<Entry>, Vec<Entry>) {
        let mut params: Vec<&Param> = statement.params.iter().filter(|param| is_asked(param)).collect();
        params.sort_by_key(|param| rank(param.kind));
        let (rare, common): (Vec<&Param>, Vec<&Param>) =
            params.into_iter().partition(|param| matches!(param.kind, Kind::OptionalCount { .. } | Kind::Flag));
        let entries = |params: Vec<&Param>| {
            params.into_iter().map(|param| self.setting(statement, param, error(param.name))).collect()
        };
        (entries(common), entries(rare))
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
                's' => msg!("ask-unit-seconds"),
                _ => msg!("ask-unit-weeks"),
            },
            on: typed == unit.to_string(),
            note: None,
        };
        // Nobody is asked about seconds; a question that came from elsewhere may have them.
        let seconds = Some('s').filter(|_| typed == "s");
        let name = format!("{}.{}", statement.name, unit_field(field));
        EntryKind::Length { unit: name, units: UNITS.into_iter().chain(seconds).map(unit).collect() }
    }

    fn setting(&self, statement: &'static Statement, param: &Param, error: Option<Message>) -> Entry {
        let typed = self.typed.text(statement, param.name);
        let (kind, help) = match param.kind {
            Kind::Length { .. } => (self.length(statement, param.name), None),
            Kind::OptionalLength { .. } => (self.length(statement, param.name), Some(msg!("ask-empty-no-limit"))),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wiki::WikiName;

    #[test]
    fn a_wiki_has_the_namespaces_that_its_data_name() {
        let info = |namespaces: &[(NamespaceId, &str)]| SourceInfo {
            wiki: WikiName::new("swwiki").unwrap(),
            site: String::from("sw.wikipedia.org"),
            snapshot: String::new(),
            as_of: "2026-01-01".parse().unwrap(),
            first_edit: "2004-01-01".parse().unwrap(),
            edits: 0,
            accounts: 0,
            content: vec![0],
            namespaces: namespaces.iter().map(|(id, name)| (*id, (*name).to_owned())).collect(),
            knows: crate::source::Knowledge::default(),
        };
        let named = info(&[(0, ""), (100, "Portal")]);
        assert_eq!([0, 15, 100, 9999, -1].map(|id| has_namespace(&named, id)), [true, true, true, false, false]);
        assert!(has_namespace(&info(&[]), 9999), "where the data name none, nobody knows");
    }
}
