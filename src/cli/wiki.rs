//! `wiki`: what is in the warehouse.

use std::io::Write as _;

use clap::Subcommand;

use super::{Failure, Outcome};
use crate::import::Report;
use crate::msg;
use crate::platform::config::DataDir;
use crate::source::warehouse::verify::verify;
use crate::source::warehouse::{Snapshot, Warehouse};
use crate::text::{Arg, Language};
use crate::wiki::WikiName;

/// What to do with the warehouse.
#[derive(Debug, Subcommand)]
pub enum Wiki {
    /// List the snapshots of all wikis, one a line.
    List,
    /// Show what a snapshot says of itself, and the report of its import.
    Show(Choice),
    /// Read a snapshot from end to end: checksums, order, index. Exit status 1 if anything is wrong.
    Verify(Choice),
}

/// Which snapshot.
#[derive(Debug, clap::Args)]
pub struct Choice {
    /// The wiki: enwiki, or en.wikipedia.org.
    #[arg(value_name = "NAME", value_parser = super::import::parse::<WikiName>)]
    wiki: WikiName,
    /// The snapshot; without it, the one whose data go farthest.
    #[arg(long, value_name = "ID")]
    snapshot: Option<String>,
}

impl Choice {
    fn find(&self, warehouse: &Warehouse) -> Result<Snapshot, Failure> {
        if let Some(id) = &self.snapshot {
            return Ok(warehouse.snapshot(&self.wiki, id)?);
        }
        let newest = warehouse.newest_snapshot(&self.wiki)?;
        newest.ok_or_else(|| Failure::wrong(&msg!("wiki-without-snapshot", self.wiki.as_str())))
    }
}

impl Wiki {
    /// Does it.
    ///
    /// # Errors
    ///
    /// There is no such wiki or snapshot, it cannot be read, or it is damaged.
    pub fn run(&self, data: &DataDir) -> Outcome {
        let warehouse = Warehouse::open(data.warehouse());
        match self {
            Self::List => list(&warehouse),
            Self::Show(choice) => show(&choice.find(&warehouse)?),
            Self::Verify(choice) => check(&choice.find(&warehouse)?),
        }
    }
}

/// Titles of the list's columns: names for scripts, and so not translated.
const COLUMNS: [&str; 8] = ["wiki", "snapshot", "first_edit", "as_of", "edits", "accounts", "log_items", "bytes"];

fn list(warehouse: &Warehouse) -> Outcome {
    let mut rows = vec![COLUMNS.map(str::to_owned)];
    for wiki in warehouse.wikis()? {
        for snapshot in warehouse.snapshots(&wiki)? {
            let manifest = &snapshot.manifest;
            rows.push([
                wiki.to_string(),
                snapshot.id.clone(),
                manifest.first_edit.to_string(),
                manifest.as_of.to_string(),
                manifest.edits.to_string(),
                manifest.accounts.to_string(),
                manifest.log_items.to_string(),
                size(&snapshot).to_string(),
            ]);
        }
    }
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(0);
    let mut out = std::io::stdout().lock();
    for row in &rows {
        let cells: Vec<String> =
            row.iter().enumerate().map(|(column, cell)| format!("{cell:width$}", width = width(column))).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(())
}

/// Bytes of a snapshot's files.
fn size(snapshot: &Snapshot) -> u64 {
    snapshot.manifest.files.values().map(|entry| entry.bytes).sum()
}

fn show(snapshot: &Snapshot) -> Outcome {
    let manifest = &snapshot.manifest;
    let knows = manifest.knows;
    let flags = [
        ("all_accounts", knows.all_accounts),
        ("registrations", knows.registrations),
        ("self_created", knows.self_created),
        ("groups", knows.groups),
        ("log", knows.log),
        ("deleted_pages", knows.deleted_pages),
        ("clicks", knows.clicks),
    ];
    let told: Vec<&str> = flags.into_iter().filter_map(|(name, known)| known.then_some(name)).collect();
    let mut out = std::io::stdout().lock();
    for (name, value) in [
        ("wiki", manifest.wiki.to_string()),
        ("site", manifest.site.clone()),
        ("snapshot", snapshot.id.clone()),
        ("folder", snapshot.dir.display().to_string()),
        ("first_edit", manifest.first_edit.to_string()),
        ("as_of", manifest.as_of.to_string()),
        ("imported_at", manifest.imported_at.to_string()),
        ("program", manifest.program.clone()),
        ("knows", told.join(" ")),
    ] {
        writeln!(out, "{name:12} {value}")?;
    }
    for (name, entry) in &manifest.files {
        writeln!(out, "{name:14} {:>14} bytes {:>12} rows  {}", entry.bytes, entry.rows, entry.sha256)?;
    }
    if let Ok(report) = serde_json::from_value::<Report>(manifest.report.clone()) {
        for line in report.lines(Language::english()) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn check(snapshot: &Snapshot) -> Outcome {
    let english = Language::english();
    let faults = verify(snapshot);
    let mut out = std::io::stdout().lock();
    for fault in &faults {
        let file = Arg::Name(snapshot.dir.join(&fault.file).display().to_string());
        writeln!(out, "{}", english.text(&msg!("warehouse-damaged", file, fault.what.clone())))?;
    }
    let id = Arg::Text(snapshot.id.clone());
    if faults.is_empty() {
        writeln!(out, "{}", english.text(&msg!("snapshot-whole", id, size(snapshot))))?;
        return Ok(());
    }
    Err(Failure::Failed(anyhow::anyhow!(english.text(&msg!("snapshot-damaged", id)))))
}
