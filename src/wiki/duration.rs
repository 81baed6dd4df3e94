//! Lengths of time: a whole number and a unit.

use std::fmt;
use std::str::FromStr;

use crate::msg;
use crate::text::{Arg, Message};

/// A length of time in seconds; negative ones look back (an offset before an event). Written `30s`, `90m`, `24h`,
/// `7d`, `2w`; shown in hours up to two days and in days from three on, whatever unit was typed, so that equal lengths
/// are spelled alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(i64);

/// Seconds in a day.
const DAY: i64 = 86_400;
/// Seconds in an hour.
const HOUR: i64 = 3600;
/// A thousand years: more is a slip of the keyboard, and adding it to an instant stays inside the calendar.
const LONGEST: i64 = 1000 * 366 * DAY;

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A length in seconds.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// A length in days of 24 hours.
    #[must_use]
    pub const fn days(days: i64) -> Self {
        Self(days * DAY)
    }

    /// The length in seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// This length and another one after it.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Number and unit in which the length is said.
    const fn parts(self) -> (i64, char) {
        let seconds = self.0;
        if seconds != 0 && seconds % DAY == 0 && seconds.abs() > 2 * DAY {
            (seconds / DAY, 'd')
        } else if seconds != 0 && seconds % HOUR == 0 {
            (seconds / HOUR, 'h')
        } else if seconds != 0 && seconds % 60 == 0 {
            (seconds / 60, 'm')
        } else {
            (seconds, 's')
        }
    }

    /// Whether the words for the length name more than one unit.
    #[must_use]
    pub const fn is_compound(self) -> bool {
        let rest = if self.0.abs() > 2 * DAY { self.0 % DAY } else { self.0 % HOUR };
        rest != 0 && self.0.abs() >= 60 && !(self.0.abs() < HOUR && self.0 % 60 == 0)
    }

    /// The length in words, "24 hours", "7 days and 1 second"; the sign is not said.
    #[must_use]
    pub fn words(self) -> Message {
        let seconds = self.0.abs();
        let (days, rest) = if seconds > 2 * DAY { (seconds / DAY, seconds % DAY) } else { (0, seconds) };
        let (hours, rest) = (rest / HOUR, rest % HOUR);
        let parts = [
            (days, msg!("span-days", days)),
            (hours, msg!("span-hours", hours)),
            (rest / 60, msg!("span-minutes", rest / 60)),
            (rest % 60, msg!("span-seconds", rest % 60)),
        ];
        let said: Vec<Arg> =
            parts.into_iter().filter(|(number, _)| *number > 0).map(|(_, words)| Arg::Message(words)).collect();
        match <[Arg; 1]>::try_from(said) {
            Ok([Arg::Message(one)]) => one,
            Ok([other]) => msg!("plain", other),
            Err(none) if none.is_empty() => msg!("span-seconds", 0),
            Err(several) => msg!("plain", several),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = self.parts();
        write!(f, "{number}{unit}")
    }
}

impl FromStr for Span {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        let wrong = || msg!("span-wrong", Arg::Name(text.to_owned()));
        let (at, unit) = text.char_indices().next_back().ok_or_else(wrong)?;
        let unit = match unit {
            's' => 1,
            'm' => 60,
            'h' => HOUR,
            'd' => DAY,
            'w' => 7 * DAY,
            _ => return Err(wrong()),
        };
        let number = &text[..at];
        let digits = number.strip_prefix('-').unwrap_or(number);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let seconds = number.parse::<i64>().ok().and_then(|number| number.checked_mul(unit));
        match seconds {
            Some(seconds) if seconds.abs() <= LONGEST => Ok(Self(seconds)),
            _ => Err(msg!("span-too-long", Arg::Name(text.to_owned()))),
        }
    }
}

impl serde::Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom(format!("not a length of time such as 24h or 7d: {text:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lengths_are_spelled_alike() {
        for (typed, shown) in [
            ("24h", "24h"),
            ("1d", "24h"),
            ("2d", "48h"),
            ("168h", "7d"),
            ("1w", "7d"),
            ("90m", "90m"),
            ("0d", "0s"),
            ("-30d", "-30d"),
            ("61s", "61s"),
            ("3600s", "1h"),
        ] {
            assert_eq!(typed.parse::<Span>().unwrap().to_string(), shown, "{typed}");
        }
    }

    #[test]
    fn lengths_are_said_in_the_units_of_people() {
        for (typed, said) in [
            ("24h", "24 hours"),
            ("48h", "48 hours"),
            ("7d", "7 days"),
            ("30m", "30 minutes"),
            ("59s", "59 seconds"),
            ("90m", "1 hour and 30 minutes"),
            ("20161m", "14 days and 1 minute"),
            ("86401s", "24 hours and 1 second"),
            ("-30d", "30 days"),
            ("0s", "0 seconds"),
        ] {
            let span: Span = typed.parse().unwrap();
            assert_eq!(crate::text::Language::english().text(&span.words()), said, "{typed}");
            assert_eq!(span.is_compound(), said.contains(" and "), "{typed}");
        }
    }

    #[test]
    fn what_is_no_length_is_refused() {
        for typed in ["", "24", "h", "1.5h", "1 h", "--1d", "1y", "-", "1é", "9999999999999999999d", "400000d"] {
            assert!(typed.parse::<Span>().is_err(), "{typed}");
        }
    }
}
