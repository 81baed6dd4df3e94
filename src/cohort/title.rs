//! Titles of pages that belong to somebody: `User:X`, `:fr:Benutzerin:X/sandbox`, `Special:Contributions/X`.

use std::ops::Range;

use super::member::Mend;
use super::prefix::{PageKind, Prefixes};
use crate::wiki::WikiName;

/// Somebody's page.
#[derive(Debug, PartialEq)]
pub(super) struct UserPage {
    /// Where in the title the name stands, in bytes.
    pub(super) name: Range<usize>,
    /// What taking it out amounts to.
    pub(super) mends: Vec<Mend>,
}

/// How many prefixes a link may have before that of a user page: `:wikt:fr:User:X` has two.
const MOST_PREFIXES: usize = 4;

/// Finds the name in the title of somebody's page; `None` for every other title, whose colon may belong to a name.
pub(super) fn user_page(title: &str, prefixes: &Prefixes) -> Option<UserPage> {
    let mut start =
        title.len() - title.trim_start_matches(|letter: char| letter == ':' || letter.is_whitespace()).len();
    let mut mends = vec![Mend::Prefix];
    for _ in 0..MOST_PREFIXES {
        let (head, tail) = title[start..].split_once(':')?;
        let after = start + head.len() + 1;
        match prefixes.kind(head) {
            Some(PageKind::User) => {
                let length = tail.find(['/', '#']).unwrap_or(tail.len());
                if length < tail.len() {
                    mends.push(Mend::Subpage);
                }
                return Some(UserPage { name: after..after + length, mends });
            }
            Some(PageKind::Special) => {
                let (page, target) = tail.split_once('/')?;
                let length = target.find('#').unwrap_or(target.len());
                // `Special:Diff/123` and its like lead to a number, not to a person.
                let is_number = target[..length].chars().all(|letter| letter.is_ascii_digit());
                let from = after + page.len() + 1;
                return (!is_number).then_some(UserPage { name: from..from + length, mends });
            }
            None if !is_interwiki(head) => return None,
            None => {
                mends.extend(other_wiki(head.trim(), &prefixes.wiki));
                start = after;
            }
        }
    }
    None
}

/// Whether a prefix can be the name of a wiki in a link: `fr`, `zh-yue`, `wikt`.
fn is_interwiki(prefix: &str) -> bool {
    let letters = prefix.trim();
    !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The mend that says that a prefix or host leads to another wiki, when it does.
pub(super) fn other_wiki(prefix: &str, wiki: &WikiName) -> Option<Mend> {
    match WikiName::from_typed(prefix) {
        Ok(other) if other == *wiki => None,
        _ => Some(Mend::OtherWiki(prefix.to_owned())),
    }
}
