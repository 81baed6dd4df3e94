//! What became of a line, in words.

use super::fate::{Counts, Fate};
use super::member::{Member, Mend, Outcome, Reason, Who};
use crate::msg;
use crate::text::{Arg, Message};

impl Mend {
    /// What was done, to stand in a list.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Link => msg!("mend-link"),
            Self::Wikitext => msg!("mend-wikitext"),
            Self::OtherWiki(wiki) => msg!("mend-other-wiki", Arg::Name(wiki.clone())),
            Self::ListMark => msg!("mend-list-mark"),
            Self::Mention => msg!("mend-mention"),
            Self::Brackets => msg!("mend-brackets"),
            Self::Rest => msg!("mend-rest"),
            Self::Quotes => msg!("mend-quotes"),
            Self::Guard => msg!("mend-guard"),
            Self::Prefix => msg!("mend-prefix"),
            Self::Subpage => msg!("mend-subpage"),
            Self::Percent => msg!("mend-percent"),
            Self::Invisible => msg!("mend-invisible"),
            Self::Underscores => msg!("mend-underscores"),
            Self::Spaces => msg!("mend-spaces"),
            Self::Capital => msg!("mend-capital"),
            Self::Renamed => msg!("mend-renamed"),
        }
    }
}

impl Reason {
    /// Why the line `typed` stands for nobody: a whole sentence.
    #[must_use]
    pub fn message(&self, typed: &str) -> Message {
        match self {
            Self::Username(error) => error.clone().into(),
            Self::Temporary => msg!("reason-temporary"),
            Self::WrongId => msg!("reason-wrong-id"),
            Self::NotUserPage => msg!("reason-not-user-page"),
            Self::BrokenLink => msg!("reason-broken-link"),
            Self::SeveralPeople => msg!("reason-several-people"),
            Self::OtherWiki(wiki) => msg!("reason-other-wiki", Arg::Name(wiki.clone())),
            Self::WrongDate(typed) => msg!("reason-wrong-date", Arg::Name(typed.clone())),
            Self::NoSuchName(name) if name.as_str() == typed => msg!("reason-no-such-name"),
            Self::NoSuchName(name) => msg!("reason-no-such-mended-name", Arg::Name(name.to_string())),
            Self::NoSuchId(id) => msg!("reason-no-such-id", Arg::Text(id.to_string())),
        }
    }
}

impl Member {
    /// Whom the line stands for: a name, or `#17` where only the number is known; `None` for nobody.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        match &self.outcome {
            Outcome::Account { name, .. } | Outcome::NotSeen { who: Who::Name(name), .. } => Some(name.to_string()),
            Outcome::NotSeen { who: Who::Id(id), .. } => Some(format!("#{id}")),
            Outcome::Wrong { .. } => None,
        }
    }

    /// What was done to mend the line, as a list of words; `None` where nothing was.
    #[must_use]
    pub fn mends_message(&self) -> Option<Message> {
        let words: Vec<Arg> = self.mended()?.mends.iter().map(|mend| Arg::Message(mend.message())).collect();
        Some(msg!("mends", words))
    }

    /// What became of the line, as one sentence.
    #[must_use]
    pub fn fate_message(&self, fate: Fate) -> Message {
        let name = || Arg::Name(self.name().unwrap_or_default());
        match (fate, &self.outcome) {
            (Fate::Duplicate { of }, _) => msg!("fate-duplicate", of),
            (Fate::LeftOut, _) => msg!("fate-left-out"),
            (Fate::Undone, _) => msg!("fate-undone"),
            (_, Outcome::Wrong { reason, .. }) => reason.message(self.read()),
            (Fate::NotSeen, _) => match self.mends_message() {
                Some(mends) => msg!("fate-not-seen-mended", name(), mends),
                None => msg!("fate-not-seen"),
            },
            (_, Outcome::Account { .. } | Outcome::NotSeen { .. }) => match self.mends_message() {
                Some(mends) => msg!("fate-mended", name(), mends),
                None => msg!("fate-ready"),
            },
        }
    }
}

impl Counts {
    /// "42 of 45 lines will be used."
    #[must_use]
    pub fn message(&self) -> Message {
        msg!("cohort-lines-used", self.people(), self.lines)
    }
}
