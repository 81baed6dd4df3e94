//! `import`: fills the warehouse. One subcommand a kind of source.

mod events;
mod xml;

use clap::Subcommand;

use super::Outcome;
use crate::platform::config::DataDir;
use crate::text::{Language, Message};

/// Where the data come from.
#[derive(Debug, Subcommand)]
pub enum Source {
    /// MediaWiki's XML dumps (stub-meta-history or pages-meta-history), as they are or packed with gzip or bzip2.
    Xml(xml::Xml),
    /// A list of events, such as clicks on “edit”, beside the newest snapshot of a wiki.
    Events(events::Events),
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
            Self::Events(events) => events.run(data),
        }
    }
}

/// Reads a value of the command line, with our own words for a wrong one.
///
/// # Errors
///
/// The value is wrong: why, in words.
pub fn parse<T: std::str::FromStr<Err = Message>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|message| Language::english().text(&message))
}
