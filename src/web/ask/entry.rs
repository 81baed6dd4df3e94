//! Something to fill in on a card.

use crate::msg;
use crate::text::Message;

/// Something to fill in.
pub(super) struct Entry {
    /// Name in the form, also its id.
    pub id: String,
    /// Message: what it is called.
    pub label: &'static str,
    /// A sentence about it.
    pub help: Option<Message>,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<Message>,
    /// How it is filled in.
    pub kind: EntryKind,
}

/// How something is filled in.
pub(super) enum EntryKind {
    /// A day.
    Day,
    /// A whole number.
    Number,
    /// A number and a unit of time.
    Length {
        /// Name of the field of the unit.
        unit: String,
        /// The units.
        units: Vec<Choice>,
    },
    /// Any text.
    Text,
    /// Any text; these are proposed.
    Suggested(Vec<String>),
    /// One of several words, in a list that opens.
    Words(Vec<Choice>),
    /// One of several, all in sight.
    One(Vec<Choice>),
    /// As many of several as one likes.
    Several(Vec<Choice>),
    /// All pages, content pages, or namespaces that are ticked or typed.
    Namespaces {
        /// The ways to say which.
        ways: Vec<Choice>,
        /// Name of the boxes.
        tick: String,
        /// The boxes.
        ticks: Vec<Choice>,
        /// Name of the field for other ones.
        other: String,
        /// What stands in it.
        others: String,
    },
}

/// One of several things to choose from.
pub(super) struct Choice {
    /// Value in the form.
    pub value: String,
    /// What it is called.
    pub label: Message,
    /// Whether it is chosen.
    pub on: bool,
    /// What to know before choosing it.
    pub note: Option<Message>,
}

impl Entry {
    /// The ids of the help and the error, for `aria-describedby`.
    pub fn described_by(&self) -> Option<String> {
        let help = self.help.as_ref().map(|_| format!("{}-help", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        let ids: Vec<String> = [help, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Whether it takes a row of its own.
    pub const fn is_wide(&self) -> bool {
        matches!(self.kind, EntryKind::Namespaces { .. } | EntryKind::One(_) | EntryKind::Several(_))
    }
}

/// A word of a request, as somebody who chooses reads it.
pub(super) fn word(word: &str) -> Message {
    match word {
        "registration" => msg!("anchor-registration"),
        "last" => msg!("metric-time-to-threshold-last"),
        "hour" => msg!("ask-word-hour"),
        "day" => msg!("ask-word-day"),
        "week" => msg!("ask-word-week"),
        "others" => msg!("ask-word-others"),
        "anyone" => msg!("ask-word-anyone"),
        "within" => msg!("ask-word-within"),
        "on_or_after" => msg!("ask-word-on-or-after"),
        other => msg!("plain", other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::params::Kind;
    use crate::metric::registry;

    #[test]
    fn every_word_that_can_be_chosen_is_said_in_words() {
        for param in registry::all().iter().flat_map(|metric| metric.statement().params) {
            let words = match param.kind {
                Kind::Choice(words) if words.len() > 1 => words,
                Kind::CountOr { word } => &[word],
                _ => continue,
            };
            assert!(words.iter().all(|value| word(value).key != "plain"), "{}: {words:?}", param.name);
        }
    }
}
