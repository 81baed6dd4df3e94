//! What the readers hand to the builder.

use std::sync::Arc;

use super::head::Head;
use crate::import::error::{ImportError, Place};
use crate::import::log::LogItem;
use crate::import::report::Trouble;
use crate::import::revision::Revision;

/// What is found in a file, in its order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    /// What the file says of its wiki. Comes first and once.
    Head(Head),
    /// A page begins; what follows belongs to it.
    Page(Arc<str>),
    /// A revision, and the byte where it ends.
    Revision(Revision<'static>, u64),
    /// An item of the log, and the byte where it ends.
    LogItem(LogItem<'static>, u64),
    /// Trouble with the item that is named.
    Trouble(Trouble, Place, String),
    /// The end, after so many bytes.
    End(u64),
}

impl Found {
    /// Letters of the texts in it, which can be long in a damaged file.
    pub(super) fn letters(&self) -> usize {
        match self {
            Self::Page(words) => words.len(),
            Self::Revision(revision, _) => revision.contributor.name().map_or(0, str::len),
            Self::LogItem(item, _) => {
                let texts = [item.title.as_deref(), item.params.as_deref(), item.comment.as_deref()];
                texts.into_iter().flatten().map(str::len).sum::<usize>() + item.log_type.len() + item.action.len()
            }
            Self::Head(_) | Self::Trouble(..) | Self::End(_) => 0,
        }
    }
}

/// Takes what is found; an error ends the reading.
pub(super) type Take<'a> = dyn FnMut(Found) -> Result<(), ImportError> + 'a;
