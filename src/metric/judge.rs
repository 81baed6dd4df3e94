//! From a timeline to a row: where an account's window lies, whether it is over, and what may be said if it is not.

use super::counted::Counted;
use super::selection::{Resolved, Selection};
use super::slice::{SliceBy, SliceKey};
use super::timeline::Timeline;
use super::{Anchor, Clock, Look, Measure, Period, Statement, Undefined, Value, View, Window, WindowLength};
use crate::wiki::{Span, Timestamp, Zone};

/// The row of one account for one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// One value for each column of the metric's statement.
    pub values: Vec<Value>,
    /// The clock had started where the data end: the anchor lies before it.
    pub begun: bool,
    /// The window had ended where the data end, so the row enters aggregates.
    pub over: bool,
    /// A yes that is certain although the window is not over.
    pub early: bool,
    /// When the answer will be final, for a window that is not over.
    pub known_at: Option<Timestamp>,
    /// When each column's answer will be, where columns have ends of their own and some are not known yet; else none.
    pub known_by_column: Vec<Timestamp>,
    /// For a look that goes on to where the data end: how many seconds the account was followed.
    pub followed: Option<i64>,
    /// What was counted, where the judge keeps it.
    pub counted: Counted,
}

impl Row {
    /// A row in which nothing is known, for one reason.
    #[must_use]
    pub fn undefined(statement: &Statement, reason: Undefined) -> Self {
        Self::of(vec![Value::Undefined(reason); statement.columns.len()])
    }

    /// A row with these values, of a window that is over.
    #[must_use]
    pub const fn of(values: Vec<Value>) -> Self {
        Self {
            values,
            begun: true,
            over: true,
            early: false,
            known_at: None,
            known_by_column: Vec::new(),
            followed: None,
            counted: Counted::Nothing,
        }
    }
}

/// When one column of a row will be known: at its own end, or with the whole row.
#[must_use]
pub fn known_at(whole: Option<Timestamp>, by_column: &[Timestamp], column: usize) -> Option<Timestamp> {
    by_column.get(column).copied().or(whole)
}

/// What one metric says of one account: the row of its whole window, and one for each slice where it belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricRows {
    /// The row of the whole window: what is told where nothing is cut.
    pub whole: Row,
    /// The rows of the slices, in order. Empty where nothing is cut, and for an account whose clock never started.
    pub slices: Vec<(SliceKey, Row)>,
}

impl MetricRows {
    /// Nothing is known of the account, for one reason.
    #[must_use]
    pub fn undefined(statement: &Statement, reason: Undefined) -> Self {
        Self { whole: Row::undefined(statement, reason), slices: Vec::new() }
    }

    /// The rows that a result holds: one for each slice, or the one of the whole window.
    pub fn rows(&self) -> impl Iterator<Item = (Option<SliceKey>, &Row)> {
        let whole = self.slices.is_empty().then_some((None, &self.whole));
        whole.into_iter().chain(self.slices.iter().map(|(key, row)| (Some(*key), row)))
    }
}

/// A metric ready to turn timelines into rows.
pub struct Judge {
    statement: &'static Statement,
    measure: Box<dyn Measure>,
    resolved: Resolved,
    event: Option<Timestamp>,
    as_of: Timestamp,
    exclude_bots: bool,
    zone: Zone,
    keeps_for: Option<usize>,
}

impl Judge {
    /// Makes a selection ready for a source whose data end at `as_of`.
    #[must_use]
    pub fn new(selection: &Selection, resolved: Resolved, as_of: Timestamp) -> Self {
        Self {
            statement: selection.metric.statement(),
            measure: selection.metric.prepare(&selection.params),
            resolved,
            event: selection.window.event,
            as_of,
            exclude_bots: selection.params.flag("exclude_bots"),
            zone: selection.zone.clone(),
            keeps_for: None,
        }
    }

    /// The same judge, which keeps in its rows what was counted, for the wiki at this place of the request.
    #[must_use]
    pub fn keeping(self, wiki: usize) -> Self {
        Self { keeps_for: Some(wiki), ..self }
    }

