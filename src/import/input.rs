//! Opens an input file, plain or packed: told apart by its first bytes, not by its name.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;

use crate::import::error::{ImportError, Place};
use crate::msg;
use crate::text::{Arg, Message};

/// Bytes read from the disk, and unpacked, at a time.
const BUFFER: usize = 1 << 18;

/// An input file.
pub(in crate::import) struct Input {
    /// Its name as given.
    pub name: Arc<str>,
    /// The unpacked bytes.
    pub bytes: Box<dyn BufRead + Send>,
}

/// Counts the bytes that have been read from the disk.
struct Counted {
    file: File,
    count: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What a file's first bytes say that it is.
enum Packing {
    None,
    Gzip,
    Bzip2,
    /// A kind of archive that is not unpacked here.
    Other(&'static str),
}

impl Packing {
    fn of(start: &[u8]) -> Self {
        let signatures: [(&[u8], Self); 6] = [
            (&[0x1f, 0x8b], Self::Gzip),
            (b"BZh", Self::Bzip2),
            (&[b'7', b'z', 0xbc, 0xaf], Self::Other("7z")),
            (&[0x28, 0xb5, 0x2f, 0xfd], Self::Other("zstd")),
            (&[0xfd, b'7', b'z', b'X', b'Z'], Self::Other("xz")),
            (b"PK\x03\x04", Self::Other("zip")),
        ];
        signatures.into_iter().find(|(sign, _)| start.starts_with(sign)).map_or(Self::None, |(_, packing)| packing)
    }
}

impl Input {
    /// Opens a file. Bytes read from the disk are added to `count`.
    pub(in crate::import) fn open(path: &Path, count: Arc<AtomicU64>) -> Result<Self, ImportError> {
        let unreadable = |cause| ImportError::Unreadable { path: path.to_owned(), cause };
        let name: Arc<str> = path.display().to_string().into();
        let file = File::open(path).map_err(unreadable)?;
        let mut packed = BufReader::with_capacity(BUFFER, Counted { file, count });
        let wrong =
            |what: Message| ImportError::Input { place: Place { file: Arc::clone(&name), byte: 0, page: None }, what };
        let bytes: Box<dyn BufRead + Send> = match Packing::of(packed.fill_buf().map_err(unreadable)?) {
            Packing::None => Box::new(packed),
            Packing::Gzip => Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(packed))),
            Packing::Bzip2 => Box::new(BufReader::with_capacity(BUFFER, MultiBzDecoder::new(packed))),
            Packing::Other(kind) => return Err(wrong(msg!("import-packed", Arg::Text(kind.to_owned())))),
        };
        Ok(Self { name, bytes })
    }
}
