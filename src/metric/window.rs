//! Windows: the half-open interval in which a metric looks at a timeline, and what it is relative to.

use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::{Span, Timestamp};

/// A half-open interval: `start` belongs to it, `end` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first second inside.
    pub start: Timestamp,
    /// The first second after.
    pub end: Timestamp,
}

impl Window {
    /// Whether `instant` lies inside.
    #[must_use]
    pub fn contains(self, instant: Timestamp) -> bool {
        self.start <= instant && instant < self.end
    }

    /// The part before `limit`.
    #[must_use]
    pub fn before(self, limit: Timestamp) -> Self {
        Self { start: self.start.min(limit), end: self.end.min(limit) }
    }

    /// Length in seconds, never negative.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.end.since(self.start).max(0)
    }
}

/// What a window is relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Fixed dates, the same for everybody.
    Activity,
    /// The account's registration.
    Registration,
    /// The account's first edit on the wiki.
    FirstEdit,
    /// A date given for the cohort or for each member.
    Event,
}

impl Anchor {
    /// Every anchor.
    pub const ALL: [Self; 4] = [Self::Activity, Self::Registration, Self::FirstEdit, Self::Event];

    /// The name in requests.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Registration => "registration",
            Self::FirstEdit => "first_edit",
            Self::Event => "event",
        }
    }

    /// Reads the name in requests.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|anchor| anchor.as_str() == name)
    }

    /// The anchor in a sentence: "registration", "the first edit".
    #[must_use]
    pub const fn words(self) -> Message {
        match self {
            Self::Activity => msg!("anchor-activity"),
            Self::Registration => msg!("anchor-registration"),
            Self::FirstEdit => msg!("anchor-first-edit"),
            Self::Event => msg!("anchor-event"),
        }
    }
}

/// How long the window of a clock is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowLength {
    /// So long.
    Of(Span),
    /// It has no end: slices of an account's own time go on to where the data end.
    Open,
}

impl WindowLength {
    /// How an open window is written.
    pub const OPEN: &'static str = "none";

    /// The length, unless the window is open.
    #[must_use]
    pub const fn span(self) -> Option<Span> {
        match self {
            Self::Of(span) => Some(span),
            Self::Open => None,
        }
    }
}

impl std::fmt::Display for WindowLength {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Of(span) => span.fmt(f),
            Self::Open => f.write_str(Self::OPEN),
        }
    }
}

impl std::str::FromStr for WindowLength {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        if text.trim() == Self::OPEN { Ok(Self::Open) } else { text.parse().map(Self::Of) }
    }
}

impl serde::Serialize for WindowLength {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for WindowLength {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom(format!("not the length of a window: {text:?}")))
    }
}

/// The time a metric in a request is about, with every default filled in: what a definition sentence is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The same dates for everybody; already clipped to where the data end.
    Fixed {
        /// What is looked at.
        window: Window,
        /// The end that was asked for: a metric that looks at what follows starts here.
        asked_end: Timestamp,
        /// No dates were asked for: it is all that the data have.
        whole: bool,
        /// No first date was asked for: it begins with the first edit of the wiki.
        since_first: bool,
    },
    /// A clock of one's own for every account.
    Clock {
        /// Where it starts.
        start: Start,
        /// How long after that the window begins; negative: before.
        offset: Span,
        /// How long the window is. `None` for a metric that takes no `t`.
        t: Option<WindowLength>,
    },
}

impl Period {
    /// The period in words, to end a definition: "within 24 hours of registration".
    #[must_use]
    pub fn words(&self) -> Message {
        match *self {
            Self::Fixed { window, whole: true, .. } => msg!("period-whole", window.end),
            Self::Fixed { window, since_first: true, .. } if window.end.is_midnight() => {
                msg!("period-since-first", Arg::Day(window.start.to_jiff()), window.end.last_day())
            }
            Self::Fixed { window, .. } => fixed_words(window),
            Self::Clock { start, t: None | Some(WindowLength::Open), .. } => {
                msg!("period-from-anchor", start.words())
            }
            Self::Clock { start, offset, t: Some(WindowLength::Of(t)) } => clock_words(start, offset, t),
        }
    }
}

