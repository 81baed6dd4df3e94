//! Why an import failed.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::msg;
use crate::source::SourceError;
use crate::source::warehouse::error::{WarehouseError, is_disk_full};
use crate::text::{Arg, Language, Message};

/// Where in the input something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// Bytes before it in the file as unpacked.
    pub byte: u64,
    /// The page it belongs to: its id or, until that is read, its title.
    pub page: Option<Arc<str>>,
}

impl Place {
    /// The place in words.
    #[must_use]
    pub fn words(&self) -> Message {
        let file = Arg::Name(self.file.to_string());
        match &self.page {
            Some(page) => msg!("import-place-page", file, Arg::Count(count(self.byte)), Arg::Name(page.to_string())),
            None => msg!("import-place", file, Arg::Count(count(self.byte))),
        }
    }
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Why an import failed. Nothing of it is left then, and earlier snapshots are as they were.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// An input file cannot be opened or read.
    #[error("{}", Language::english().text(&self.message()))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The input is damaged, or not what it was said to be.
    #[error("{}", Language::english().text(&self.message()))]
    Input {
        /// Where.
        place: Place,
        /// What is wrong.
        what: Message,
    },
    /// Something that would only be counted, had it not been asked to be strict.
    #[error("{}", Language::english().text(&self.message()))]
    Strict {
        /// Where.
        place: Place,
        /// What is wrong.
        what: Message,
    },
    /// The input holds nothing to import.
    #[error("{}", Language::english().text(&self.message()))]
    Nothing {
        /// Why.
        what: Message,
    },
    /// The temporary files of the import cannot be written or read.
    #[error("{}", Language::english().text(&self.message()))]
    Temporary {
        /// Where they are.
        folder: PathBuf,
        /// What the system said.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// The snapshot to add to cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The snapshot cannot be written.
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
}

impl ImportError {
    /// A failure of the temporary files in `folder`.
    pub(super) fn temporary(folder: &Path) -> impl Fn(io::Error) -> Self {
        let folder = folder.to_owned();
        move |cause| Self::Temporary { folder: folder.clone(), cause: Box::new(cause) }
    }

    /// What happened, where, and what to do.
    #[must_use]
    pub fn message(&self) -> Message {
        let name = |path: &Path| Arg::Name(path.display().to_string());
        match self {
            Self::Unreadable { path, cause } => msg!("import-unreadable", name(path), Arg::Text(cause.to_string())),
            Self::Input { place, what } => msg!("import-input-wrong", place.words(), what.clone()),
            Self::Strict { place, what } => msg!("import-strict", place.words(), what.clone()),
            Self::Nothing { what } => what.clone(),
            Self::Temporary { folder, cause } if is_disk_full(&**cause) => msg!("warehouse-disk-full", name(folder)),
            Self::Temporary { folder, cause } => msg!("warehouse-file", name(folder), Arg::Text(cause.to_string())),
            Self::Source(error) => error.message.clone(),
            Self::Warehouse(error) => error.message(),
        }
    }
}
