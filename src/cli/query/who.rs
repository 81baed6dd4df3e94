//! Whom a query is about.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::Failure;
use crate::cohort::fate::{fates, people};
use crate::cohort::parse::{parse, parse_one};
use crate::cohort::resolve::resolve;
use crate::cohort::{Counts, Fate, member};
use crate::engine::Member;
use crate::msg;
use crate::source::Source;
use crate::text::{Arg, Language};

/// Whom a query is about: one of these.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Who {
    /// A list of names, one a line, or a table with a column of names; #17 for an account's number.
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,
    /// One user name, or #17 for an account's number.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Every account that the data know.
    #[arg(long)]
    all: bool,
}

/// Whom a query is about, read.
pub struct People {
    /// The members; `None` for everybody.
    pub members: Option<Vec<Member>>,
    /// What they are called.
    pub name: String,
    /// What became of the lines that named them.
    pub counts: Counts,
}

impl Who {
    /// Reads the names.
    ///
    /// # Errors
    ///
    /// A file cannot be read or names nobody.
    pub fn read(&self, source: &dyn Source) -> Result<People, Failure> {
        if let Some(file) = &self.users {
            return list(file, source);
        }
        if let Some(typed) = &self.user {
            let who = parse_one(typed, source.info()).map_err(|reason| Failure::wrong(&reason.message(typed)))?;
            let member = match who {
                member::Who::Id(id) => Member { id: Some(id), name: String::new() },
                member::Who::Name(name) => Member { id: None, name: name.as_str().to_owned() },
            };
            let counts = Counts { lines: 1, ready: 1, ..Counts::default() };
            return Ok(People { members: Some(vec![member]), name: typed.clone(), counts });
        }
        Ok(People { members: None, name: String::from("all"), counts: Counts::default() })
    }
}

/// Reads a list, and says on standard error what became of every line that is not used as it stands.
fn list(file: &Path, source: &dyn Source) -> Result<People, Failure> {
    let shown = || Arg::Name(file.display().to_string());
    let bytes =
        std::fs::read(file).map_err(|error| Failure::wrong(&msg!("file-unreadable", shown(), error.to_string())))?;
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let list = parse(&bytes, Some(&name), source.info()).map_err(|error| Failure::wrong(&error.message()))?;
    let members = resolve(list, source)?;
    let fates = fates(&members);
    let language = Language::english();
    for (member, fate) in members.iter().zip(&fates).filter(|(_, fate)| **fate != Fate::Ready) {
        let words = language.text(&member.fate_message(*fate));
        eprintln!("{}:{}: {}: {words}", file.display(), member.line, member.typed.trim());
    }
    let counts = Counts::of(&fates);
    let people = people(&members);
    if people.is_empty() {
        return Err(Failure::wrong(&msg!("query-no-usable-line", shown(), counts.lines)));
    }
    Ok(People { members: Some(people.iter().map(Member::from).collect()), name, counts })
}