    /// What the metric says of an account. The timeline may hold edits at or after `as_of`; they are not looked at.
    #[must_use]
    pub fn rows(&self, timeline: &Timeline<'_>) -> MetricRows {
        if self.exclude_bots && timeline.account.bot == Some(true) {
            return self.without(Undefined::ExcludedBot);
        }
        match self.resolved.period {
            Period::Fixed { window, asked_end, .. } => MetricRows {
                whole: self.row_of(timeline, window.start, self.measure.look_fixed(window, asked_end)),
                slices: self.rows_by_time(timeline),
            },
            Period::Clock { start, offset, t } => match self.anchor_of(start.anchor, timeline) {
                Ok(at) => {
                    let whole = self.row_of_clock(timeline, at, offset, t);
                    let slices = self.rows_of_clock(timeline, at, t, &whole);
                    MetricRows { whole, slices }
                }
                Err(reason) => MetricRows::undefined(self.statement, reason),
            },
        }
    }

    /// The rows of somebody who has no values, for one reason: whom the source does not know, or a bot that is left out.
    #[must_use]
    pub fn without(&self, reason: Undefined) -> MetricRows {
        let row = Row::undefined(self.statement, reason);
        // Fixed dates are everybody's.
        let slices = self.resolved.fixed_slices.iter().map(|slice| (SliceKey::Time(slice.start), row.clone()));
        MetricRows { slices: slices.collect(), whole: row.clone() }
    }

    fn rows_by_time(&self, timeline: &Timeline<'_>) -> Vec<(SliceKey, Row)> {
        let rows = self.resolved.fixed_slices.iter().map(|slice| {
            let look = self.measure.look_fixed(*slice, slice.end);
            (SliceKey::Time(slice.start), self.row_of(timeline, slice.start, look))
        });
        rows.collect()
    }

    fn rows_of_clock(
        &self,
        timeline: &Timeline<'_>,
        at: Timestamp,
        t: Option<WindowLength>,
        whole: &Row,
    ) -> Vec<(SliceKey, Row)> {
        let Some(slices) = &self.resolved.slices else { return Vec::new() };
        let group = slices.of_anchor(at, self.resolved.range, self.resolved.first_edit);
        if slices.by == SliceBy::Anchor {
            return vec![(SliceKey::Anchor(group), whole.clone())];
        }
        let end = match t {
            Some(WindowLength::Of(t)) => at.plus(t),
            // The slice that is not over is open.
            Some(WindowLength::Open) | None => Timestamp::MAX,
        };
        let mut rows = Vec::new();
        let mut age = 0;
        let mut start = at;
        while start < end && (age == 0 || end < Timestamp::MAX || start < self.as_of) {
            let next = slices.of_age(at, age + 1).min(end);
            let length = WindowLength::Of(Span::from_seconds(next.since(start)));
            let row = self.row_of_clock(timeline, at, Span::from_seconds(start.since(at)), Some(length));
            let key = if slices.by == SliceBy::Age { SliceKey::Age(age) } else { SliceKey::AnchorAge(group, age) };
            rows.push((key, row));
            (start, age) = (next, age + 1);
        }
        rows
    }

    fn row_of_clock(&self, timeline: &Timeline<'_>, at: Timestamp, offset: Span, t: Option<WindowLength>) -> Row {
        let t = match t {
            Some(WindowLength::Of(t)) => Some(t),
            // A window without an end is never over.
            Some(WindowLength::Open) => {
                let open = Row::undefined(self.statement, Undefined::WindowOpen);
                return Row { begun: at < self.as_of, over: false, ..open };
            }
            None => None,
        };
        let look = self.measure.look(Clock { anchor: at, offset, t, as_of: self.as_of });
        Row { begun: at < self.as_of, ..self.row_of(timeline, at, look) }
    }

    fn row_of(&self, timeline: &Timeline<'_>, anchor: Timestamp, look: Look) -> Row {
        if !timeline.tells(self.statement.facts) {
            return Row::undefined(self.statement, Undefined::NotInSource);
        }
        let window = look.window.before(self.as_of);
        let view = View { zone: &self.zone, timeline: *timeline, anchor, window, as_of: self.as_of };
        let over = look.over_at <= self.as_of;
        let mut values = self.measure.measure(&view);
        let early = !over && values.first() == Some(&Value::Bool(true));
        if !over {
            for (value, column) in values.iter_mut().zip(self.statement.columns) {
                if column.windowed && !(early && column.settled_by_yes) {
                    *value = Value::Undefined(Undefined::WindowOpen);
                }
            }
        }
        let waits = values.contains(&Value::Undefined(Undefined::WindowOpen));
        let judged_at = if over { look.window.end.plus(self.measure.grace()) } else { look.over_at };
        let known_at = (!over || waits).then_some(judged_at);
        let followed = (over && look.open_ended).then(|| self.as_of.since(look.window.start));
        let known_by_column = if waits { self.measure.column_ends(anchor) } else { Vec::new() };
        let counted = match self.keeps_for.filter(|_| over) {
            Some(wiki) => self.measure.counted(&view).of_wiki(wiki),
            None => Counted::Nothing,
        };
        Row { values, begun: true, over, early, known_at, known_by_column, followed, counted }
    }

