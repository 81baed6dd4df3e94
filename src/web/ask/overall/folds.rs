//! What is asked for all questions, as the page shows it: three parts that are closed until somebody wants them, each
//! with a sentence that says how things are.

use super::{FIELDS, HOURS, Overall, meaning_words};
use crate::metric::{SliceBy, SliceSize};
use crate::msg;
use crate::request::{Aggregator, DEFAULT_SEED};
use crate::text::{Arg, Message};
use crate::web::ask::entry::{Choice, Entry, EntryKind};
use crate::web::ask::ground::Ground;
use crate::web::ask::typed::{Typed, Wrong};
use crate::wiki::{Calendar, Timestamp, Zone};

/// The parts, in order.
pub(in crate::web::ask) type Folds = [Fold; 3];

/// A part of what is asked for all questions.
pub(in crate::web::ask) struct Fold {
    /// Its id on the page.
    pub id: &'static str,
    /// Message: what it is about.
    pub title: &'static str,
    /// How it is set.
    pub says: Vec<Message>,
    /// What is wrong with it.
    pub wrong: Vec<Message>,
    /// Whether it is in sight: something is wrong with it.
    pub open: bool,
    /// What can be set.
    pub entries: Vec<Entry>,
}

/// What the parts are made from.
pub(in crate::web::ask) struct Parts<'a> {
    pub typed: &'a Typed,
    pub ground: &'a Ground,
    pub overall: &'a Overall,
    /// Everything that is wrong with the request as a whole.
    pub wrong: &'a [Wrong],
}

impl Parts<'_> {
    /// The parts.
    pub fn folds(&self) -> Folds {
        [
            self.fold("ask-over", "ask-over-title", &FIELDS[..3], self.over_says(), self.over()),
            self.fold("ask-sums", "ask-sums-title", &FIELDS[3..4], self.sums_says(), vec![self.aggregators()]),
            self.fold("ask-other", "ask-rare", &FIELDS[4..], self.rare_says(), self.rare()),
        ]
    }

    fn fold(
        &self,
        id: &'static str,
        title: &'static str,
        fields: &[&str],
        says: Vec<Message>,
        entries: Vec<Entry>,
    ) -> Fold {
        let wrong = self.wrong.iter().filter(|wrong| fields.contains(&wrong.field));
        let wrong: Vec<Message> = wrong.map(|wrong| wrong.message.clone()).collect();
        Fold { id, title, says, open: !wrong.is_empty(), wrong, entries }
    }

    fn entry(&self, field: &str, label: &'static str, kind: EntryKind) -> Entry {
        let wrong = self.wrong.iter().find(|wrong| wrong.field == field);
        Entry {
            id: field.to_owned(),
            label,
            help: None,
            value: self.typed.overall(field).to_owned(),
            error: wrong.map(|wrong| wrong.message.clone()),
            kind,
        }
    }

    /// One of several values of a field, or of one that may have several.
    fn choice(&self, field: &str, value: &str, label: Message) -> Choice {
        let ticked = self.typed.all_overall(field);
        let on = ticked.iter().any(|ticked| ticked == value) || (value.is_empty() && ticked.is_empty());
        Choice { value: value.to_owned(), label, on, note: None }
    }

    fn over(&self) -> Vec<Entry> {
        let mut sizes = vec![self.choice("slice", "", msg!("ask-slice-whole"))];
        sizes.extend(Calendar::ALL.map(|unit| self.choice("slice", unit.as_str(), calendar_words(unit))));
        sizes.push(self.choice("slice", HOURS, msg!("ask-slice-by-hours")));
        let mut meanings = vec![self.choice("slice_by", "", msg!("ask-slice-by-any"))];
        meanings.extend(SliceBy::ALL.map(|by| self.choice("slice_by", by.as_str(), meaning_words(by))));
        let zones = Zone::names();
        vec![
            self.entry("slice", "ask-slice", EntryKind::Words(sizes)),
            self.entry("slice_hours", "ask-slice-hours", EntryKind::Number),
            Entry { help: Some(msg!("ask-zone-help")), ..self.entry("zone", "ask-zone", EntryKind::Suggested(zones)) },
            self.entry("slice_by", "ask-slice-by", EntryKind::One(meanings)),
        ]
    }

    fn over_says(&self) -> Vec<Message> {
        let Some(size) = self.overall.frame.slice else { return vec![msg!("ask-over-whole")] };
        let pieces = match size {
            SliceSize::Calendar(unit) => calendar_words(unit),
            SliceSize::Length(length) => msg!("ask-over-length", length.words()),
        };
        let meaning = self.overall.frame.slice_by.map_or(msg!("ask-slice-by-any"), meaning_words);
        let zone = (self.overall.frame.zone != Zone::UTC)
            .then(|| msg!("ask-over-zone", Arg::Name(self.overall.frame.zone.to_string())));
        [msg!("ask-over-cut", pieces, meaning)].into_iter().chain(zone).collect()
    }

    fn aggregators(&self) -> Entry {
        let choices = Aggregator::ALL.map(|one| self.choice("aggregator", one.as_str(), aggregator_words(one)));
        Entry {
            help: Some(msg!("ask-sums-help")),
            ..self.entry("aggregator", "ask-sums", EntryKind::Several(choices.into()))
        }
    }

    fn sums_says(&self) -> Vec<Message> {
        let chosen = &self.overall.aggregators;
        if *chosen == Aggregator::DEFAULT {
            return vec![msg!("ask-sums-usual")];
        }
        let words = |one: &Aggregator| Arg::Message(aggregator_words(*one));
        let usual = Aggregator::DEFAULT.iter().all(|one| chosen.contains(one));
        let named = chosen.iter().filter(|one| !usual || !Aggregator::DEFAULT.contains(one));
        let named: Vec<Arg> = named.map(words).collect();
        vec![if usual { msg!("ask-sums-more", named) } else { msg!("ask-sums-only", named) }]
    }

    fn rare(&self) -> Vec<Entry> {
        let as_of = Entry { help: Some(msg!("ask-as-of-help")), ..self.entry("as_of", "ask-as-of", EntryKind::Day) };
        let intervals = EntryKind::Several(vec![self.choice("intervals", "true", msg!("ask-intervals-on"))]);
        let help = Some(msg!("ask-intervals-help"));
        let intervals = Entry { help, ..self.entry("intervals", "ask-intervals", intervals) };
        let seed = Entry { help: Some(msg!("ask-seed-help")), ..self.entry("seed", "ask-seed", EntryKind::Number) };
        [as_of].into_iter().chain(self.snapshot()).chain([intervals, seed]).collect()
    }

    /// The copies of the wiki, where there are several.
    fn snapshot(&self) -> Option<Entry> {
        if self.ground.snapshots.len() < 2 {
            return None;
        }
        let newest = self.choice("snapshot", "", msg!("ask-snapshot-newest"));
        let one = |id: &str, as_of: Arg| self.choice("snapshot", id, msg!("ask-snapshot-one", as_of, id));
        let each = self.ground.snapshots.iter().rev().map(|snapshot| one(&snapshot.id, snapshot.as_of.last_day()));
        let choices = [newest].into_iter().chain(each).collect();
        Some(self.entry("snapshot", "ask-snapshot", EntryKind::Words(choices)))
    }

    fn rare_says(&self) -> Vec<Message> {
        let overall = self.overall;
        let mut says = Vec::new();
        let day = self.typed.overall("as_of").parse().ok().filter(|_| overall.as_of.is_some());
        says.extend(day.map(|day: Timestamp| msg!("ask-as-of-says", Arg::Day(day.to_jiff()))));
        says.extend(overall.snapshot.as_ref().map(|id| msg!("ask-snapshot-says", id.as_str())));
        if overall.intervals {
            says.push(msg!("ask-intervals-says"));
        }
        if overall.seed != DEFAULT_SEED {
            says.push(msg!("ask-seed-says", overall.seed.to_string()));
        }
        if says.is_empty() { vec![msg!("ask-other-says")] } else { says }
    }
}

