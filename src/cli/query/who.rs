//! Whom a query is about.

use std::path::PathBuf;

use clap::Args;

use crate::cli::Failure;
use crate::engine::Member;
use crate::platform::config::DataDir;
use crate::platform::ids::AccountId;
use crate::result::CohortHead;
use crate::source::Source;
use crate::wiki::Username;

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
    /// What the document says of them.
    pub cohort: CohortHead,
}

impl Who {
    /// Reads the names.
    ///
    /// # Errors
    ///
    /// A file cannot be read or names nobody.
    pub fn read(&self, _data: &DataDir, _source: &dyn Source) -> Result<People, Failure> {
        let named = |name: &str| CohortHead { name: name.to_owned(), ..CohortHead::default() };
        if let Some(typed) = &self.user {
            let member = one(typed)?;
            return Ok(People { members: Some(vec![member]), cohort: CohortHead { lines: 1, ..named(typed) } });
        }
        Ok(People { members: None, cohort: named("all") })
    }
}

fn one(typed: &str) -> Result<Member, Failure> {
    if let Some(id) = typed.trim().strip_prefix('#').and_then(|id| id.parse().ok()) {
        return Ok(Member { id: Some(AccountId::new(id)), name: String::new() });
    }
    let name = Username::new(typed).map_err(|reason| Failure::wrong(&reason.into()))?;
    Ok(Member { id: None, name: name.as_str().to_owned() })
}