/// Where the clock of an account starts, and which starts count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// What it starts at.
    pub anchor: Anchor,
    /// The date of the event, for that anchor.
    pub event: Option<Timestamp>,
    /// Only starts at or after it count.
    pub from: Option<Timestamp>,
    /// Only starts before it count.
    pub before: Option<Timestamp>,
}

impl Start {
    /// Any start at this anchor.
    #[must_use]
    pub const fn any(anchor: Anchor) -> Self {
        Self { anchor, event: None, from: None, before: None }
    }

    /// The start in a sentence: "registration", "a first edit from 1 May 2025 to 31 May 2025", "the event on 1 May
    /// 2025".
    #[must_use]
    pub fn words(&self) -> Message {
        match (self.anchor, self.range_words(), self.event) {
            (Anchor::Registration, Some(range), _) => msg!("anchor-registration-range", range),
            (Anchor::FirstEdit, Some(range), _) => msg!("anchor-first-edit-range", range),
            (Anchor::Event, _, Some(event)) if event.is_midnight() => {
                msg!("anchor-event-day", Arg::Day(event.to_jiff()))
            }
            (Anchor::Event, _, Some(event)) => msg!("anchor-event-moment", event),
            (Anchor::Event, _, None) => msg!("anchor-event-own"),
            _ => self.anchor.words(),
        }
    }

    /// The starts that count, in words; `None` where all do.
    #[must_use]
    pub fn range_words(&self) -> Option<Message> {
        match (self.from, self.before) {
            (None, None) => None,
            (Some(start), Some(end)) => Some(fixed_words(Window { start, end })),
            (Some(from), None) if from.is_midnight() => Some(msg!("period-since", Arg::Day(from.to_jiff()))),
            (Some(from), None) => Some(msg!("period-since", from)),
            (None, Some(before)) if before.is_midnight() => {
                Some(msg!("period-up-to", Arg::Day(before.plus(Span::from_seconds(-1)).to_jiff())))
            }
            (None, Some(before)) => Some(msg!("period-before-moment", before)),
        }
    }
}

/// "from 1 May 2025 to 19 February 2026": the last day named is the last one counted.
#[must_use]
pub fn fixed_words(window: Window) -> Message {
    if window.start.is_midnight() && window.end.is_midnight() && window.seconds() > 0 {
        let last = window.end.plus(Span::from_seconds(-1));
        if window.seconds() == 86_400 {
            return msg!("period-day", Arg::Day(window.start.to_jiff()));
        }
        return msg!("period-days", Arg::Day(window.start.to_jiff()), Arg::Day(last.to_jiff()));
    }
    msg!("period-moments", window.start, window.end)
}

