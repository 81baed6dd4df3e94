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
    },
    /// A clock of one's own for every account.
    Clock {
        /// Where it starts.
        anchor: Anchor,
        /// How long after that the window begins; negative: before.
        offset: Span,
        /// How long the window is. `None` for a metric that takes no `t`.
        t: Option<Span>,
    },
}

impl Period {
    /// The period in words, to end a definition: "within 24 hours of registration".
    #[must_use]
    pub fn words(&self) -> Message {
        match *self {
            Self::Fixed { window, whole: true, .. } => msg!("period-whole", window.end),
            Self::Fixed { window, .. } => fixed_words(window),
            Self::Clock { anchor, t: None, .. } => msg!("period-from-anchor", anchor.words()),
            Self::Clock { anchor, offset, t: Some(t) } => clock_words(anchor, offset, t),
        }
    }
}

/// "from 1 May 2025 to 19 February 2026": the last day named is the last one counted.
#[must_use]
pub fn fixed_words(window: Window) -> Message {
    let whole_days = window.start.unix().rem_euclid(86_400) == 0 && window.end.unix().rem_euclid(86_400) == 0;
    if whole_days && window.seconds() > 0 {
        let last = window.end.plus(Span::from_seconds(-1));
        if window.seconds() == 86_400 {
            return msg!("period-day", Arg::Day(window.start.to_jiff()));
        }
        return msg!("period-days", Arg::Day(window.start.to_jiff()), Arg::Day(last.to_jiff()));
    }
    msg!("period-moments", window.start, window.end)
}

fn clock_words(anchor: Anchor, offset: Span, t: Span) -> Message {
    let end = offset.plus(t);
    if offset == Span::ZERO {
        msg!("period-within", t.words(), anchor.words())
    } else if offset.seconds() > 0 {
        msg!("period-between", offset.words(), end.words(), anchor.words())
    } else if end.seconds() <= 0 {
        msg!("period-before", offset.words(), end.words(), anchor.words())
    } else {
        msg!("period-around", offset.words(), end.words(), anchor.words())
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
}
