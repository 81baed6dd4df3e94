//! Lists of names that stand in files.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::Failure;
use crate::cohort::parse::LARGEST;
use crate::cohort::read_list;
use crate::cohort::store::NewVersion;
use crate::msg;
use crate::source::{Farm, Source};
use crate::text::Arg;

/// Reads the list in a file, `-` for standard input, and looks everybody up.
///
/// # Errors
///
/// The file cannot be read, is no list or names nobody, or the source cannot be read.
pub(super) fn read(file: &Path, source: &dyn Source, others: &dyn Farm) -> Result<NewVersion, Failure> {
    let read = if file == Path::new("-") { bytes(io::stdin().lock()) } else { File::open(file).and_then(bytes) };
    let unreadable = |error: io::Error| {
        Failure::wrong(&msg!("file-unreadable", Arg::Name(file.display().to_string()), error.to_string()))
    };
    let name = file.file_name().filter(|name| *name != "-").map(|name| name.to_string_lossy());
    Ok(read_list(&read.map_err(unreadable)?, name.as_deref(), source, others)?)
}

/// The bytes of a list; of one that is too large only as many as tell that it is.
fn bytes(from: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
