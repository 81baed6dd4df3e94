//! From a question to rows: where each account's clock starts, and how time is cut.

use super::history::World;
use super::question::{Cut, Question};
use super::values::{Cell, Edits, Look, OPEN};

/// More slices than this say nothing new.
const SLICES: i64 = 40;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Time(i64),
    Anchor(i64),
    Age(u32),
    Both(i64, u32),
}

/// The values of one row, and whether it is an early yes.
pub type Row = (Vec<Cell>, bool);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    pub whole: Row,
    pub slices: Vec<(Key, Row)>,
}

/// What a question comes to; `None` where it cannot be asked of this history, or makes more rows than say something.
pub fn rows(question: &Question, world: &World, edits: &Edits<'_>) -> Option<Rows> {
    let all = |reason: &'static str| (vec![Cell::Not(reason); question.metric.columns], false);
    let bot = question.param("exclude_bots") == "true" && world.bot == Some(true);
    if question.anchor == 'A' {
        let rows = of_dates(question, world, edits)?;
        let excluded = || Rows {
            whole: all("excluded_bot"),
            slices: rows.slices.iter().map(|(key, _)| (key.clone(), all("excluded_bot"))).collect(),
        };
        return Some(if bot { excluded() } else { rows });
    }
    if let (Some(start), Some(end)) = (question.start, question.end)
        && start >= end
    {
        return None;
    }
    if question.start.is_some_and(|start| start >= question.as_of) {
        return None;
    }
    let nothing = |reason| Some(Rows { whole: all(reason), slices: Vec::new() });
    if bot {
        return nothing("excluded_bot");
    }
    match anchor(question, world, edits) {
        Ok(anchor) => of_clock(question, world, edits, anchor),
        Err(reason) => nothing(reason),
    }
}

/// Where the account's clock starts.
fn anchor(question: &Question, world: &World, edits: &Edits<'_>) -> Result<i64, &'static str> {
    let start = question.start.unwrap_or(i64::MIN);
    let end = question.end.unwrap_or(i64::MAX).min(question.as_of);
    let inside = |at: i64| start <= at && at < end;
    let first = edits.iter().map(|(edit, _)| edit.at).find(|at| *at < question.as_of);
    match question.anchor {
        'R' => match world.registration {
            Some(at) if inside(at) => Ok(at),
            Some(_) => Err("not_registered_in_range"),
            // Who edited before the range was registered before it.
            None if first.is_some_and(|first| first < start) => Err("not_registered_in_range"),
            None => Err("registration_unknown"),
        },
        'F' => match first {
            Some(at) if inside(at) => Ok(at),
            Some(_) => Err("first_edit_not_in_range"),
            None => Err("no_edits"),
        },
        _ => Ok(question.event),
    }
}

fn of_dates(question: &Question, world: &World, edits: &Edits<'_>) -> Option<Rows> {
    let start = question.start.unwrap_or(world.first());
    let asked_end = question.end.unwrap_or(question.as_of);
    let survival = question.metric.name == "survival";
    // Survival asks about what follows the dates, so the end of the data does not cut them.
    let end = if survival { asked_end } else { asked_end.min(question.as_of) };
    if start >= end {
        return None;
    }
    let row = |from, to| Look { question, world, edits, anchor: from, from, to, fixed: true }.row();
    let mut slices = Vec::new();
    if question.cut == Cut::Time {
        if (end - start) / question.slice_seconds() > SLICES {
            return None;
        }
        let mut from = start;
        while from < end {
            let next = match question.size {
                "day" | "week" | "month" | "quarter" | "year" => question.zone.next(question.size, from),
                _ => from + question.slice_seconds(),
            };
            let to = next.min(end);
            slices.push((Key::Time(from), row(from, to)));
            from = to;
        }
    }
    Some(Rows { whole: row(start, end), slices })
}

fn of_clock(question: &Question, world: &World, edits: &Edits<'_>, anchor: i64) -> Option<Rows> {
    let look = |from, to| Look { question, world, edits, anchor, from, to, fixed: false }.row();
    let from = anchor + question.offset();
    let whole = match question.t() {
        Some(t) => look(from, from + t),
        None => (vec![OPEN; question.metric.columns], false),
    };
    let calendar = matches!(question.size, "day" | "week" | "month" | "quarter" | "year");
    let group = || {
        let begin = if calendar {
            question.zone.begin(question.size, anchor)
        } else {
            let first = question.start.unwrap_or(world.first());
            first + (anchor - first).div_euclid(question.slice_seconds()) * question.slice_seconds()
        };
        // The first slice is called by the start.
        question.start.map_or(begin, |start| begin.max(start))
    };
    let mut slices = Vec::new();
    match question.cut {
        Cut::No | Cut::Time => {}
        Cut::Anchor => slices.push((Key::Anchor(group()), whole.clone())),
        Cut::Age | Cut::AnchorAge => {
            let end = question.t().map(|t| anchor + t);
            if (end.unwrap_or(question.as_of) - anchor) / question.slice_seconds() > SLICES {
                return None;
            }
            let begins = |age: u32| {
                if age == 0 {
                    // Also where clocks go back and show the anchor's hour twice.
                    anchor
                } else if calendar {
                    question.zone.later(anchor, question.size, i64::from(age))
                } else {
                    anchor + i64::from(age) * question.slice_seconds()
                }
            };
            let mut age = 0;
            // To anchor + t, or to where the data end: the slice that is not over is open.
            while age == 0 || begins(age) < end.unwrap_or(question.as_of) {
                let to = end.map_or(begins(age + 1), |end| begins(age + 1).min(end));
                let key = if question.cut == Cut::Age { Key::Age(age) } else { Key::Both(group(), age) };
                slices.push((key, look(begins(age), to)));
                age += 1;
            }
        }
    }
    Some(Rows { whole, slices })
}
