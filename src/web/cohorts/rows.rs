//! Lines of a list as pages show them.

use std::fmt::Write as _;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::cohort::member::{Outcome, Stretch, is_invisible};
use crate::cohort::reading::{Reading, Untitled};
use crate::cohort::{Fate, Member, Origin};
use crate::msg;
use crate::text::{Arg, Message};
use crate::web::site::site;
use crate::wiki::WikiName;

/// How many lines one section of a page shows; the download has them all.
const MOST_SHOWN: usize = 500;

/// How many letters of a typed line are shown.
const LONGEST_SHOWN: usize = 300;

/// The first lines of a section and how many more there are.
pub(super) struct Section<T> {
    pub(super) shown: Vec<T>,
    total: usize,
}

impl<T> Section<T> {
    pub(super) fn of(mut all: impl Iterator<Item = T>) -> Self {
        let shown: Vec<T> = all.by_ref().take(MOST_SHOWN).collect();
        Self { total: shown.len() + all.count(), shown }
    }

    /// How many there are.
    pub(super) const fn total(&self) -> usize {
        self.total
    }

    /// How many are not shown.
    pub(super) fn more(&self) -> Option<Message> {
        let more = self.total - self.shown.len();
        (more > 0).then(|| msg!("review-more", more))
    }
}

/// Somebody's name, with where to look at what they did.
pub(super) struct Account {
    pub(super) name: String,
    /// Their contributions on the wiki, where its address is known.
    pub(super) address: Option<String>,
    pub(super) not_seen: bool,
    /// What the line says besides: its wiki, the date of the person's own event.
    pub(super) besides: Option<Message>,
}

impl Account {
    /// Of a list over `wikis`.
    pub(super) fn of(member: &Member, wikis: &[WikiName]) -> Self {
        let name = member.name().unwrap_or_default();
        let address =
            member.wiki.domain().filter(|_| matches!(member.outcome, Outcome::Account { .. })).map(|domain| {
                let title = utf8_percent_encode(&name, NON_ALPHANUMERIC);
                format!("https://{domain}/wiki/Special:Contributions/{title}")
            });
        let wiki = (wikis.len() > 1).then(|| msg!("row-wiki", site(&member.wiki)));
        let event = member.event.as_ref().map(|event| msg!("row-event", Arg::Name(event.clone())));
        Self {
            name,
            address,
            not_seen: matches!(member.outcome, Outcome::NotSeen { .. }),
            besides: match (wiki, event) {
                (Some(wiki), Some(event)) => Some(msg!("row-wiki-event", wiki, event)),
                (one, None) | (None, one) => one,
            },
        }
    }
}

/// One line.
pub(super) struct Row {
    pub(super) line: u32,
    /// What was typed, in stretches.
    typed: Vec<(String, Stretch)>,
    /// Whom it stands for, if anybody.
    pub(super) account: Option<Account>,
    /// What was done or is wrong.
    pub(super) words: Message,
    /// It stands for nobody as it is, so there is nothing to take back.
    pub(super) is_wrong: bool,
}

impl Row {
    /// The typed line for a template: each stretch with whether it is marked and whether it was read.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (&str, bool, bool)> {
        self.typed.iter().map(|(text, kind)| (text.as_str(), *kind == Stretch::Marked, *kind != Stretch::Unread))
    }

    /// Of a list over `wikis`.
    pub(super) fn of(member: &Member, fate: Fate, wikis: &[WikiName]) -> Self {
        let words = match fate {
            Fate::Mended => member.mends_message(),
            Fate::NotSeen => Some(member.mends_message().unwrap_or_else(|| msg!("fate-ready"))),
            _ => None,
        };
        Self {
            line: member.line,
            typed: shown(member),
            account: member.name().map(|_| Account::of(member, wikis)),
            words: words.unwrap_or_else(|| member.fate_message(fate)),
            is_wrong: matches!(member.outcome, Outcome::Wrong { .. }),
        }
    }
}

/// What was typed: no longer than fits, and with letters that have no shape written out.
fn shown(member: &Member) -> Vec<(String, Stretch)> {
    let mut left = LONGEST_SHOWN;
    let mut stretches = Vec::new();
    for (text, marked) in member.stretches() {
        let mut out = String::with_capacity(text.len());
        for letter in text.chars().take(left) {
            if is_invisible(letter) || (letter.is_control() && letter != '\t') {
                let _ = write!(out, "[U+{:04X}]", u32::from(letter));
            } else {
                out.push(letter);
            }
        }
        let length = text.chars().count();
        if length > left {
            out.push('\u{2026}');
        }
        left = left.saturating_sub(length);
        stretches.push((out, marked));
        if left == 0 {
            break;
        }
    }
    stretches
}

/// Where a list came from, and how many lines it has: "Names come from column “Username” of sheet.csv, 45 lines."
pub(super) fn origin_message(origin: &Origin, lines: usize) -> Message {
    if let Some(chosen) = &origin.chosen {
        return msg!("origin-chosen", Arg::Text(chosen.result.clone()), Arg::Name(chosen.expression.clone()), lines);
    }
    match (&origin.column, &origin.file) {
        (Some(column), Some(file)) => {
            msg!("origin-column-file", Arg::Name(column.clone()), Arg::Name(file.clone()), lines)
        }
        (Some(column), None) => msg!("origin-column-pasted", Arg::Name(column.clone()), lines),
        (None, Some(file)) => msg!("origin-file", Arg::Name(file.clone()), lines),
        (None, None) => msg!("origin-pasted", lines),
    }
}

/// What was passed over when a list was read, and why.
pub(super) fn passed_over(origin: &Origin) -> Vec<Message> {
    let blank = (origin.blank > 0).then(|| msg!("origin-blank", origin.blank));
    let one_line = origin.one_line.then(|| msg!("origin-one-line"));
    let columns = || origin.unused.iter().map(|title| Arg::Name(title.clone())).collect::<Vec<_>>();
    let unused = (!origin.unused.is_empty()).then(|| msg!("origin-unused", columns()));
    let untitled = origin.untitled.map(|columns| untitled_message(origin, columns));
    let also = origin.untitled.filter(|columns| columns.also > 0).map(|columns| msg!("origin-also", columns.also));
    let is_table = matches!(origin.reading, Reading::Table { .. });
    let dropped = (is_table && (unused.is_some() || untitled.is_some())).then(|| msg!("origin-dropped"));
    [blank, one_line, unused, untitled, also, dropped].into_iter().flatten().collect()
}

/// Which of the columns without titles were used, and which were not.
fn untitled_message(origin: &Origin, columns: Untitled) -> Message {
    let (wiki, event) = match origin.reading {
        Reading::Table { columns, .. } => (columns.wiki.map(|wiki| wiki + 1), columns.event.map(|event| event + 1)),
        Reading::Lines => (None, None),
    };
    let used = [Some(columns.read), wiki, event];
    let unused = (1..=columns.columns).filter(|column| !used.contains(&Some(*column)));
    let unused: Vec<Arg> = unused.map(|column| Arg::Text(column.to_string())).collect();
    match unused.len() {
        0 => msg!("origin-untitled-all", columns.read),
        count => msg!("origin-untitled", columns.read, count, unused),
    }
}
