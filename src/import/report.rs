//! What an import tells at its end: read, skipped, why, and the first of each by name. It is shown and stored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::{ImportError, Place};
use crate::msg;
use crate::text::{Arg, Language, Message};

/// How many of each kind of trouble are named.
const NAMED: usize = 10;

/// What was read, skipped and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The files, in the order in which they were read.
    pub files: Vec<FileReport>,
    /// What the snapshot holds.
    pub stored: Stored,
    /// What the wiki hides from the public.
    pub hidden: HiddenParts,
    /// What the files do not say.
    pub unknown: Unknown,
    /// What is wrong with single items, by kind.
    pub troubles: BTreeMap<Trouble, Troubles>,
    /// What else should be known about this snapshot, in English.
    pub notes: Vec<String>,
    #[serde(skip)]
    strict: bool,
}

/// One file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Its name as given.
    pub name: String,
    /// What it is: `history`, `logging`, `users` or `events`.
    pub kind: String,
    /// Version of the export format; empty where there is none.
    pub version: String,
    /// Bytes after unpacking.
    pub bytes: u64,
    /// Pages in it.
    pub pages: u64,
    /// Revisions, log items, users or events in it.
    pub items: u64,
}

/// What the snapshot holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Edits of everybody.
    pub edits: u64,
    /// Those among them that no account made.
    pub edits_without_account: u64,
    /// Those among them that somebody undid within a radius of 15 revisions.
    pub reverted_edits: u64,
    /// Accounts.
    pub accounts: u64,
    /// Names, today's and earlier ones.
    pub names: u64,
    /// Items of the log.
    pub log_items: u64,
    /// Events that were imported besides.
    #[serde(default)]
    pub events: u64,
}

/// What the wiki hides from the public.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenParts {
    /// Revisions whose contributor is hidden.
    pub users: u64,
    /// Revisions whose comment is hidden.
    pub comments: u64,
    /// Revisions whose text is hidden.
    pub texts: u64,
    /// Log items whose action, comment or contributor is hidden.
    pub log_items: u64,
}

/// What the files do not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// Edits without a checksum: nobody can tell whether they were undone.
    pub checksums: u64,
    /// Edits without a length.
    pub lengths: u64,
    /// Edits whose difference in bytes cannot be known.
    pub differences: u64,
}

/// A kind of trouble that is counted, and fatal only when the import is strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The checksum is not that of the text. The dump's is used.
    ChecksumMismatch,
    /// The length is not that of the text. The dump's is used.
    LengthMismatch,
    /// Saved before 2001, when no wiki ran: left out.
    BeforeFirstWiki,
    /// Saved at or after the moment where the data end: left out.
    AfterEnd,
    /// A number that no wiki can have: left out.
    IdOutOfRange,
    /// A revision id that came before: the second is left out.
    DuplicateRevision,
    /// An item of the log that came before: the second is left out.
    DuplicateLogItem,
    /// A line of the users file that cannot be used: left out.
    UserLine,
    /// A line of a list of events that cannot be used: left out.
    EventLine,
    /// The dump names another wiki than the one it is imported as.
    OtherWiki,
}

impl Trouble {
    /// What is wrong, with `detail` naming the item.
    fn words(self, detail: &str) -> Message {
        let detail = Arg::Name(detail.to_owned());
        match self {
            Self::ChecksumMismatch => msg!("import-trouble-checksum", detail),
            Self::LengthMismatch => msg!("import-trouble-length", detail),
            Self::BeforeFirstWiki => msg!("import-trouble-before", detail),
            Self::AfterEnd => msg!("import-trouble-after", detail),
            Self::IdOutOfRange => msg!("import-trouble-id", detail),
            Self::DuplicateRevision => msg!("import-trouble-duplicate", detail),
            Self::DuplicateLogItem => msg!("import-trouble-duplicate-log", detail),
            Self::UserLine => msg!("import-trouble-user", detail),
            Self::EventLine => msg!("import-trouble-event", detail),
            Self::OtherWiki => msg!("import-trouble-wiki", detail),
        }
    }

