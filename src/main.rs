//! Parse, run, exit code.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    usermetrics::cli::run(&usermetrics::cli::Cli::parse())
}
