//! `import xml`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::super::Outcome;
use super::super::progress::Bar;
use super::parse;
use crate::import::{Memory, Settings, xml};
use crate::platform::clock::{Clock as _, SystemClock};
use crate::platform::config::DataDir;
use crate::text::Language;
use crate::wiki::{Timestamp, WikiName};

/// What to import, and how.
#[derive(Debug, Args)]
pub struct Xml {
    /// The dump; several files of one dump make one snapshot.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The wiki: enwiki, or en.wikipedia.org.
    #[arg(long, value_name = "NAME", value_parser = parse::<WikiName>)]
    wiki: WikiName,
    /// The log of the wiki (pages-logging): registrations, renames, rights, blocks.
    #[arg(long, value_name = "FILE")]
    logging: Option<PathBuf>,
    /// All users: lines of user id, user name, registration and groups, with tabs between them.
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,
    /// Where the data end, exclusive; without it, a second after the last of them.
    #[arg(long, value_name = "TIME", value_parser = parse::<Timestamp>)]
    as_of: Option<Timestamp>,
    /// Fail where something would otherwise be counted and left out.
    #[arg(long)]
    strict: bool,
    /// Memory for sorting: what does not fit goes to the disk.
    #[arg(long, value_name = "SIZE", default_value = "256MB", value_parser = parse::<Memory>)]
    memory: Memory,
}

impl Xml {
    /// Imports, writes the report on standard error and the id of the new snapshot on standard output.
    ///
    /// # Errors
    ///
    /// The import failed; nothing has changed.
    pub fn run(&self, data: &DataDir) -> Outcome {
        let job = xml::XmlImport {
            histories: self.files.clone(),
            logging: self.logging.clone(),
            users: self.users.clone(),
            settings: Settings {
                warehouse: data.warehouse(),
                wiki: self.wiki.clone(),
                as_of: self.as_of,
                strict: self.strict,
                memory: self.memory,
            },
        };
        let mut bar = Bar::new();
        let imported = xml::import(job, SystemClock.now().into(), &mut bar).map_err(anyhow::Error::from)?;
        bar.finish();
        for line in imported.report.lines(Language::english()) {
            eprintln!("{line}");
        }
        writeln!(std::io::stdout(), "{}", imported.snapshot.id)?;
        Ok(())
    }
}
