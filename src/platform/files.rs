//! Files that are either whole or not there.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file aside and renames it into place, so that nobody ever sees half of it.
///
/// # Errors
///
/// The folder cannot be written or the disk is full; then nothing is left behind.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = path.with_extension(format!("part-{}", std::process::id()));
    let written = File::create(&aside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let renamed = written.and_then(|()| std::fs::rename(&aside, path)).and_then(|()| sync_parent(path));
    if renamed.is_err() {
        let _ = std::fs::remove_file(&aside);
    }
    renamed
}

/// Makes the renaming of `path` itself survive a power cut.
///
/// # Errors
///
/// The folder cannot be opened.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        _ => Ok(()),
    }
}
