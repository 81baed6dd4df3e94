//! Whom a query is about.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use crate::cli::owner::{cohort, owner};
use crate::cli::{Failure, list};
use crate::cohort::fate::{fates, people};
use crate::cohort::member::{Outcome, Reason};
use crate::cohort::parse::parse_one;
use crate::cohort::store::{self, Cohort};
use crate::cohort::{Counts, Fate, member};
use crate::engine::Member;
use crate::platform::config::DataDir;
use crate::platform::db;
use crate::result::CohortHead;
use crate::source::Source;
use crate::source::warehouse::Warehouse;
use crate::text::Language;
use crate::wiki::WikiName;

/// Whom a query is about: one of these.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Who {
    /// A list of names, one a line, or a table with a column of names; #17 for an account's number; `-` is
    /// standard input.
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,
    /// One user name, or #17 for an account's number.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// A cohort that is kept on this site, by its name.
    #[arg(long, value_name = "COHORT")]
    cohort: Option<String>,
    /// Every account that the data know.
    #[arg(long)]
    all: bool,
}

/// Whom a query is about, read.
pub struct People {
    /// The members; `None` for everybody.
    pub members: Option<Vec<Member>>,
    /// What the document says of them, but for the number of accounts.
    pub cohort: CohortHead,
    /// Wikis that a list names besides that for which it was read.
    others: Vec<WikiName>,
}

impl People {
    /// Wikis that a list names besides that for which it was read.
    pub fn wikis(&self) -> impl Iterator<Item = WikiName> {
        self.others.iter().cloned()
    }
}

/// A cohort that is kept on this site.
pub struct Kept {
    /// Its wikis.
    pub wikis: Vec<WikiName>,
    people: People,
}

impl Who {
    /// Reads the cohort that was named, if one was. `owner`: whose it is.
    ///
    /// # Errors
    ///
    /// There is no such cohort, or it cannot be read.
    pub async fn kept(&self, data: &DataDir, named: Option<&str>) -> Result<Option<Kept>, Failure> {
        let Some(name) = &self.cohort else { return Ok(None) };
        let pool = db::open(&data.database()).await?;
        let mut connection = pool.acquire().await.context("cannot read the database")?;
        let owner = owner(&mut connection, named).await?;
        let Cohort { name, newest, .. } = cohort(&mut connection, owner, name).await?;
        let members = store::members(&mut connection, newest.id).await.context("cannot read the cohort")?;
        let cohort = CohortHead {
            version: u32::try_from(newest.number).ok(),
            hash: Some(newest.hash),
            ..CohortHead::of_lines(name.as_str(), &newest.counts)
        };
        let people = People { members: Some(members.iter().map(Member::from).collect()), cohort, others: Vec::new() };
        Ok(Some(Kept { wikis: newest.wikis, people }))
    }

    /// Reads the names, for the first of some wikis.
    ///
    /// # Errors
    ///
    /// A file cannot be read or names nobody.
    pub fn read(&self, kept: Option<Kept>, warehouse: &Warehouse, wikis: &[WikiName]) -> Result<People, Failure> {
        if let Some(kept) = kept {
            return Ok(kept.people);
        }
        let none = |cohort| People { members: None, cohort, others: Vec::new() };
        let Some(home) = wikis.first().filter(|_| !self.all) else {
            return Ok(none(CohortHead::of_lines("all", &Counts::default())));
        };
        let source = warehouse.newest(home)?;
        if let Some(file) = &self.users {
            return listed(file, source.as_ref(), warehouse);
        }
        let typed = self.user.as_deref().unwrap_or_default();
        let who = parse_one(typed, source.info()).map_err(|reason| Failure::wrong(&reason.message(typed)))?;
        let member = match who {
            member::Who::Id(id) => Member::with_id(id),
            member::Who::Name(name) => Member::named(name.as_str()),
        };
        let counts = Counts { lines: 1, ready: 1, ..Counts::default() };
        Ok(People { members: Some(vec![member]), ..none(CohortHead::of_lines(typed, &counts)) })
    }
}

/// Reads a list, and says on standard error what became of every line that is not used as it stands.
fn listed(file: &Path, source: &dyn Source, warehouse: &Warehouse) -> Result<People, Failure> {
    let members = list::read(file, source, warehouse)?.members;
    let fates = fates(&members);
    let language = Language::english();
    for (member, fate) in members.iter().zip(&fates).filter(|(_, fate)| **fate != Fate::Ready) {
        let words = language.text(&member.fate_message(*fate));
        eprintln!("{}:{}: {}: {words}", file.display(), member.line, member.typed.trim());
    }
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut asked: Vec<(u32, Member)> =
        people(&members).iter().map(|person| (person.line, Member::from(person))).collect();
    // Whoever is asked for has a row, also a name that nobody on the wiki has: shares must say how many those are.
    let unknown: Vec<(u32, Member)> = members.iter().filter_map(|line| Some((line.line, unknown(line)?))).collect();
    let mut counts = Counts::of(&fates);
    counts.wrong = counts.wrong.saturating_sub(unknown.len());
    asked.extend(unknown);
    asked.sort_by_key(|(line, _)| *line);
    let cohort = CohortHead::of_lines(&name, &counts);
    let mut asked: Vec<Member> = asked.into_iter().map(|(_, member)| member).collect();
    let stated: BTreeSet<WikiName> = asked.iter().filter_map(|member| member.wiki.clone()).collect();
    for member in &mut asked {
        member.only_there = stated.len() > 1;
    }
    let others = stated.into_iter().filter(|wiki| *wiki != source.info().wiki).collect();
    Ok(People { members: Some(asked), cohort, others })
}

/// Whom a line names that is well written, but names an account that the wiki does not have.
fn unknown(line: &member::Member) -> Option<Member> {
    let who = match &line.outcome {
        Outcome::Wrong { reason: Reason::NoSuchName(name), .. } => Member::named(name.as_str()),
        Outcome::Wrong { reason: Reason::NoSuchId(id), .. } => Member::with_id(*id),
        _ => return None,
    };
    let wiki = Some(line.wiki.clone());
    Some(Member { wiki, event: line.event.clone(), ..who })
}
