//! `demo`: a site to look at, with a synthetic wiki, somebody to sign in as, a workshop and a finished result. All of it
//! is made once, by the same parts that everybody's own data go through, and stays in the data folder.

mod person;
mod wiki;
mod workshop;

use std::path::Path;

use super::serve::Site;
use super::{Failure, Outcome};
use crate::msg;
use crate::platform::config::DataDir;
use crate::text::{Arg, Language, Message};

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub struct Demo {
    /// Port to listen on. 0 takes any that is free.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// How many edits the wiki shall have, from 2,000 to 20 million. The first time counts.
    #[arg(long, value_name = "N", default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(2000..=20_000_000))]
    edits: u32,
    /// What the wiki follows from: the same number makes the same wiki. The first time counts.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

impl Demo {
    /// Makes what is missing, and serves until it is told to stop.
    ///
    /// # Errors
    ///
    /// The port is taken, another server holds the data folder, or the disk cannot be written.
    pub async fn run(&self, data: DataDir, config: Option<&Path>) -> Outcome {
        let site = Site::open(data, config, Some(self.port)).await?;
        let names = wiki::provide(&site.state.data, self.edits, self.seed)?;
        let person = person::provide(&site.state).await?;
        workshop::provide(&site.state, person.id, &names).await?;

        say(&msg!("demo-address", Arg::Name(format!("http://{}/", site.address()?))))?;
        say(&match person.password {
            Some(password) => msg!("demo-sign-in", Arg::Name(person.name), Arg::Name(password)),
            None => msg!("demo-sign-in-own", Arg::Name(person.name)),
        })?;
        say(&msg!("demo-names", Arg::Name(names.display().to_string())))?;
        say(&msg!("demo-stop"))?;
        site.serve().await
    }
}

/// Says a sentence on standard output.
fn say(sentence: &Message) -> Result<(), Failure> {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{}", Language::english().text(sentence))?;
    Ok(())
}
