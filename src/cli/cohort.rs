//! `cohort`: lists of editors without the web. Works beside a running server, which sees every change at the next click.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use sqlx::SqlitePool;

use super::owner::{cohort, owner};
use super::{Failure, Outcome, list};
use crate::cohort::member::Member;
use crate::cohort::store::{self, NewVersion, SaveError, Version};
use crate::cohort::{CohortName, Counts, export, fate};
use crate::msg;
use crate::platform::clock::{Clock as _, SystemClock};
use crate::platform::config::DataDir;
use crate::platform::db;
use crate::platform::ids::UserId;
use crate::source::warehouse::Warehouse;
use crate::text::{Arg, Language, Message};
use crate::wiki::{Timestamp, WikiName};

mod from_result;

/// Arguments of `cohort`.
#[derive(Debug, Args)]
pub struct Cohort {
    /// Whose cohorts: a name to sign in with. May be left out while there is one user.
    #[arg(long, value_name = "USER", global = true)]
    owner: Option<String>,
    #[command(subcommand)]
    action: Action,
}

/// What can be done with cohorts.
#[derive(Debug, Subcommand)]
enum Action {
    /// Read a list of names, tell what became of every line, and save it.
    Add {
        /// Text with one name a line, or a table (CSV, TSV) with a column of names; `-` is standard input.
        file: PathBuf,
        /// The wiki, as enwiki or en.wikipedia.org.
        #[arg(long, value_name = "NAME")]
        wiki: String,
        /// What to call the cohort, instead of by the name of the file.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// If there is a cohort of this name, save the list as its next version.
        #[arg(long)]
        new_version: bool,
    },
    /// Save the people of a result who fulfil an expression, such as `survival.survived = true`.
    FromResult {
        /// Id of the result.
        result: String,
        /// Comparisons of `LABEL.COLUMN` with true, false, a number or a time, `is undefined`, joined by and, or, not and
        /// parentheses.
        #[arg(long = "where", value_name = "EXPR")]
        expression: String,
        /// What to call the cohort.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// If there is a cohort of this name, save the people as its next version.
        #[arg(long)]
        new_version: bool,
    },
    /// List the cohorts, as tab-separated values.
    List,
    /// Tell what became of every line of a cohort.
    Show {
        /// Its name, or its number in the list.
        name: String,
    },
    /// Write the people of a cohort, as CSV.
    Export {
        /// Its name, or its number in the list.
        name: String,
    },
    /// Delete a cohort with all its versions. Results stay.
    Delete {
        /// Its name, or its number in the list.
        name: String,
    },
}

impl Cohort {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// See [`Failure`].
    pub async fn run(&self, data: &DataDir) -> Outcome {
        std::fs::create_dir_all(data.path()).with_context(|| format!("cannot make {}", data.path().display()))?;
        let pool = db::open(&data.database()).await?;
        let owner =
            owner(&mut *pool.acquire().await.context("cannot read the database")?, self.owner.as_deref()).await?;
        match &self.action {
            Action::Add { file, wiki, name, new_version } => {
                let list = NewList { file, wiki, name: name.as_deref(), new_version: *new_version };
                list.add(data, &pool, owner).await
            }
            Action::FromResult { result, expression, name, new_version } => {
                let new = from_result::choose(data, &pool, owner, result, expression).await?;
                keep(&pool, owner, &new, Some(name), *new_version).await
            }
            Action::List => list_all(&pool, owner).await,
            Action::Show { name } => show(&pool, owner, name).await,
            Action::Export { name } => export(&pool, owner, name).await,
            Action::Delete { name } => delete(&pool, owner, name).await,
        }
    }
}

/// A list to add.
struct NewList<'a> {
    file: &'a Path,
    wiki: &'a str,
    name: Option<&'a str>,
    new_version: bool,
}

impl NewList<'_> {
    async fn add(&self, data: &DataDir, pool: &SqlitePool, owner: UserId) -> Outcome {
        let wiki = WikiName::from_typed(self.wiki).map_err(|reason| Failure::wrong(&reason))?;
        let warehouse = Warehouse::open(data.warehouse());
        let source = warehouse.newest(&wiki)?;
        let new = list::read(self.file, source.as_ref(), &warehouse)?;
        tell_lines(&mut io::stderr().lock(), &new.members)?;
        keep(pool, owner, &new, self.name, self.new_version).await
    }
}

