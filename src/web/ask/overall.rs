//! What a form asks for all of its questions: how time is cut, what is summed up, and how the data stood.

mod folds;

use super::ground::Ground;
use super::typed::{Typed, Wrong, day_after};
use crate::metric::{Frame, SliceBy, SliceSize};
use crate::msg;
use crate::request::{Aggregator, DEFAULT_SEED, Request};
use crate::text::{Arg, Message};
use crate::wiki::{Timestamp, Zone};

pub(super) use folds::{Folds, Parts};

/// Names of the fields.
pub(super) const FIELDS: [&str; 8] =
    ["slice", "slice_by", "zone", "aggregator", "intervals", "seed", "as_of", "snapshot"];

/// The choice of slices that are so many hours long.
pub(super) const HOURS: &str = "hours";

/// What is asked for all questions.
#[derive(Clone, Debug)]
pub(super) struct Overall {
    /// The zone, and how time is cut.
    pub frame: Frame,
    /// How rows become one number.
    pub aggregators: Vec<Aggregator>,
    /// Whether means and medians come with an interval.
    pub intervals: bool,
    /// Where chance starts.
    pub seed: u64,
    /// Look at the data as they stood then.
    pub as_of: Option<Timestamp>,
    /// The copy of the wiki to look at.
    pub snapshot: Option<String>,
}

/// What slices cut, as the form says it.
pub(super) const fn meaning_words(by: SliceBy) -> Message {
    match by {
        SliceBy::Time => msg!("ask-slice-by-time"),
        SliceBy::Anchor => msg!("ask-slice-by-anchor"),
        SliceBy::Age => msg!("ask-slice-by-age"),
        SliceBy::AnchorAge => msg!("ask-slice-by-both"),
    }
}

impl Overall {
    /// Reads what stands in the form; what is wrong is as if it had been left alone, and is said.
    pub fn read(typed: &Typed, ground: &Ground) -> (Self, Vec<Wrong>) {
        let mut wrong = Vec::new();
        let zone = take(&mut wrong, "zone", read_zone(typed.overall("zone")));
        let slice = take(&mut wrong, "slice", read_slice(typed));
        let by = take(&mut wrong, "slice_by", read_meaning(typed.overall("slice_by")));
        let overall = Self {
            aggregators: take(&mut wrong, "aggregator", read_aggregators(typed))
                .unwrap_or_else(|| Aggregator::DEFAULT.to_vec()),
            intervals: typed.overall("intervals") == "true",
            seed: take(&mut wrong, "seed", read_seed(typed.overall("seed"))).unwrap_or(DEFAULT_SEED),
            as_of: take(
                &mut wrong,
                "as_of",
                read_as_of(typed.overall("as_of"), &zone.clone().unwrap_or_default(), ground),
            )
            .flatten(),
            snapshot: take(&mut wrong, "snapshot", read_snapshot(typed.overall("snapshot"), ground)).flatten(),
            frame: Frame {
                zone: zone.unwrap_or_default(),
                slice: slice.flatten(),
                // What is cut says nothing as long as nothing is cut.
                slice_by: by.flatten().filter(|_| slice.flatten().is_some()),
            },
        };
        (overall, wrong)
    }

    /// A request in which this is asked for; its metrics, curves, cohort and wikis are still to be named.
    pub fn request(&self) -> Request {
        Request {
            snapshots: self.snapshot.clone().map(|id| vec![id]),
            as_of: self.as_of,
            frame: self.frame.clone(),
            aggregators: self.aggregators.clone(),
            intervals: self.intervals,
            seed: self.seed,
            ..Request::of(Vec::new())
        }
    }
}

/// What was read; or nothing, and what is wrong with the field.
fn take<T>(wrong: &mut Vec<Wrong>, field: &'static str, read: Result<T, Message>) -> Option<T> {
    read.map_err(|message| wrong.push(Wrong { field, message })).ok()
}

fn read_zone(typed: &str) -> Result<Zone, Message> {
    if typed.is_empty() { Ok(Zone::UTC) } else { typed.parse() }
}

fn read_slice(typed: &Typed) -> Result<Option<SliceSize>, Message> {
    let size = match typed.overall("slice") {
        "" => return Ok(None),
        HOURS => {
            let hours = typed.overall("slice_hours");
            let whole = hours.parse::<u32>().ok().filter(|hours| *hours > 0);
            format!("{}h", whole.ok_or_else(|| msg!("ask-whole-number", msg!("ask-slice-hours"), "24"))?)
        }
        size => size.to_owned(),
    };
    SliceSize::parse(&size).map(Some)
}

fn read_meaning(typed: &str) -> Result<Option<SliceBy>, Message> {
    if typed.is_empty() { Ok(None) } else { SliceBy::read(typed).map(Some) }
}

fn read_aggregators(typed: &Typed) -> Result<Vec<Aggregator>, Message> {
    let ticked = typed.all_overall("aggregator");
    if let Some(unknown) = ticked.iter().find(|name| Aggregator::parse(name).is_none()) {
        return Err(msg!("request-aggregator-unknown", Arg::Name(unknown.clone()), Aggregator::names()));
    }
    let is_ticked = |aggregator: &Aggregator| ticked.iter().any(|name| name == aggregator.as_str());
    let chosen: Vec<Aggregator> = Aggregator::ALL.into_iter().filter(is_ticked).collect();
    if chosen.is_empty() { Err(msg!("ask-aggregators-none")) } else { Ok(chosen) }
}

fn read_seed(typed: &str) -> Result<u64, Message> {
    if typed.is_empty() {
        return Ok(DEFAULT_SEED);
    }
    typed.parse().map_err(|_| msg!("ask-whole-number", msg!("ask-seed"), "1"))
}

/// The instant after the last day that counts, or where the data end if that comes first on the same day.
fn read_as_of(typed: &str, zone: &Zone, ground: &Ground) -> Result<Option<Timestamp>, Message> {
    if typed.is_empty() {
        return Ok(None);
    }
    let info = ground.info();
    let begins = zone.read(typed).map_err(|reason| msg!("param-wrong", msg!("ask-as-of"), reason))?;
    if begins >= info.as_of {
        return Err(msg!("ask-as-of-late", Arg::Day(begins.to_jiff()), info.as_of.last_day()));
    }
    let ends = zone.read(&day_after(typed)).map_err(|reason| msg!("param-wrong", msg!("ask-as-of"), reason))?;
    if ends <= info.first_edit {
        return Err(msg!("ask-as-of-early", Arg::Day(begins.to_jiff()), Arg::Day(info.first_edit.to_jiff())));
    }
    Ok(Some(ends.min(info.as_of)))
}

fn read_snapshot(typed: &str, ground: &Ground) -> Result<Option<String>, Message> {
    if typed.is_empty() {
        return Ok(None);
    }
    let there = ground.snapshots.iter().any(|snapshot| snapshot.id == typed);
    if there { Ok(Some(typed.to_owned())) } else { Err(msg!("ask-snapshot-gone", Arg::Name(typed.to_owned()))) }
}
