//! A place to import small dumps that a test writes itself.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use usermetrics::import::{ImportError, Imported, Memory, Settings, xml};
use usermetrics::source::warehouse::verify::verify;
use usermetrics::wiki::{Timestamp, WikiName};

use super::table::{Row, read_edits};

/// When every import of a test happens.
const NOW: Timestamp = Timestamp::from_unix(1_700_000_000);

/// A warehouse of its own, and files to import into it.
pub struct Workshop {
    folder: TempDir,
    /// The next import.
    pub job: xml::XmlImport,
}

impl Workshop {
    /// An empty one.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let job = xml::XmlImport {
            histories: Vec::new(),
            logging: None,
            users: None,
            settings: Settings {
                warehouse: folder.path().join("warehouse"),
                wiki: WikiName::new("testwiki").unwrap(),
                as_of: None,
                strict: false,
                memory: Memory::default(),
            },
        };
        Self { folder, job }
    }

    /// Writes a file and says where it is.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The warehouse's folder.
    pub fn warehouse(&self) -> &Path {
        &self.job.settings.warehouse
    }

    /// Adds a history that holds these pages.
    pub fn history(mut self, pages: &str) -> Self {
        let number = self.job.histories.len();
        let path = self.file(&format!("history-{number}.xml"), export("0.10", pages));
        self.job.histories.push(path);
        self
    }

    /// Adds a history of another version.
    pub fn history_of_version(mut self, version: &str, pages: &str) -> Self {
        let path = self.file("history.xml", export(version, pages));
        self.job.histories.push(path);
        self
    }

    /// Adds a log that holds these items.
    pub fn log(mut self, items: &str) -> Self {
        self.job.logging = Some(self.file("log.xml", export("0.10", items)));
        self
    }

    /// Adds a table of users.
    pub fn users(mut self, lines: &str) -> Self {
        self.job.users = Some(self.file("users.tsv", lines));
        self
    }

    /// Imports.
    pub fn try_import(&self) -> Result<Imported, ImportError> {
        xml::import(self.job.clone(), NOW, &mut ())
    }

    /// Imports what must be good; the snapshot must be whole.
    pub fn import(&self) -> Imported {
        let imported = self.try_import().unwrap();
        assert_eq!(verify(&imported.snapshot), []);
        imported
    }

    /// Imports what must be good; its edits in the order of revision ids.
    pub fn edits(&self) -> Vec<Row> {
        let mut rows = read_edits(&self.import().snapshot.dir);
        rows.sort_by_key(|row| row.rev_id);
        rows
    }

    /// Imports what must be refused; the reason in words. Nothing may be left of it.
    pub fn refusal(&self) -> String {
        let before = self.everything();
        let error = self.try_import().expect_err("this must be refused");
        assert_eq!(self.everything(), before, "the warehouse has changed");
        error.to_string()
    }

    /// Every file and folder of the warehouse.
    pub fn everything(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, found);
                }
                found.push(path);
            }
        }
        let mut found = Vec::new();
        walk(self.warehouse(), &mut found);
        // The wiki's own folder may stay: it is no snapshot.
        found.retain(|path| path.parent() != Some(self.warehouse()));
        found.sort();
        found
    }
}

/// An export with a head and this content.
pub fn export(version: &str, content: &str) -> String {
    format!(
        "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-{version}/\" version=\"{version}\" xml:lang=\"en\">\n\
         <siteinfo><sitename>Test</sitename><base>https://test.example.org/wiki/Main_Page</base>\
         <namespaces><namespace key=\"0\" case=\"first-letter\" /><namespace key=\"2\" case=\"first-letter\">User</namespace>\
         <namespace key=\"3\">User talk</namespace></namespaces></siteinfo>\n{content}\n</mediawiki>\n"
    )
}

/// A page with these revisions.
pub fn page(id: u64, revisions: &str) -> String {
    format!("<page><title>Page {id}</title><ns>0</ns><id>{id}</id>{revisions}</page>")
}

/// A revision of an account; `more` are further elements of it.
pub fn revision(id: u64, time: &str, user: u64, more: &str) -> String {
    format!(
        "<revision><id>{id}</id><timestamp>{time}</timestamp><contributor><username>User {user}</username>\
         <id>{user}</id></contributor>{more}</revision>"
    )
}