    /// How many there were, in words.
    fn summary(self, count: u64) -> Message {
        match self {
            Self::ChecksumMismatch => msg!("import-count-checksum", count),
            Self::LengthMismatch => msg!("import-count-length", count),
            Self::BeforeFirstWiki => msg!("import-count-before", count),
            Self::AfterEnd => msg!("import-count-after", count),
            Self::IdOutOfRange => msg!("import-count-id", count),
            Self::DuplicateRevision => msg!("import-count-duplicate", count),
            Self::DuplicateLogItem => msg!("import-count-duplicate-log", count),
            Self::UserLine => msg!("import-count-user", count),
            Self::EventLine => msg!("import-count-event", count),
            Self::OtherWiki => msg!("import-count-wiki", count),
        }
    }
}

/// How often one kind of trouble came, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Troubles {
    /// How often.
    pub count: u64,
    /// The first ten.
    pub first: Vec<Example>,
}

/// One case of trouble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The file.
    pub file: String,
    /// Bytes before it in the file as unpacked.
    pub byte: u64,
    /// The page.
    pub page: Option<String>,
    /// Which item, and what about it.
    pub item: String,
}

impl Report {
    /// An empty report; `strict` makes every trouble fatal.
    #[must_use]
    pub fn new(strict: bool) -> Self {
        Self { strict, ..Self::default() }
    }

    /// Counts one case of trouble.
    ///
    /// # Errors
    ///
    /// The import is strict.
    pub fn trouble(&mut self, kind: Trouble, place: &Place, detail: &str) -> Result<(), ImportError> {
        if self.strict {
            return Err(ImportError::Strict { place: place.clone(), what: kind.words(detail) });
        }
        let troubles = self.troubles.entry(kind).or_default();
        troubles.count += 1;
        if troubles.first.len() < NAMED {
            troubles.first.push(Example {
                file: place.file.to_string(),
                byte: place.byte,
                page: place.page.as_deref().map(str::to_owned),
                item: detail.to_owned(),
            });
        }
        Ok(())
    }

    /// This report and that of an import that added to the snapshot: what was told before stays.
    #[must_use]
    pub fn and(mut self, later: Self) -> Self {
        self.files.extend(later.files);
        self.stored = later.stored;
        for (kind, troubles) in later.troubles {
            let sum = self.troubles.entry(kind).or_default();
            sum.count += troubles.count;
            sum.first.extend(troubles.first);
            sum.first.truncate(NAMED);
        }
        self.notes.extend(later.notes);
        self
    }

    /// How often a kind of trouble came.
    #[must_use]
    pub fn count(&self, kind: Trouble) -> u64 {
        self.troubles.get(&kind).map_or(0, |troubles| troubles.count)
    }

    /// Adds what else should be known.
    pub fn note(&mut self, note: &Message) {
        self.notes.push(Language::english().text(note));
    }

    /// The report in words, a line each.
    #[must_use]
    pub fn lines(&self, language: &Language) -> Vec<String> {
        let mut lines = Vec::new();
        for file in &self.files {
            let name = Arg::Name(file.name.clone());
            lines.push(language.text(&match file.kind.as_str() {
                "history" => msg!("import-report-history", name, file.pages, file.items),
                "events" => msg!("import-report-events", name, file.items),
                "logging" => msg!("import-report-logging", name, file.items),
                _ => msg!("import-report-users", name, file.items),
            }));
        }
        let stored = &self.stored;
        lines.push(language.text(&msg!(
            "import-report-stored",
            stored.edits,
            stored.edits_without_account,
            stored.accounts,
            stored.log_items
        )));
        if stored.events > 0 {
            lines.push(language.text(&msg!("import-report-stored-events", stored.events)));
        }
        let hidden = &self.hidden;
        if *hidden != HiddenParts::default() {
            let HiddenParts { users, comments, texts, log_items } = *hidden;
            lines.push(language.text(&msg!("import-report-hidden", users, comments, texts, log_items)));
        }
        let unknown = &self.unknown;
        if *unknown != Unknown::default() {
            let Unknown { checksums, lengths, differences } = *unknown;
            lines.push(language.text(&msg!("import-report-unknown", checksums, lengths, differences)));
        }
        for (kind, troubles) in &self.troubles {
            lines.push(language.text(&kind.summary(troubles.count)));
            for example in &troubles.first {
                let place = Place {
                    file: example.file.as_str().into(),
                    byte: example.byte,
                    page: example.page.as_deref().map(Into::into),
                };
                let example = msg!("import-report-example", place.words(), Arg::Name(example.item.clone()));
                lines.push(format!("  {}", language.text(&example)));
            }
        }
        lines.extend(self.notes.iter().cloned());
        lines
    }
}