/// "Month by month".
const fn calendar_words(unit: Calendar) -> Message {
    match unit {
        Calendar::Day => msg!("ask-slice-day"),
        Calendar::Week => msg!("ask-slice-week"),
        Calendar::Month => msg!("ask-slice-month"),
        Calendar::Quarter => msg!("ask-slice-quarter"),
        Calendar::Year => msg!("ask-slice-year"),
    }
}

/// What an aggregator is called.
const fn aggregator_words(aggregator: Aggregator) -> Message {
    match aggregator {
        Aggregator::Sum => msg!("aggregator-sum"),
        Aggregator::Mean => msg!("aggregator-mean"),
        Aggregator::Median => msg!("aggregator-median"),
        Aggregator::Std => msg!("aggregator-std"),
        Aggregator::Min => msg!("aggregator-min"),
        Aggregator::Max => msg!("aggregator-max"),
        Aggregator::P10 => msg!("aggregator-p10"),
        Aggregator::P25 => msg!("aggregator-p25"),
        Aggregator::P75 => msg!("aggregator-p75"),
        Aggregator::P90 => msg!("aggregator-p90"),
        Aggregator::P95 => msg!("aggregator-p95"),
        Aggregator::P99 => msg!("aggregator-p99"),
        Aggregator::Proportion => msg!("aggregator-proportion"),
        Aggregator::Rate => msg!("aggregator-rate"),
        Aggregator::Dist => msg!("aggregator-dist"),
        Aggregator::Unduplicated => msg!("aggregator-unduplicated"),
    }
}