    /// When the account's clock starts, if it has one and it lies in the range that was asked about.
    fn anchor_of(&self, anchor: Anchor, timeline: &Timeline<'_>) -> Result<Timestamp, Undefined> {
        let account = timeline.account;
        let first_edit = account.first_edit.filter(|first| *first < self.as_of);
        let range = self.resolved.range;
        match anchor {
            Anchor::Registration => match account.registration {
                Some(at) => within(range, at, Undefined::NotRegisteredInRange),
                // Somebody who edited before the range was registered before it, whenever that was.
                None if first_edit.is_some_and(|first| first < range.start) => Err(Undefined::NotRegisteredInRange),
                None => Err(Undefined::RegistrationUnknown),
            },
            Anchor::FirstEdit => within(range, first_edit.ok_or(Undefined::NoEdits)?, Undefined::FirstEditNotInRange),
            Anchor::Event | Anchor::Activity => self.event.or(timeline.event).ok_or(Undefined::NoEventDate),
        }
    }
}

fn within(range: Window, at: Timestamp, otherwise: Undefined) -> Result<Timestamp, Undefined> {
    if range.contains(at) { Ok(at) } else { Err(otherwise) }
}

mod merge;

#[cfg(test)]
mod tests {
    use crate::metric::SliceBy;
    use crate::metric::Undefined::{
        FirstEditNotInRange, NoEdits, NotRegisteredInRange, RegistrationUnknown, WindowOpen,
    };
    use crate::metric::Value::{Integer, Undefined};
    use crate::metric::testing::{Person, ask};

    #[test]
    fn the_range_takes_its_first_second_and_not_its_end() {
        let row = |registered: &str| {
            let person = Person::registered(registered);
            ask("pages_created").between("2025-01-01", "2025-02-01").row(&person).values[0].clone()
        };
        assert_eq!(row("2024-12-31T23:59:59Z"), Undefined(NotRegisteredInRange));
        assert_eq!(row("2025-01-01T00:00:00Z"), Integer(0));
        assert_eq!(row("2025-01-31T23:59:59Z"), Integer(0));
        assert_eq!(row("2025-02-01T00:00:00Z"), Undefined(NotRegisteredInRange));
    }

    #[test]
    fn an_unknown_registration_is_settled_by_an_earlier_edit() {
        let ask = ask("pages_created").between("2025-01-01", "2025-02-01");
        let earlier = Person::unregistered().edit("2024-06-01");
        assert_eq!(ask.row(&earlier).values, [Undefined(NotRegisteredInRange)]);
        let inside = Person::unregistered().edit("2025-01-10");
        assert_eq!(ask.row(&inside).values, [Undefined(RegistrationUnknown)]);
    }

    #[test]
    fn the_first_edit_starts_the_clock_and_counts() {
        let person = Person::unregistered().edit("2025-01-10T00:00:00Z").edit("2025-01-11T00:00:00Z");
        assert_eq!(ask("edits").first_edit().row(&person).values[0], Integer(1));
        let before = ask("edits").first_edit().between("2025-02-01", "2025-03-01");
        assert_eq!(before.row(&person).values[0], Undefined(FirstEditNotInRange));
        assert_eq!(ask("edits").first_edit().row(&Person::unregistered()).values[0], Undefined(NoEdits));
        // An earlier end of the data knows nothing of a later first edit.
        assert_eq!(ask("edits").first_edit().as_of("2025-01-10").row(&person).values[0], Undefined(NoEdits));
    }

    #[test]
    fn a_window_is_over_when_the_data_reach_its_end() {
        let person = Person::registered("2025-01-01").edit("2025-01-01T01:00:00Z");
        let open = ask("edits").as_of("2025-01-01T23:59:59Z").row(&person);
        assert_eq!((open.values[0].clone(), open.over, open.early), (Undefined(WindowOpen), false, false));
        assert_eq!(ask("edits").as_of("2025-01-02").row(&person).values[0], Integer(1));
        let endless =
            ask("edits").with("t", "none").sliced("day", SliceBy::Age, "UTC").as_of("2025-02-01").row(&person);
        assert_eq!((endless.begun, endless.over, endless.values[0].clone()), (true, false, Undefined(WindowOpen)));
    }
}
