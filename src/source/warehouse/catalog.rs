//! What is in a warehouse: wikis, their snapshots, the newest one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::layout::{FORMAT, Manifest, file, snapshot_dir, wiki_dir};
use super::snapshot::SnapshotSource;
use crate::msg;
use crate::source::{Farm, Source, SourceError};
use crate::text::Arg;
use crate::wiki::WikiName;

/// The warehouse of a data directory. Nothing is kept open: an import beside a running server is seen at once.
#[derive(Clone, Debug)]
pub struct Warehouse {
    root: PathBuf,
}

/// A snapshot and what it says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Its id.
    pub id: String,
    /// Its folder.
    pub dir: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
}

impl Warehouse {
    /// The warehouse in this folder, which need not exist yet.
    #[must_use]
    pub fn open(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Its folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every wiki with a snapshot, by name.
    ///
    /// # Errors
    ///
    /// The folder cannot be read.
    pub fn wikis(&self) -> Result<Vec<WikiName>, SourceError> {
        let mut wikis = Vec::new();
        for name in folders(&self.root, "wiki=")? {
            if let Ok(wiki) = WikiName::new(&name)
                && !self.snapshot_ids(&wiki)?.is_empty()
            {
                wikis.push(wiki);
            }
        }
        Ok(wikis)
    }

    /// The ids of a wiki's snapshots, oldest data first.
    fn snapshot_ids(&self, wiki: &WikiName) -> Result<Vec<String>, SourceError> {
        folders(&wiki_dir(&self.root, wiki), "snapshot=")
    }

    /// The snapshots of a wiki, oldest data first; of the same data, the one imported first stands first.
    ///
    /// # Errors
    ///
    /// A folder or manifest cannot be read.
    pub fn snapshots(&self, wiki: &WikiName) -> Result<Vec<Snapshot>, SourceError> {
        let mut snapshots: Vec<Snapshot> =
            self.snapshot_ids(wiki)?.iter().map(|id| self.snapshot(wiki, id)).collect::<Result<_, _>>()?;
        snapshots.sort_by(|one, other| {
            let order = |snapshot: &Snapshot| (snapshot.manifest.as_of, snapshot.manifest.imported_at);
            order(one).cmp(&order(other)).then_with(|| one.id.cmp(&other.id))
        });
        Ok(snapshots)
    }

    /// One snapshot of a wiki.
    ///
    /// # Errors
    ///
    /// There is none of this id, or its manifest cannot be read.
    pub fn snapshot(&self, wiki: &WikiName, id: &str) -> Result<Snapshot, SourceError> {
        let dir = snapshot_dir(&self.root, wiki, id);
        let unknown = || SourceError::new(msg!("snapshot-unknown", wiki.as_str(), Arg::Name(id.to_owned())));
        if id.contains(['/', '\\']) || id.starts_with('.') || !dir.is_dir() {
            return Err(unknown());
        }
        let path = dir.join(file::MANIFEST);
        let shown = || Arg::Name(path.display().to_string());
        let bytes = std::fs::read(&path)
            .map_err(|error| SourceError::caused(msg!("warehouse-file-unreadable", shown()), error))?;
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .map_err(|error| SourceError::caused(msg!("warehouse-file-unreadable", shown()), error))?;
        if manifest.format != FORMAT {
            return Err(SourceError::new(msg!("warehouse-format", shown(), Arg::Name(manifest.format), FORMAT)));
        }
        Ok(Snapshot { id: id.to_owned(), dir, manifest })
    }

    /// The snapshot of a wiki whose data go farthest, the last imported among equals; `None` if there is none.
    ///
    /// # Errors
    ///
    /// A folder or manifest cannot be read.
    pub fn newest_snapshot(&self, wiki: &WikiName) -> Result<Option<Snapshot>, SourceError> {
        Ok(self.snapshots(wiki)?.pop())
    }

    /// Opens the newest snapshot of a wiki.
    ///
    /// # Errors
    ///
    /// The wiki has no snapshot, or it cannot be read.
    pub fn newest(&self, wiki: &WikiName) -> Result<Arc<dyn Source>, SourceError> {
        match self.newest_snapshot(wiki)? {
            Some(snapshot) => open(snapshot),
            None => Err(SourceError::new(msg!("wiki-without-snapshot", wiki.as_str()))),
        }
    }

    /// Opens one snapshot of a wiki.
    ///
    /// # Errors
    ///
    /// As [`Warehouse::snapshot`], or a file of it is broken.
    pub fn source(&self, wiki: &WikiName, id: &str) -> Result<Arc<dyn Source>, SourceError> {
        open(self.snapshot(wiki, id)?)
    }

    /// Opens some wikis: these snapshots, one for each wiki, or the newest ones.
    ///
    /// # Errors
    ///
    /// A wiki has no such snapshot, there is not one for each wiki, or one cannot be read.
    pub fn sources(
        &self,
        wikis: &[WikiName],
        snapshots: Option<&[String]>,
    ) -> Result<Vec<Arc<dyn Source>>, SourceError> {
        match snapshots {
            None => wikis.iter().map(|wiki| self.newest(wiki)).collect(),
            Some(ids) if ids.len() == wikis.len() => {
                wikis.iter().zip(ids).map(|(wiki, id)| self.source(wiki, id)).collect()
            }
            Some(ids) => Err(SourceError::new(msg!("snapshots-not-one-each", ids.len(), wikis.len()))),
        }
    }
}

impl Farm for Warehouse {
    fn newest(&self, wiki: &WikiName) -> Result<Option<Arc<dyn Source>>, SourceError> {
        self.newest_snapshot(wiki)?.map(open).transpose()
    }
}

fn open(snapshot: Snapshot) -> Result<Arc<dyn Source>, SourceError> {
    Ok(Arc::new(SnapshotSource::open(&snapshot.dir, &snapshot.id, snapshot.manifest)?))
}

/// Folders `prefix...` in `dir`, without the prefix, sorted. None where `dir` does not exist.
fn folders(dir: &Path, prefix: &str) -> Result<Vec<String>, SourceError> {
    let broken = |error: std::io::Error| {
        SourceError::caused(msg!("warehouse-file-unreadable", Arg::Name(dir.display().to_string())), error)
    };
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(broken(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(broken)?;
        if let Some(name) = entry.file_name().to_str().and_then(|name| name.strip_prefix(prefix)) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_folder_has_no_wikis_and_says_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let warehouse = Warehouse::open(dir.path().join("warehouse"));
        assert_eq!(warehouse.wikis().unwrap(), []);
        let wiki = WikiName::new("enwiki").unwrap();
        let error = warehouse.newest(&wiki).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("usermetrics import"), "{error}");
        assert!(warehouse.snapshot(&wiki, "../../etc").is_err());
    }
}