/// Saves a list as a cohort of this name, or of the one that the list suggests.
async fn keep(pool: &SqlitePool, owner: UserId, new: &NewVersion, given: Option<&str>, new_version: bool) -> Outcome {
    let name = CohortName::new(given.unwrap_or(&new.typed_name)).map_err(|error| match given {
        Some(_) => Failure::wrong(&error.into()),
        None => Failure::wrong(&msg!("cli-cohort-name", Message::from(error))),
    })?;
    let now = SystemClock.unix();
    let mut transaction = db::begin_write(pool).await.context("cannot write the database")?;
    let existing = store::get_by_name(&mut transaction, owner, name.as_str()).await.context("cannot read cohorts")?;
    let draft = match existing {
        Some(_) if !new_version => {
            return Err(Failure::wrong(&msg!("cli-cohort-exists", Arg::Name(name.to_string()))));
        }
        Some(cohort) => store::insert_draft_version(&mut transaction, cohort.id, new, now).await,
        None => store::insert_draft(&mut transaction, owner, new, now).await.map(|(_, draft)| draft),
    };
    let draft = draft.context("cannot store the list")?;
    let saved = store::save(&mut transaction, owner, draft, &name, now).await.map_err(save_failure)?;
    transaction.commit().await.context("cannot store the list")?;
    say(&msg!("cli-cohort-added", Arg::Name(name.to_string()), saved.number, saved.counts.people()))
}

fn save_failure(error: SaveError) -> Failure {
    Failure::Failed(anyhow::Error::from(error).context("cannot save the cohort"))
}

/// Says a sentence on standard error.
fn say(message: &Message) -> Outcome {
    writeln!(io::stderr().lock(), "{}", Language::english().text(message))?;
    Ok(())
}

/// Tells what became of every line, and how many are used.
fn tell_lines(out: &mut dyn io::Write, members: &[Member]) -> Outcome {
    let english = Language::english();
    let fates = fate::fates(members);
    for (member, fate) in members.iter().zip(&fates) {
        // What a stranger typed may hold letters that a terminal obeys.
        let typed: String =
            member.typed.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect();
        let told =
            msg!("cli-cohort-line", Arg::Text(member.line.to_string()), Arg::Name(typed), member.fate_message(*fate));
        writeln!(out, "{}", english.text(&told))?;
    }
    writeln!(out, "{}", english.text(&Counts::of(&fates).message()))?;
    Ok(())
}

async fn list_all(pool: &SqlitePool, owner: UserId) -> Outcome {
    let mut connection = pool.acquire().await.context("cannot read the database")?;
    let cohorts = store::list_for_user(&mut connection, owner).await.context("cannot read cohorts")?;
    let mut out = io::stdout().lock();
    writeln!(out, "number\tname\tversion\tpeople\tlines\twiki\tsaved")?;
    for cohort in cohorts {
        let Version { number, counts, wiki, saved_at, .. } = &cohort.newest;
        let saved = saved_at.map(|at| Timestamp::from_unix(at).to_string()).unwrap_or_default();
        let (id, name, people) = (cohort.id, cohort.name, counts.people());
        writeln!(out, "{id}\t{name}\t{number}\t{people}\t{}\t{wiki}\t{saved}", counts.lines)?;
    }
    Ok(())
}

async fn show(pool: &SqlitePool, owner: UserId, name: &str) -> Outcome {
    let mut connection = pool.acquire().await.context("cannot read the database")?;
    let cohort = cohort(&mut connection, owner, name).await?;
    let members = store::lines(&mut connection, cohort.newest.id).await.context("cannot read the cohort")?;
    tell_lines(&mut io::stdout().lock(), &members)
}

async fn export(pool: &SqlitePool, owner: UserId, name: &str) -> Outcome {
    let mut connection = pool.acquire().await.context("cannot read the database")?;
    let cohort = cohort(&mut connection, owner, name).await?;
    let people = store::members(&mut connection, cohort.newest.id).await.context("cannot read the cohort")?;
    let csv = export::people_csv(&people).context("cannot write the people")?;
    io::stdout().lock().write_all(&csv)?;
    Ok(())
}

async fn delete(pool: &SqlitePool, owner: UserId, name: &str) -> Outcome {
    let mut transaction = db::begin_write(pool).await.context("cannot write the database")?;
    let cohort = cohort(&mut transaction, owner, name).await?;
    store::delete(&mut transaction, owner, cohort.id).await.context("cannot delete the cohort")?;
    transaction.commit().await.context("cannot delete the cohort")?;
    say(&msg!("cli-cohort-deleted", Arg::Name(cohort.name.to_string())))
}
