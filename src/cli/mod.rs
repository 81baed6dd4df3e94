//! The command line: one file per command. Data go to standard output, messages to standard error.

mod failure;
mod import;
mod progress;
mod query;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::{Failure, Outcome};

use crate::platform::config::DataDir;

/// Measures what people do on wikis: lists of editors in, numbers with definitions out.
#[derive(Debug, Parser)]
#[command(name = "usermetrics", version, about, propagate_version = true)]
pub struct Cli {
    /// Folder of the application's database, results and imported wikis.
    #[arg(long, global = true, env = "USERMETRICS_DATA", default_value = "data", value_name = "DIR")]
    pub data: PathBuf,
    /// Settings of this installation (TOML).
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fill the warehouse from dumps.
    Import {
        /// Where the data come from.
        #[command(subcommand)]
        source: import::Source,
    },
    /// Measure people and write the result, without the web server.
    Query(Box<query::Query>),
}

/// Runs a command; its exit status is 0, 1 (failed) or 2 (wrong use).
#[must_use]
pub fn run(cli: &Cli) -> ExitCode {
    let data = DataDir::new(&cli.data);
    let outcome = match &cli.command {
        Command::Import { source } => source.run(&data),
        Command::Query(query) => query.run(&data),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