fn clock_words(start: Start, offset: Span, t: Span) -> Message {
    let (start, end) = (start.words(), offset.plus(t));
    if offset == Span::ZERO {
        msg!("period-within", t.words(), start)
    } else if offset.seconds() > 0 && !(offset.is_compound() || end.is_compound()) {
        msg!("period-between", offset.words(), end.words(), start)
    } else if offset.seconds() > 0 {
        msg!("period-from-to", offset.words(), end.words(), start)
    } else if end == Span::ZERO {
        msg!("period-until", t.words(), start)
    } else if end.seconds() < 0 {
        msg!("period-before", offset.words(), end.words(), start)
    } else {
        msg!("period-around", offset.words(), end.words(), start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn the_first_second_belongs_to_a_window_and_the_end_does_not() {
        let at = Timestamp::from_unix;
        let window = Window { start: at(10), end: at(20) };
        assert!(window.contains(at(10)) && window.contains(at(19)));
        assert!(!window.contains(at(9)) && !window.contains(at(20)));
        assert_eq!(window.before(at(5)).seconds(), 0);
    }

    #[test]
    fn the_sentence_names_the_last_day_that_counts() {
        let window = Window { start: "2025-05-01".parse().unwrap(), end: "2026-02-20".parse().unwrap() };
        assert_eq!(Language::english().text(&fixed_words(window)), "from 1 May 2025 to 19 February 2026");
    }

    #[test]
    fn where_no_first_day_was_asked_the_sentence_names_the_first_edit_and_days() {
        let window = Window { start: "2006-01-18T09:30:00Z".parse().unwrap(), end: "2026-11-01".parse().unwrap() };
        let period = Period::Fixed { window, asked_end: window.end, whole: false, since_first: true };
        assert_eq!(
            Language::english().text(&period.words()),
            "from the first edit of the wiki, on 18 January 2006, to 31 October 2026"
        );
    }

    #[test]
    fn dates_of_no_whole_days_are_moments() {
        let say = |start: &str, end: &str| {
            let window = Window { start: start.parse().unwrap(), end: end.parse().unwrap() };
            Language::english().text(&fixed_words(window))
        };
        assert_eq!(say("2025-05-01", "2025-05-02"), "on 1 May 2025");
        let none = say("2025-05-01", "2025-05-01");
        assert_eq!(none, "from 1 May 2025, 00:00 UTC until before 1 May 2025, 00:00 UTC");
        let start = Start { event: "2025-05-01T12:00:00Z".parse().ok(), ..Start::any(Anchor::Event) };
        assert_eq!(Language::english().text(&start.words()), "the event at 1 May 2025, 12:00 UTC");
    }

    #[test]
    fn a_clock_says_where_its_window_lies() {
        let (day, second) = (86_400, 1);
        for (offset, t, words) in [
            (0, 7 * day, "within 7 days of registration"),
            (3 * day, 4 * day, "between 3 days and 7 days after registration"),
            (3 * day, day + second, "from 3 days to 4 days and 1 second after registration"),
            (3 * day + second, day - second, "from 3 days and 1 second to 4 days after registration"),
            (-30 * day, 30 * day, "in the 30 days before registration"),
            (-30 * day, 10 * day, "from 30 days to 20 days before registration"),
            (-10 * day, 30 * day, "from 10 days before registration until 20 days after it"),
        ] {
            let (offset, t) = (Span::from_seconds(offset), Span::from_seconds(t));
            let said = clock_words(Start::any(Anchor::Registration), offset, t);
            assert_eq!(Language::english().text(&said), words);
        }
    }

    #[test]
    fn a_clock_says_which_starts_count() {
        let say = |anchor, from: &str, before: &str| {
            let at = |text: &str| text.parse().ok();
            let start = Start { anchor, event: at("2025-05-01"), from: at(from), before: at(before) };
            Language::english()
                .text(&Period::Clock { start, offset: Span::ZERO, t: Some(WindowLength::Of(Span::days(7))) }.words())
        };
        for (anchor, from, before, words) in [
            (Anchor::Registration, "", "", "registration"),
            (Anchor::Registration, "2025-05-01", "2025-06-01", "a registration from 1 May 2025 to 31 May 2025"),
            (Anchor::FirstEdit, "2025-05-01", "2025-05-02", "a first edit on 1 May 2025"),
            (Anchor::FirstEdit, "2025-05-01", "", "a first edit from 1 May 2025 on"),
            (Anchor::Registration, "", "2025-06-01", "a registration up to and including 31 May 2025"),
            (Anchor::Registration, "", "2025-06-01T12:00:00Z", "a registration before 1 June 2025, 12:00 UTC"),
            (Anchor::Event, "", "", "the event on 1 May 2025"),
        ] {
            assert_eq!(say(anchor, from, before), format!("within 7 days of {words}"));
        }
    }
}
