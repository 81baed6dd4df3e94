//! Slices: a time series cuts the time of a request into consecutive half-open pieces.
//!
//! Three meanings. `time` cuts fixed dates; `anchor` puts accounts with a clock into groups by when the clock started;
//! `age` cuts each account's time since its clock started. `anchor,age` is both: a retention triangle.

use super::{Anchor, Window};
use crate::msg;
use crate::text::{Arg, Message};
use crate::wiki::{Calendar, Span, Timestamp, Zone};

/// How many slices one request may have.
pub const SLICES_MOST: usize = 10_000;

/// How long a slice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SliceSize {
    /// So many hours, stepped from the start.
    Length(Span),
    /// A piece of the calendar, in the zone of the request.
    Calendar(Calendar),
}

/// What slices cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SliceBy {
    /// The fixed dates.
    Time,
    /// The accounts, by when their clock started.
    Anchor,
    /// Each account's time since its clock started.
    Age,
    /// The accounts, and each one's time.
    AnchorAge,
}

/// Which slice a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SliceKey {
    /// The slice of the dates that starts here.
    Time(Timestamp),
    /// The accounts whose clock started in the slice that starts here.
    Anchor(Timestamp),
    /// The `n`-th slice of an account's own time, from 0 on.
    Age(u32),
    /// Both.
    AnchorAge(Timestamp, u32),
}

/// What all metrics of a request have in common: its zone, and how it cuts time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// The zone in which dates are meant and days begin.
    pub zone: Zone,
    /// How long slices are; `None` where time is not cut.
    pub slice: Option<SliceSize>,
    /// What slices cut; `None` for what goes with each metric's anchor.
    pub slice_by: Option<SliceBy>,
}

/// The slices of one metric in a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Slices {
    /// How long each is.
    pub size: SliceSize,
    /// What they cut.
    pub by: SliceBy,
    /// Whose calendar.
    pub zone: Zone,
}

impl SliceBy {
    /// Every meaning.
    pub const ALL: [Self; 4] = [Self::Time, Self::Anchor, Self::Age, Self::AnchorAge];

    /// The name in requests.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Anchor => "anchor",
            Self::Age => "age",
            Self::AnchorAge => "anchor,age",
        }
    }

    /// Reads the name in requests.
    ///
    /// # Errors
    ///
    /// There is no such meaning.
    pub fn read(name: &str) -> Result<Self, Message> {
        let found = Self::ALL.into_iter().find(|by| by.as_str() == name.trim());
        found.ok_or_else(|| msg!("slice-by-wrong", Arg::Name(name.to_owned()), "time, anchor, age; anchor,age"))
    }

    /// What slices cut where nothing is said.
    #[must_use]
    pub const fn default_for(anchor: Anchor) -> Self {
        match anchor {
            Anchor::Activity => Self::Time,
            Anchor::Registration | Anchor::FirstEdit | Anchor::Event => Self::Anchor,
        }
    }

    /// Whether accounts' own time is cut.
    #[must_use]
    pub const fn cuts_age(self) -> bool {
        matches!(self, Self::Age | Self::AnchorAge)
    }

    /// Whether this goes with an anchor.
    #[must_use]
    pub fn goes_with(self, anchor: Anchor) -> bool {
        (self == Self::Time) == (anchor == Anchor::Activity)
    }
}

impl SliceSize {
    /// Reads a size: `day`, `week`, `month`, `quarter`, `year`, or hours such as `24h`, `7d`.
    ///
    /// # Errors
    ///
    /// It is neither, or not a whole number of hours.
    pub fn parse(typed: &str) -> Result<Self, Message> {
        let typed = typed.trim();
        if let Some(unit) = Calendar::parse(typed) {
            return Ok(Self::Calendar(unit));
        }
        let wrong = || msg!("slice-wrong", Arg::Name(typed.to_owned()), "day, week, month, quarter, year");
        let length: Span = typed.parse().map_err(|_| wrong())?;
        if length.seconds() < 3600 || length.seconds() % 3600 != 0 {
            return Err(wrong());
        }
        Ok(Self::Length(length))
    }
}

