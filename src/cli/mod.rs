//! The command line: one file per command. Data go to standard output, messages to standard error.

mod cohort;
mod demo;
mod failure;
mod import;
mod list;
mod owner;
mod progress;
mod query;
pub mod serve;
mod user;
mod wiki;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::{Failure, Outcome};

use crate::platform::config::DataDir;
use crate::platform::telemetry;

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
    /// Keep lists of editors without the web server.
    Cohort(cohort::Cohort),
    /// Look at a site with a synthetic wiki.
    Demo(demo::Demo),
    /// Fill the warehouse from dumps.
    Import {
        /// Where the data come from.
        #[command(subcommand)]
        source: import::Source,
    },
    /// Look at the warehouse.
    #[command(subcommand)]
    Wiki(wiki::Wiki),
    /// Measure people and write the result, without the web server.
    Query(Box<query::Query>),
    /// Serve the web application.
    Serve(serve::Serve),
    /// Say who may sign in.
    #[command(subcommand)]
    User(user::User),
}

/// Runs a command; its exit status is 0, 1 (failed) or 2 (wrong use).
#[must_use]
pub fn run(cli: &Cli) -> ExitCode {
    telemetry::start();
    let data = DataDir::new(&cli.data);
    let outcome = match &cli.command {
        Command::Cohort(cohort) => on_runtime(cohort.run(&data)),
        Command::Demo(demo) => on_runtime(demo.run(data, cli.config.as_deref())),
        Command::Import { source } => source.run(&data),
        Command::Wiki(wiki) => wiki.run(&data),
        Command::Query(query) => on_runtime(query.run(&data)),
        Command::Serve(serve) => on_runtime(serve.run(data, cli.config.as_deref())),
        Command::User(user) => on_runtime(user.run(&data)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Runs a command that waits for the network or the database.
fn on_runtime(command: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}
