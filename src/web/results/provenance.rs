//! Where the numbers come from: a frozen number is the product, and this says what froze it.

use super::measured::Measured;
use crate::msg;
use crate::result::{DataHead, Head};
use crate::source::ReadStats;
use crate::text::{Arg, Message};
use crate::web::site;

/// The box of facts and the citation.
pub(super) struct Provenance {
    /// What and its value.
    pub(super) facts: Vec<Fact>,
    /// What a reader must know about the data.
    pub(super) notes: Vec<Message>,
    /// How to cite the result.
    pub(super) citation: Message,
}

/// One fact.
pub(super) struct Fact {
    /// What.
    pub(super) term: Message,
    /// Its value.
    pub(super) value: Message,
    /// Whether it is a technical word that is set as such.
    pub(super) mono: bool,
}

impl Provenance {
    pub(super) fn new(
        head: &Head,
        title: &str,
        owner: &str,
        metrics: &[Measured<'_>],
        reading: Option<ReadStats>,
    ) -> Self {
        let fact = |term, value| Fact { term, value, mono: false };
        let mono = |term, value| Fact { term, value, mono: true };
        let mut facts = Vec::new();
        for data in &head.data {
            facts.push(fact(msg!("result-fact-wiki"), msg!("plain", site::site(&data.wiki))));
            facts.push(fact(msg!("result-fact-until"), msg!("plain", data.as_of)));
            facts.push(mono(msg!("result-fact-snapshot"), msg!("plain", Arg::Name(data.snapshot.clone()))));
        }
        facts.push(mono(msg!("result-fact-id"), msg!("plain", Arg::Name(head.id.to_string()))));
        facts.push(fact(msg!("result-fact-frozen"), msg!("plain", head.computed_at)));
        facts.push(fact(msg!("result-fact-cohort"), cohort(head)));
        facts.push(fact(msg!("result-fact-definitions"), definitions(metrics)));
        if let Some(reading) = reading {
            facts.push(fact(msg!("result-fact-read"), msg!("result-read", reading.rows, size(reading.bytes))));
        }
        facts.push(fact(msg!("result-fact-owner"), msg!("plain", Arg::Name(owner.to_owned()))));
        facts.push(fact(msg!("result-fact-program"), msg!("plain", head.program.as_str())));
        let notes = head.data.iter().flat_map(|data| &data.notes).map(|note| msg!("plain", note.as_str())).collect();
        Self { facts, notes, citation: citation(head, title, owner) }
    }
}

/// The last day in the data of a result; of each wiki, where they end on different ones.
pub(super) fn until(data: &[DataHead]) -> Option<Arg> {
    site::until(data.iter().map(|data| (&data.wiki, data.as_of)))
}

fn cohort(head: &Head) -> Message {
    match head.cohort.version {
        Some(version) => msg!("result-cohort-version", head.cohort.people, version),
        None => msg!("result-people", head.cohort.people),
    }
}

/// The definitions with their versions.
pub(super) fn definitions(metrics: &[Measured<'_>]) -> Message {
    let name = |metric: &Measured<'_>| {
        Arg::from(msg!("result-definition-version", Arg::Name(metric.head.metric.clone()), metric.head.version))
    };
    msg!("plain", metrics.iter().map(name).collect::<Vec<Arg>>())
}

fn size(bytes: u64) -> Message {
    let number = |unit: u32| {
        let unit = f64::from(unit);
        #[expect(clippy::cast_precision_loss, reason = "a size that is read by people")]
        let bytes = bytes as f64;
        Arg::Number(bytes / unit, 1)
    };
    match bytes {
        0..1_000 => msg!("size-bytes", bytes),
        1_000..1_000_000 => msg!("size-kilobytes", number(1_000)),
        1_000_000..1_000_000_000 => msg!("size-megabytes", number(1_000_000)),
        _ => msg!("size-gigabytes", number(1_000_000_000)),
    }
}

fn citation(head: &Head, title: &str, owner: &str) -> Message {
    let year = head.computed_at.to_string().chars().take(4).collect::<String>();
    let (owner, title) = (Arg::Name(owner.to_owned()), Arg::Name(title.to_owned()));
    let id = Arg::Name(head.id.to_string());
    match until(&head.data) {
        Some(until) => msg!("result-citation", owner, year, title, id, until),
        None => msg!("result-citation-undated", owner, year, title, id),
    }
}
