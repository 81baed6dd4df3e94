//! Items of the log, and what they mean for accounts.

mod meaning;

use std::borrow::Cow;

pub(super) use meaning::{CreatedBy, Meaning, Subject};

use super::revision::{Contributor, Hidden};
use crate::wiki::Timestamp;

/// One item of the log as its source gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogItem<'a> {
    /// `log_id`.
    pub log_id: u64,
    /// When it happened.
    pub timestamp: Timestamp,
    /// Who acted.
    pub contributor: Contributor<'a>,
    /// `block`, `newusers`, ...
    pub log_type: Cow<'a, str>,
    /// `create`, `reblock`, ...; empty in very old items.
    pub action: Cow<'a, str>,
    /// The title acted upon, with its prefix; `None` where it is hidden.
    pub title: Option<Cow<'a, str>>,
    /// Parameters as the log writes them: a PHP array, or lines.
    pub params: Option<Cow<'a, str>>,
    /// The comment.
    pub comment: Option<Cow<'a, str>>,
    /// What of it is hidden from the public.
    pub hidden: Hidden,
}
