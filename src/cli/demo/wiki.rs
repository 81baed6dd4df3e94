//! The synthetic wiki, and the list of names beside it.

use std::path::PathBuf;

use anyhow::Context as _;

use crate::cli::Failure;
use crate::cli::progress::Bar;
use crate::import::synthetic::{self, SyntheticImport};
use crate::import::{Memory, synthetic::NAME};
use crate::msg;
use crate::platform::config::DataDir;
use crate::platform::files::write_whole;
use crate::source::warehouse::Warehouse;
use crate::text::Language;
use crate::wiki::WikiName;

/// Makes the wiki unless it is there. Says where the list of names is.
pub fn provide(data: &DataDir, edits: u32, seed: u64) -> Result<PathBuf, Failure> {
    let names = data.path().join("demo-names.txt");
    let wiki = WikiName::new(NAME).map_err(|message| Failure::wrong(&message))?;
    let is_there = Warehouse::open(data.warehouse()).newest_snapshot(&wiki)?.is_some();
    if is_there && names.exists() {
        return Ok(names);
    }
    eprintln!("{}", Language::english().text(&msg!("demo-making", edits)));
    let wish = SyntheticImport {
        warehouse: data.warehouse(),
        wiki,
        edits: usize::try_from(edits).unwrap_or(usize::MAX),
        seed,
        memory: Memory::default(),
    };
    let mut bar = Bar::new();
    let (_, sheet) = synthetic::import(wish, &mut bar).map_err(anyhow::Error::from)?;
    bar.finish();
    write_whole(&names, sheet.as_bytes()).with_context(|| format!("cannot write {}", names.display()))?;
    Ok(names)
}
