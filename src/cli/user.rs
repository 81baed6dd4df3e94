//! `user`: who may sign in. Works beside a running server, which sees every change at the next click.
//!
//! A password is never an argument, which other people of the machine could read in the list of processes: it is asked
//! for on the terminal, or read from a file or from standard input.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;
use console::Term;

use super::{Failure, Outcome};
use crate::auth::{self, AuthError, NewPassword, Password, Role, store};
use crate::msg;
use crate::platform::clock::SystemClock;
use crate::platform::config::DataDir;
use crate::platform::db;
use crate::text::{Arg, Language, Message};
use crate::wiki::Timestamp;

/// What can be done with the accounts of this site.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Adds somebody who may sign in.
    Add {
        /// The name to sign in with.
        name: String,
        /// What they may do.
        #[arg(long, value_enum, default_value = "evaluator")]
        role: Role,
        #[command(flatten)]
        password: PasswordFrom,
    },
    /// Lists everybody, as tab-separated values.
    List,
    /// Sets a new password, and signs the person out everywhere.
    Passwd {
        /// The name.
        name: String,
        #[command(flatten)]
        password: PasswordFrom,
    },
    /// Sets what somebody may do.
    Role {
        /// The name.
        name: String,
        /// What they may do.
        #[arg(value_enum)]
        role: Role,
    },
    /// Closes an account, and signs the person out everywhere. Their cohorts and results stay.
    Disable {
        /// The name.
        name: String,
        /// Opens the account again.
        #[arg(long)]
        undo: bool,
    },
}

/// Where a password comes from: asked for on a terminal, or else the first line of standard input.
#[derive(Debug, clap::Args)]
pub struct PasswordFrom {
    /// File whose first line is the password; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl User {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// See [`Failure`].
    pub async fn run(&self, data: &DataDir) -> Outcome {
        std::fs::create_dir_all(data.path()).with_context(|| format!("cannot make {}", data.path().display()))?;
        let pool = db::open(&data.database()).await?;
        let find = async |name: &str| {
            let mut connection = pool.acquire().await?;
            let found = store::get_by_name(&mut connection, name).await?;
            found.ok_or_else(|| AuthError::NoSuchUser(name.to_owned()))
        };
        let said = match self {
            User::Add { name, role, password } => {
                let password = NewPassword::choose(password.read()?)?;
                auth::add(&pool, &SystemClock, name, password, *role).await?;
                msg!("cli-user-added", Arg::Name(name.trim().to_owned()), role.words())
            }
            User::List => return list(&pool).await,
            User::Passwd { name, password } => {
                let found = find(name).await?;
                let password = NewPassword::choose(password.read()?)?;
                auth::set_password(&pool, found.id, password, None).await?;
                msg!("cli-user-password", Arg::Name(found.name))
            }
            User::Role { name, role } => {
                let found = find(name).await?;
                auth::set_role(&pool, found.id, *role).await?;
                msg!("cli-user-role", Arg::Name(found.name), role.words())
            }
            User::Disable { name, undo } => {
                let found = find(name).await?;
                auth::set_disabled(&pool, &SystemClock, found.id, !undo).await?;
                let name = Arg::Name(found.name);
                if *undo { msg!("cli-user-opened", name) } else { msg!("cli-user-closed", name) }
            }
        };
        eprintln!("{}", Language::english().text(&said));
        Ok(())
    }
}

/// Writes everybody to standard output: name, role, when added, when closed.
async fn list(pool: &sqlx::SqlitePool) -> Outcome {
    let mut connection = pool.acquire().await.map_err(AuthError::from)?;
    let mut out = io::stdout().lock();
    writeln!(out, "name\trole\tadded\tclosed")?;
    for user in store::list(&mut connection).await.map_err(AuthError::from)? {
        let added = Timestamp::from_unix(user.created_at);
        let closed = user.disabled_at.map(|at| Timestamp::from_unix(at).to_string()).unwrap_or_default();
        writeln!(out, "{}\t{}\t{added}\t{closed}", user.name, user.role.as_str())?;
    }
    Ok(())
}

impl PasswordFrom {
    fn read(&self) -> Result<Password, Failure> {
        let line = match &self.password_file {
            Some(file) if file != Path::new("-") => {
                let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
                text.lines().next().unwrap_or_default().to_owned()
            }
            None if io::stdin().is_terminal() => return ask(),
            _ => {
                let mut line = String::new();
                io::stdin().lock().read_line(&mut line).context("cannot read standard input")?;
                line.trim_end_matches(['\r', '\n']).to_owned()
            }
        };
        Ok(Password::new(line))
    }
}

/// Asks twice on the terminal, without showing what is typed.
fn ask() -> Result<Password, Failure> {
    let term = Term::stderr();
    let prompt = |message: Message| -> io::Result<Password> {
        term.write_str(&Language::english().text(&message))?;
        Ok(Password::new(term.read_secure_line()?))
    };
    let first = prompt(msg!("cli-password", auth::SHORTEST_PASSWORD))?;
    if !first.matches(&prompt(msg!("cli-password-again"))?) {
        return Err(Failure::wrong(&msg!("account-password-differs")));
    }
    Ok(first)
}
