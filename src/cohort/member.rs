//! One line of a list: as it was typed, what it stands for, and what its owner decided about it.

use crate::platform::ids::AccountId;
use crate::wiki::{Username, UsernameError, WikiName};

/// One line of a list.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Member {
    /// Number of the line in what was pasted or uploaded, from 1.
    pub line: u32,
    /// The whole line. Of a saved list that was a table it is the cell of the name: nothing else of it is kept.
    pub typed: String,
    /// The cell of the name, where the line is a row of cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<Cell>,
    /// The wiki on which the line was looked up: the one that it names, or that of the list.
    pub wiki: WikiName,
    /// The date of the member's own event, as it was typed; it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// What it stands for.
    pub outcome: Outcome,
    /// What the owner decided.
    pub decision: Decision,
}

/// The cell of a line that was read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cell {
    /// The name in it; `#17` for a number.
    pub name: String,
    /// Where in the line it stands, where it stands there letter by letter.
    pub place: Option<Mark>,
}

/// What a line stands for.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An account of the wiki.
    Account {
        /// Its number.
        id: AccountId,
        /// Today's name.
        name: Username,
        /// How the line was mended.
        #[serde(default, skip_serializing_if = "Mended::is_nothing")]
        mended: Mended,
    },
    /// Somebody whom the source does not list, which is no proof that there is no such account.
    NotSeen {
        /// Whom the line names.
        who: Who,
        /// How the line was mended.
        #[serde(default, skip_serializing_if = "Mended::is_nothing")]
        mended: Mended,
    },
    /// Nobody.
    Wrong {
        /// Why.
        reason: Reason,
        /// The letters that are at fault, where it is certain ones.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        marks: Vec<Mark>,
    },
}

/// Whom a line names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Somebody by name.
    Name(Username),
    /// Somebody by number (`#17`).
    Id(AccountId),
}

/// How a line was mended: nothing, when it was used as typed.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Mended {
    /// What was done.
    pub mends: Vec<Mend>,
    /// The typed letters that were dropped or changed.
    pub marks: Vec<Mark>,
}

impl Mended {
    /// Whether the line was used as typed.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.mends.is_empty()
    }
}

/// One kind of mending. The order is that in which a sentence names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mend {
    /// Taken out of an address.
    Link,
    /// Taken out of wikitext.
    Wikitext,
    /// The address or link leads to another wiki than the cohort's, named here.
    OtherWiki(String),
    /// The mark or number of a list item was removed.
    ListMark,
    /// The sign of a mention (`@`) was removed.
    Mention,
    /// What stood in brackets behind the name was left off.
    Brackets,
    /// What stood beside the name was left off.
    Rest,
    /// Quotation marks around the name were removed.
    Quotes,
    /// The apostrophe that keeps spreadsheets from reading a formula was removed.
    Guard,
    /// `User:` or its like was removed.
    Prefix,
    /// The name of a page below the user page was removed.
    Subpage,
    /// Letters that were written as `%C3%A9` were read.
    Percent,
    /// Letters that cannot be seen were removed.
    Invisible,
    /// Underscores became spaces.
    Underscores,
    /// Spaces were removed or became plain ones.
    Spaces,
    /// The first letter became a capital.
    Capital,
    /// The account has another name today.
    Renamed,
}

/// Why a line stands for nobody.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No account can have this name.
    Username(UsernameError),
    /// A temporary account, which belongs to a browser.
    Temporary,
    /// Not the number of an account.
    WrongId,
    /// An address that leads elsewhere than to somebody's page.
    NotUserPage,
    /// An address whose letters are cut or damaged.
    BrokenLink,
    /// More than one person on the line.
    SeveralPeople,
    /// The line is about a wiki that is not here, named as typed.
    OtherWiki(String),
    /// What stands for the date of the member's own event is no date.
    WrongDate(String),
    /// The source lists every account, and none has this name.
    NoSuchName(Username),
    /// The source lists every account, and none has this number.
    NoSuchId(AccountId),
}

/// A stretch of a typed line, in letters (Unicode scalar values), end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mark {
    /// The first letter.
    pub start: u32,
    /// The letter after the last.
    pub end: u32,
}

/// What the owner of a list decided about a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum Decision {
    /// Nothing: the line counts if it can.
    #[default]
    Keep,
    /// Whoever it is does not count, not even when named again on another line.
    LeaveOut,
    /// The mending was wrong: the line names nobody.
    UndoMend,
}

impl Member {
    /// How the line was mended, if it was.
    #[must_use]
    pub fn mended(&self) -> Option<&Mended> {
        match &self.outcome {
            Outcome::Account { mended, .. } | Outcome::NotSeen { mended, .. } if !mended.is_nothing() => Some(mended),
            _ => None,
        }
    }

    /// What was read as the name, as it was typed.
    #[must_use]
    pub fn read(&self) -> &str {
        self.cell.as_ref().map_or(&self.typed, |cell| &cell.name)
    }

    /// The typed line cut into stretches.
    #[must_use]
    pub fn stretches(&self) -> Vec<(String, Stretch)> {
        let marks: &[Mark] = match &self.outcome {
            Outcome::Account { mended, .. } | Outcome::NotSeen { mended, .. } => &mended.marks,
            Outcome::Wrong { marks, .. } => marks,
        };
        let place = self.cell.as_ref().map(|cell| cell.place.unwrap_or(Mark { start: 0, end: 0 }));
        let kind = |at: u32| match place {
            Some(place) if !(place.start..place.end).contains(&at) => Stretch::Unread,
            _ => {
                let at = at - place.map_or(0, |place| place.start);
                let is_marked = marks.iter().any(|mark| (mark.start..mark.end).contains(&at));
                if is_marked { Stretch::Marked } else { Stretch::Read }
            }
        };
        let mut stretches: Vec<(String, Stretch)> = Vec::new();
        for (at, letter) in (0_u32..).zip(self.typed.chars()) {
            match stretches.last_mut() {
                Some((text, before)) if *before == kind(at) => text.push(letter),
                _ => stretches.push((letter.to_string(), kind(at))),
            }
        }
        stretches
    }
}

/// What became of a stretch of a typed line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// It is a part of the name.
    Read,
    /// It was changed or left off, or is what is wrong.
    Marked,
    /// It stands in a column that was not read.
    Unread,
}

/// Letters without a shape: zero-width ones, direction marks, soft hyphens, byte order marks. No name has them.
#[must_use]
pub fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
