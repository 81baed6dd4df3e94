//! `import events`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::super::Outcome;
use super::super::progress::Bar;
use super::parse;
use crate::import::{Memory, events};
use crate::platform::clock::{Clock as _, SystemClock};
use crate::platform::config::DataDir;
use crate::text::Language;
use crate::wiki::WikiName;

/// What to import, and how.
#[derive(Debug, Args)]
pub struct Events {
    /// The list: lines of user id, time, event and, if known, namespace, with tabs between them.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The wiki, which must be in the warehouse: enwiki, or en.wikipedia.org.
    #[arg(long, value_name = "NAME", value_parser = parse::<WikiName>)]
    wiki: WikiName,
    /// Fail where a line would otherwise be counted and left out.
    #[arg(long)]
    strict: bool,
    /// Memory for sorting: what does not fit goes to the disk.
    #[arg(long, value_name = "SIZE", default_value = "256MB", value_parser = parse::<Memory>)]
    memory: Memory,
}

impl Events {
    /// Imports, writes the report on standard error and the id of the new snapshot on standard output.
    ///
    /// # Errors
    ///
    /// The import failed; nothing has changed.
    pub fn run(&self, data: &DataDir) -> Outcome {
        let job = events::EventsImport {
            file: self.file.clone(),
            warehouse: data.warehouse(),
            wiki: self.wiki.clone(),
            strict: self.strict,
            memory: self.memory,
        };
        let mut bar = Bar::new();
        let imported = events::import(&job, SystemClock.now().into(), &mut bar).map_err(anyhow::Error::from)?;
        bar.finish();
        for line in imported.report.lines(Language::english()) {
            eprintln!("{line}");
        }
        writeln!(std::io::stdout(), "{}", imported.snapshot.id)?;
        Ok(())
    }
}
