//! From a life to a snapshot, by the way of every import.

use std::path::PathBuf;

use super::life::Event;
use super::{END, SyntheticWiki, workshop};
use crate::import::{
    FileReport, ImportError, Imported, Memory, Parent, Progress, Settings, Site, SnapshotBuilder, Step, User,
};
use crate::wiki::{NamespaceId, Timestamp, WikiName};

/// What to make.
#[derive(Clone, Debug)]
pub struct SyntheticImport {
    /// Folder of the warehouse.
    pub warehouse: PathBuf,
    /// What the wiki shall be called.
    pub wiki: WikiName,
    /// How many edits it shall have; at least [`FEWEST_EDITS`](super::FEWEST_EDITS).
    pub edits: usize,
    /// What everything follows from.
    pub seed: u64,
    /// How much memory sorting may use.
    pub memory: Memory,
}

/// The wiki's names of its namespaces.
const NAMES: [(NamespaceId, &str); 16] = [
    (0, ""),
    (1, "Talk"),
    (2, "User"),
    (3, "User talk"),
    (4, "Demo"),
    (5, "Demo talk"),
    (6, "File"),
    (7, "File talk"),
    (8, "MediaWiki"),
    (9, "MediaWiki talk"),
    (10, "Template"),
    (11, "Template talk"),
    (12, "Help"),
    (13, "Help talk"),
    (14, "Category"),
    (15, "Category talk"),
];

/// Makes a synthetic wiki and puts it into the warehouse. The same wish makes the same snapshot on every day. Gives,
/// beside the import, the list of the workshops' people as their organiser typed it.
///
/// # Errors
///
/// The warehouse cannot be written.
pub fn import(wish: SyntheticImport, progress: &mut dyn Progress) -> Result<(Imported, String), ImportError> {
    let wiki = SyntheticWiki::new(wish.edits, wish.seed);
    let total = wiki.edits as u64;
    let mut builder = SnapshotBuilder::begin(Settings {
        warehouse: wish.warehouse,
        wiki: wish.wiki,
        as_of: Some(END),
        strict: true,
        memory: wish.memory,
    })?;
    builder.file(FileReport {
        name: format!("synthetic wiki of {} edits, seed {}", wiki.edits, wish.seed),
        kind: "history".to_owned(),
        items: total,
        ..FileReport::default()
    });
    builder.site(Site {
        domain: None,
        namespaces: NAMES.into_iter().map(|(number, name)| (number, name.to_owned())).collect(),
        content: vec![0],
    });
    for person in &wiki.people {
        let groups = person.group().unwrap_or_default();
        let registration = Some(Timestamp::from_unix(person.registered));
        builder.user(&User { id: person.id, name: person.name.as_str(), registration, groups: Some(groups) })?;
    }
    let (mut lived, mut pages) = (0, 0);
    for event in wiki.life() {
        match event {
            Event::Revision(revision) => {
                builder.revision(&revision)?;
                lived += 1;
                pages += u64::from(revision.parent == Parent::None);
                if lived % 1000 == 0 {
                    progress.at(Step::Reading, lived, total);
                }
            }
            Event::Log(entry) => builder.log_item(&entry)?,
        }
    }
    if let Some(file) = builder.current_file() {
        file.pages = pages;
    }
    let sheet = workshop::sign_up_sheet(&wiki.people);
    Ok((builder.finish(END, progress)?, sheet))
}
