//! `import`: fills the warehouse. One subcommand a kind of source.

mod xml;

use clap::Subcommand;

use super::Outcome;
use crate::platform::config::DataDir;

/// Where the data come from.
#[derive(Debug, Subcommand)]
pub enum Source {
    /// MediaWiki's XML dumps (stub-meta-history or pages-meta-history), as they are or packed with gzip or bzip2.
    Xml(xml::Xml),
}

impl Source {
    /// Imports.
    ///
    /// # Errors
    ///
    /// The import failed; nothing has changed.
    pub fn run(&self, data: &DataDir) -> Outcome {
        match self {
            Self::Xml(xml) => xml.run(data),
        }
    }
}
