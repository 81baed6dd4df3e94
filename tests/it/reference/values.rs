//! The values of each metric over one window, in loops over every edit.

use std::collections::{BTreeMap, BTreeSet};

use super::history::{CONTENT, DAY, Page, Revision, World};
use super::question::Question;
use super::reverts::reverted;

/// One value; numbers by their bits, so that equal means equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Yes(bool),
    Whole(i64),
    Real(u64),
    Counts(BTreeMap<i32, i64>),
    Not(&'static str),
}

pub const OPEN: Cell = Cell::Not("window_open");

/// Where to look, for one account and one question.
pub struct Look<'a> {
    pub question: &'a Question,
    pub world: &'a World,
    /// Everything the person did.
    pub edits: &'a Edits<'a>,
    /// What hours are counted from.
    pub anchor: i64,
    /// The window, which may reach beyond the data.
    pub from: i64,
    pub to: i64,
    /// Dates that are the same for everybody: values are so far, and never open.
    pub fixed: bool,
}

/// Edits with their pages, in the order of (time, id).
pub type Edits<'a> = Vec<(&'a Revision, Option<&'a Page>)>;

impl<'a> Look<'a> {
    /// The edits in [from, to) before the data end, in the namespaces of the question.
    fn between(&self, from: i64, to: i64) -> Edits<'a> {
        let mut found = Vec::new();
        for (edit, page) in self.edits.iter().copied() {
            let inside = from <= edit.at && edit.at < to && edit.at < self.question.as_of;
            let namespaces = match self.question.metric.name {
                "namespace_edits" => "all",
                _ => self.question.param("namespaces"),
            };
            let chosen = match (namespaces, page) {
                ("all", _) => true,
                (_, None) => false,
                ("content", Some(page)) => CONTENT.contains(&page.namespace),
                (list, Some(page)) => list.split(',').any(|one| one == page.namespace.to_string()),
            };
            if inside && chosen {
                found.push((edit, page));
            }
        }
        found
    }

    fn here(&self) -> Edits<'a> {
        self.between(self.from, self.to)
    }

    fn enough(&self, from: i64, to: i64) -> bool {
        self.between(from, to).len() >= self.question.count("n")
    }

    /// The values, and whether they are an early yes.
    pub fn row(&self) -> (Vec<Cell>, bool) {
        let (cells, over) = self.cells();
        let settles = !matches!(self.question.metric.name, "retention");
        let early = !over && settles && cells[0] == Cell::Yes(true);
        if over || early { (cells, early) } else { (vec![OPEN; cells.len()], false) }
    }

    /// The values as far as the data go, and whether the window is over.
    fn cells(&self) -> (Vec<Cell>, bool) {
        let question = self.question;
        let over = |end: i64| self.fixed || end <= question.as_of;
        match question.metric.name {
            "survival" => self.survival(),
            "retention" => (self.retention(), over(self.anchor)),
            "time_to_threshold" => (vec![self.minutes()], true),
            "revert_rate" => (self.revert_rate(), over(self.to + question.length("within").unwrap_or(0))),
            "productive_edits" => (self.productive(), over(self.to + question.length("within").unwrap())),
            "surviving_new_editor" => {
                let length = |name: &str| question.length(name).unwrap();
                let trial = self.anchor + length("t2");
                let began = self.enough(self.anchor, self.anchor + length("t1"));
                let stayed = self.between(trial, trial + length("t3")).len() >= question.count("m");
                let end = (trial + length("t3")).max(self.anchor + length("t1"));
                (vec![self.by_themselves(began && stayed)], over(end))
            }
            "new_editor" => (vec![self.by_themselves(self.enough(self.from, self.to))], over(self.to)),
            "newly_registered" => (vec![self.newly_registered(self.from, self.to, true)], true),
            "retained_editor" => (vec![self.retained()], true),
            name if name.starts_with("rolling") => (vec![self.rolling(name)], true),
            _ => (self.counts(), over(self.to)),
        }
    }

    fn counts(&self) -> Vec<Cell> {
        let edits = self.here();
        let question = self.question;
        let redirects = question.param("exclude_redirects") != "true";
        let on_pages = || edits.iter().filter(move |(_, page)| redirects || page.is_none_or(|page| !page.redirect));
        let count = |number: usize| Cell::Whole(i64::try_from(number).unwrap());
        match question.metric.name {
            "edits" => vec![count(edits.len()), count(edits.iter().filter(|(edit, _)| edit.minor).count())],
            "edit_rate" => self.edit_rate(edits.len()),
            "bytes_added" => bytes(&edits),
            "pages_created" => vec![count(on_pages().filter(|(edit, _)| edit.parentless).count())],
            "pages_edited" => {
                let pages = on_pages().filter_map(|(_, page)| page.map(std::ptr::from_ref));
                vec![count(pages.collect::<BTreeSet<_>>().len())]
            }
            "namespace_edits" => {
                let mut counts = BTreeMap::new();
                for namespace in edits.iter().filter_map(|(_, page)| page.map(|page| page.namespace)) {
                    *counts.entry(namespace).or_insert(0) += 1;
                }
                vec![Cell::Counts(counts)]
            }
            "threshold" => match edits.get(question.count("n") - 1) {
                Some((nth, _)) => vec![Cell::Yes(true), real(whole(nth.at - self.anchor) / 3600.0)],
                None => vec![Cell::Yes(false), Cell::Not("not_reached")],
            },
            "days_active" => {
                let days: BTreeSet<i64> = edits.iter().map(|(edit, _)| question.zone.day(edit.at)).collect();
                vec![count(days.len())]
            }
            "edit_sessions" => self.sessions(&edits),
            name => unreachable!("{name}"),
        }
    }

    fn edit_rate(&self, edits: usize) -> Vec<Cell> {
        let unit = match self.question.param("unit") {
            "hour" => 3600.0,
            "day" => 86_400.0,
            _ => 604_800.0,
        };
        let clipped = self.to.min(self.question.as_of) - self.from.min(self.question.as_of);
        let length = whole(clipped) / (unit * whole(i64::try_from(self.question.count("unit_count")).unwrap()));
        let edits = i64::try_from(edits).unwrap();
        vec![Cell::Whole(edits), real(whole(edits) / length), real(length)]
    }

    fn sessions(&self, edits: &Edits<'_>) -> Vec<Cell> {
        let gap = self.question.length("gap").unwrap();
        let mut sessions: Vec<(i64, i64)> = Vec::new();
        for (edit, _) in edits {
            match sessions.last_mut() {
                Some((_, last)) if edit.at - *last <= gap => *last = edit.at,
                _ => sessions.push((edit.at, edit.at)),
            }
        }
        let lead_in = self.question.length("lead_in").unwrap();
        let seconds: i64 = sessions.iter().map(|(first, last)| last - first + lead_in).sum();
        let (number, edits) = (i64::try_from(sessions.len()).unwrap(), i64::try_from(edits.len()).unwrap());
        let each = if number == 0 { Cell::Not("no_edits") } else { real(whole(edits) / whole(number)) };
        vec![Cell::Whole(number), real(whole(seconds) / 3600.0), each]
    }

    fn survival(&self) -> (Vec<Cell>, bool) {
        // The window of the question is what comes before: its end is where the look begins.
        let (from, as_of) = (self.to, self.question.as_of);
        let (to, over) = match self.question.length("sunset") {
            Some(sunset) => (from + sunset, from + sunset <= as_of),
            // Without an end: judged from the start, where with fixed dates somebody must have been followed at all.
            None => (i64::MAX, if self.fixed { from < as_of } else { from <= as_of }),
        };
        (vec![Cell::Yes(self.enough(from, to))], over)
    }

    fn retention(&self) -> Vec<Cell> {
        let mark = |days: i64| {
            let from = self.anchor + days * DAY;
            let within = self.question.param("mode") == "within";
            let to = if within { from + self.question.length("width").unwrap() } else { i64::MAX };
            let judged_at = if within { to } else { from };
            if judged_at <= self.question.as_of { Cell::Yes(self.enough(from, to)) } else { OPEN }
        };
        [7, 30, 60, 90, 180, 365].map(mark).to_vec()
    }

    fn minutes(&self) -> Cell {
        let place = |name: &str| self.question.param(name).parse::<usize>().ok();
        let from = match place("from") {
            Some(_) => self.anchor,
            None => match self.world.registration {
                Some(registration) => registration.max(self.anchor),
                None => return Cell::Not("registration_unknown"),
            },
        };
        let edits = self.between(from, i64::MAX);
        if edits.is_empty() {
            return Cell::Not("no_edits");
        }
        let kth = |k: usize| edits.get(k - 1).map(|(edit, _)| edit.at);
        let begin = place("from").map_or(self.world.registration, kth);
        let end = match place("to") {
            Some(k) => kth(k),
            None => edits.last().map(|(edit, _)| edit.at).filter(|_| edits.len() > place("from").unwrap_or(0)),
        };
        match (begin, end) {
            (Some(begin), Some(end)) => real(whole(end - begin) / 60.0),
            _ => Cell::Not("not_reached"),
        }
    }

    /// Whether it can be told if an edit was reverted, and then whether it was; `Err`: too young.
    fn judged(&self, edit: &Revision, page: Option<&Page>) -> Result<Option<bool>, ()> {
        let within = self.question.length("within");
        if edit.checksum.is_none() {
            return Ok(None);
        }
        if within.is_some_and(|within| self.question.as_of - edit.at < within) {
            return Err(());
        }
        Ok(Some(page.is_some_and(|page| reverted(page, edit, self.question, within))))
    }

    fn revert_rate(&self) -> Vec<Cell> {
        let edits = self.here();
        let judged: Vec<_> = edits.iter().map(|(edit, page)| self.judged(edit, *page)).collect();
        let count =
            |what: Result<Option<bool>, ()>| i64::try_from(judged.iter().filter(|one| **one == what).count()).unwrap();
        let (reverted, kept) = (count(Ok(Some(true))), count(Ok(Some(false))));
        let (unknown, young) = (count(Ok(None)), count(Err(())));
        let rate = match (reverted + kept, edits.len(), young) {
            (0, 0, _) => Cell::Not("no_edits"),
            (0, _, 1..) => OPEN,
            (0, ..) => Cell::Not("not_in_source"),
            (judged, ..) => real(whole(reverted) / whole(judged)),
        };
        vec![
            Cell::Whole(reverted),
            Cell::Whole(i64::try_from(edits.len()).unwrap()),
            rate,
            Cell::Whole(unknown + young),
        ]
    }

    fn productive(&self) -> Vec<Cell> {
        let (mut kept, mut counted, mut unjudged) = (0, 0, 0);
        for (edit, page) in self.here() {
            match self.judged(edit, page) {
                Ok(Some(reverted)) => {
                    counted += 1;
                    kept += i64::from(!reverted);
                }
                _ => unjudged += 1,
            }
        }
        [kept, counted, unjudged].map(Cell::Whole).to_vec()
    }

    /// Only somebody who registered themselves is a new editor.
    fn by_themselves(&self, enough: bool) -> Cell {
        match (self.world.self_created, enough) {
            (_, false) | (Some(false), _) => Cell::Yes(false),
            (Some(true), true) => Cell::Yes(true),
            (None, true) => Cell::Not("not_in_source"),
        }
    }

    /// Whether the account was registered before an instant; `None`: nobody knows.
    fn registered_before(&self, instant: i64) -> Option<bool> {
        match self.world.registration {
            Some(at) => Some(at < instant),
            None if self.edits.iter().any(|(edit, _)| edit.at < instant) => Some(true),
            None => None,
        }
    }

    fn newly_registered(&self, from: i64, to: i64, enough: bool) -> Cell {
        let to = to.min(self.question.as_of);
        let inside = match self.world.registration {
            Some(at) => Some(from <= at && at < to),
            None => self.registered_before(from).map(|_| false),
        };
        match (enough, inside, self.world.self_created) {
            (false, ..) | (_, Some(false), _) | (_, _, Some(false)) => Cell::Yes(false),
            (_, Some(true), Some(true)) => Cell::Yes(true),
            (_, Some(true), None) => Cell::Not("not_in_source"),
            (_, None, _) => Cell::Not("registration_unknown"),
        }
    }

    fn rolling(&self, name: &str) -> Cell {
        let u = self.question.length("u").unwrap();
        let t = self.to;
        let (now, before) = (self.enough(t - u, t), self.enough(t - 2 * u, t - u));
        let old = |instant: i64, enough: bool| match (enough, self.registered_before(instant)) {
            (false, _) => Cell::Yes(false),
            (true, Some(yes)) => Cell::Yes(yes),
            (true, None) => Cell::Not("registration_unknown"),
        };
        match name {
            "rolling_active_editor" => Cell::Yes(now),
            "rolling_new_active_editor" => self.newly_registered(t - u, t, now),
            "rolling_surviving_new_active_editor" => self.newly_registered(t - 2 * u, t - u, now && before),
            "rolling_recurring_old_active_editor" => old(t - 2 * u, now && before),
            "rolling_reactivated_editor" => old(t - u, now && !before),
            name => unreachable!("{name}"),
        }
    }

    fn retained(&self) -> Cell {
        let zone = self.question.zone;
        let this = zone.begin("month", self.to - 1);
        let before = zone.begin("month", this - 1);
        Cell::Yes(self.enough(this, self.to) && self.enough(before, this))
    }
}

fn bytes(edits: &Edits<'_>) -> Vec<Cell> {
    let (mut positive, mut negative, mut unmeasured) = (0, 0, 0);
    for (edit, _) in edits {
        match edit.bytes {
            Some(bytes) if bytes >= 0 => positive += bytes,
            Some(bytes) => negative += bytes,
            None => unmeasured += 1,
        }
    }
    let edits = i64::try_from(edits.len()).unwrap();
    [positive + negative, positive - negative, positive, negative, edits, unmeasured].map(Cell::Whole).to_vec()
}

fn real(number: f64) -> Cell {
    Cell::Real(number.to_bits())
}

#[expect(clippy::cast_precision_loss, reason = "seconds and counts stay far below 2^52")]
fn whole(number: i64) -> f64 {
    number as f64
}