impl std::fmt::Display for SliceSize {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Length(length) => length.fmt(f),
            Self::Calendar(unit) => f.write_str(unit.as_str()),
        }
    }
}

impl SliceKey {
    /// When the slice of the dates or of the anchors starts.
    #[must_use]
    pub const fn start(self) -> Option<Timestamp> {
        match self {
            Self::Time(start) | Self::Anchor(start) | Self::AnchorAge(start, _) => Some(start),
            Self::Age(_) => None,
        }
    }

    /// Which slice of an account's own time.
    #[must_use]
    pub const fn age(self) -> Option<u32> {
        match self {
            Self::Age(age) | Self::AnchorAge(_, age) => Some(age),
            Self::Time(_) | Self::Anchor(_) => None,
        }
    }
}

impl serde::Serialize for SliceKey {
    /// An object with the names of what is cut: `{"anchor": "...", "age": 2}`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&Written::from(*self), serializer)
    }
}

impl<'de> serde::Deserialize<'de> for SliceKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match <Written as serde::Deserialize>::deserialize(deserializer)? {
            Written { time: Some(start), anchor: None, age: None } => Ok(Self::Time(start)),
            Written { time: None, anchor: Some(start), age: None } => Ok(Self::Anchor(start)),
            Written { time: None, anchor: None, age: Some(age) } => Ok(Self::Age(age)),
            Written { time: None, anchor: Some(start), age: Some(age) } => Ok(Self::AnchorAge(start, age)),
            _ => Err(serde::de::Error::custom("not the key of a slice")),
        }
    }
}

/// A key as it is written.
#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    anchor: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    age: Option<u32>,
}

impl From<SliceKey> for Written {
    fn from(key: SliceKey) -> Self {
        match key {
            SliceKey::Time(start) => Self { time: Some(start), ..Self::default() },
            SliceKey::Anchor(start) => Self { anchor: Some(start), ..Self::default() },
            SliceKey::Age(age) => Self { age: Some(age), ..Self::default() },
            SliceKey::AnchorAge(start, age) => Self { anchor: Some(start), age: Some(age), ..Self::default() },
        }
    }
}

impl Slices {
    /// The slices of a window, in order: each starts where the one before ends, the last ends with the window.
    #[must_use]
    pub fn of(&self, window: Window) -> Vec<Window> {
        let mut slices = Vec::new();
        let mut start = window.start;
        while start < window.end && slices.len() <= SLICES_MOST {
            let next = match self.size {
                SliceSize::Length(length) => start.plus(length),
                SliceSize::Calendar(unit) => self.zone.next(unit, start),
            };
            let end = next.min(window.end);
            slices.push(Window { start, end });
            start = end;
        }
        slices
    }

    /// Where the slice begins that holds the start of an account's clock. Slices of hours are stepped from the
    /// start of the range, or where it has none from the wiki's first edit, to both sides; a slice of the calendar that
    /// begins before the range is called by where the range starts.
    #[must_use]
    pub fn of_anchor(&self, anchor: Timestamp, range: Window, first_edit: Timestamp) -> Timestamp {
        let begin = match self.size {
            SliceSize::Length(length) => {
                let first = if range.start == Timestamp::MIN { first_edit } else { range.start };
                let steps = anchor.since(first).div_euclid(length.seconds());
                first.plus(Span::from_seconds(steps.saturating_mul(length.seconds())))
            }
            SliceSize::Calendar(unit) => self.zone.begin(unit, anchor),
        };
        begin.max(range.start)
    }

    /// Where the `age`-th slice of an account's own time begins.
    #[must_use]
    pub fn of_age(&self, anchor: Timestamp, age: u32) -> Timestamp {
        match self.size {
            SliceSize::Length(length) => {
                anchor.plus(Span::from_seconds(length.seconds().saturating_mul(i64::from(age))))
            }
            SliceSize::Calendar(unit) => self.zone.later(anchor, unit, i64::from(age)),
        }
    }
}

#[cfg(test)]
mod tests;
