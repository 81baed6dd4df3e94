//! What can go wrong with files of the warehouse.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use crate::msg;
use crate::text::{Arg, Language, Message};

/// A file or folder of the warehouse cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum WarehouseError {
    /// The disk is full, or the file is larger than this process may make it.
    #[error("{}", Language::english().text(&self.message()))]
    DiskFull {
        /// What could not be written.
        path: PathBuf,
        /// What the system or the Parquet library said.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// Reading or writing failed for another reason.
    #[error("{}", Language::english().text(&self.message()))]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system or the Parquet library said.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// The file is there and is not what it should be.
    #[error("{}", Language::english().text(&self.message()))]
    Damaged {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        what: Message,
    },
}

impl WarehouseError {
    /// A failure at `path`; a full disk is recognised wherever in the causes it stands.
    #[must_use]
    pub fn at(path: &Path, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let cause = cause.into();
        let path = path.to_owned();
        if is_disk_full(&*cause) { Self::DiskFull { path, cause } } else { Self::File { path, cause } }
    }

    /// What happened, where, and what to do.
    #[must_use]
    pub fn message(&self) -> Message {
        let name = |path: &Path| Arg::Name(path.display().to_string());
        match self {
            Self::DiskFull { path, .. } => msg!("warehouse-disk-full", name(path)),
            Self::File { path, cause } => msg!("warehouse-file", name(path), Arg::Text(cause.to_string())),
            Self::Damaged { path, what } => msg!("warehouse-damaged", name(path), what.clone()),
        }
    }
}

/// Whether an error, or one of its causes, says that there is no room: the disk, the quota, or the limit of a file.
#[must_use]
pub fn is_disk_full(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            let full = matches!(
                io.kind(),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
            );
            // An `io::Error` made from another error hides it from `source`.
            if full || io.get_ref().is_some_and(|inner| is_disk_full(inner)) {
                return true;
            }
        }
        next = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_recognised_through_the_parquet_library() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let through = parquet::errors::ParquetError::External(Box::new(full()));
        for cause in [Box::new(full()) as Box<dyn Error + Send + Sync>, Box::new(through)] {
            let error = WarehouseError::at(Path::new("x"), cause);
            assert!(matches!(error, WarehouseError::DiskFull { .. }), "{error:?}");
        }
        let other = WarehouseError::at(Path::new("x"), io::Error::from(io::ErrorKind::PermissionDenied));
        assert!(matches!(other, WarehouseError::File { .. }));
    }
}
