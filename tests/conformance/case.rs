//! The form of a conformance case. README.md says what each field means; a field that is not here is an error.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

/// A file of cases about one subject.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    pub about: String,
    pub cases: Vec<Case>,
}

/// A history, a question about it, and the answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub id: String,
    pub shows: String,
    /// Faults of earlier systems that it would show.
    #[serde(default)]
    pub faults: Vec<String>,
    pub history: History,
    /// Other wikis that are asked about too, by name.
    #[serde(default)]
    pub elsewhere: BTreeMap<String, History>,
    /// Dates of members' own events.
    #[serde(default)]
    pub events: BTreeMap<String, String>,
    /// Whom it is asked about; everybody whom the history lists where it does not say.
    pub members: Option<Vec<String>>,
    /// The request of the result document, as far as it differs from its defaults.
    pub request: Json,
    pub expect: Expect,
    pub from: From,
    /// How the expected values come about, in words and numbers.
    pub why: Option<String>,
}

/// Where the expected values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    /// They are worked out by hand, in `why`.
    Arithmetic,
    /// The slow reference of the tests works them out each time.
    Reference,
}

/// What happened on the wiki, and what the source knows of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    pub as_of: String,
    #[serde(default)]
    pub knows: Knows,
    #[serde(default = "main_namespace")]
    pub content: Vec<i32>,
    #[serde(default)]
    pub accounts: Vec<Account>,
    #[serde(default)]
    pub pages: BTreeMap<String, Page>,
    #[serde(default)]
    edits: Vec<EditForm>,
    #[serde(default)]
    pub log: Vec<LogItem>,
    /// Clicks on "edit"; nobody told of any where there is no list.
    pub clicks: Option<Vec<Click>>,
}

/// What the source can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent abilities, as the source has them")]
pub struct Knows {
    pub all_accounts: bool,
    pub registrations: bool,
    pub self_created: bool,
    pub groups: bool,
    pub log: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    pub name: String,
    pub registered: Option<String>,
    /// Whether its owner made it; absent where nobody knows.
    pub self_created: Option<bool>,
    #[serde(default)]
    pub groups: Vec<String>,
    #[serde(default)]
    pub former_groups: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Page {
    pub namespace: i32,
    pub redirect: bool,
}

/// An edit, or only its time where everything else is as usual.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum EditForm {
    At(String),
    Whole(Edit),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub at: String,
    /// An account, or another name: an IP address. The first account where it does not say.
    pub by: Option<String>,
    /// `null`: a revision without a page.
    #[serde(default = "usual_page")]
    pub page: Option<String>,
    /// The revision's id; its place in the list, from 1 on, where it does not say.
    pub id: Option<u64>,
    /// The revision that it changed, 0 for none; the page's previous one where it does not say.
    pub parent: Option<u64>,
    /// `null`: not known.
    #[serde(default = "usual_bytes")]
    pub bytes: Option<u64>,
    /// Equal words are equal texts; `null`: not known. A text that no other revision has where it does not say.
    #[serde(default = "own_text")]
    pub sha1: Option<String>,
    #[serde(default)]
    pub minor: bool,
    /// What the public does not see.
    #[serde(default)]
    pub hidden: Vec<Part>,
}

/// A part of a revision that can be hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    User,
    Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogItem {
    pub at: String,
    /// Type and action: `block/reblock`.
    pub item: String,
    /// The account that it is about.
    pub about: Option<String>,
    /// As the log has them.
    #[serde(default)]
    pub params: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Click {
    pub at: String,
    pub by: Option<String>,
    pub namespace: Option<i32>,
}

/// What the wiki of a history is called.
pub const HOME: &str = "testwiki";

/// The answer: an error, or what stands in the result document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    pub error: Option<ExpectedError>,
    #[serde(default)]
    pub metrics: BTreeMap<String, ExpectedMetric>,
    #[serde(default)]
    pub curves: Vec<Json>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedError {
    /// The field or parameter that is wrong.
    pub parameter: String,
    /// The metric that it belongs to; empty for the request as a whole.
    #[serde(default)]
    pub label: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedMetric {
    /// Every row, in order; absent where only the aggregates matter.
    pub rows: Option<Vec<ExpectedRow>>,
    #[serde(default)]
    pub aggregates: Vec<Json>,
    /// Every row of a person, where there are several wikis.
    #[serde(default)]
    pub people: Vec<ExpectedRow>,
    /// Where fixed dates are cut.
    pub clipped_to: Option<String>,
    /// What its columns are and how they combine.
    #[serde(default)]
    pub columns: Vec<Json>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRow {
    /// The first account where it does not say.
    pub user: Option<String>,
    /// The wiki of the history where it does not say.
    pub wiki: Option<String>,
    pub slice: Option<Json>,
    /// `"?window_open"`: not known, and why.
    pub values: Vec<Json>,
    #[serde(default)]
    pub early: bool,
}

impl Default for Knows {
    fn default() -> Self {
        Self { all_accounts: true, registrations: true, self_created: true, groups: true, log: true }
    }
}

impl History {
    /// Every edit with its id, in the order of the list.
    pub fn edits(&self) -> Vec<(u64, Edit)> {
        let whole = |form: &EditForm| match form {
            EditForm::Whole(edit) => edit.clone(),
            EditForm::At(at) => Edit {
                at: at.clone(),
                by: None,
                page: usual_page(),
                id: None,
                parent: None,
                bytes: usual_bytes(),
                sha1: own_text(),
                minor: false,
                hidden: Vec::new(),
            },
        };
        let edits = self.edits.iter().map(whole);
        (1..).zip(edits).map(|(place, edit)| (edit.id.unwrap_or(place), edit)).collect()
    }

    /// The name of the account that somebody is meant by: the first where nobody is named.
    pub fn name<'a>(&'a self, named: Option<&'a String>) -> &'a str {
        named.map_or_else(|| self.accounts.first().map_or("", |first| first.name.as_str()), String::as_str)
    }

    /// The id of an account of this name: its place in the list, from 1 on.
    pub fn id(&self, name: &str) -> Option<u64> {
        (1..).zip(&self.accounts).find(|(_, account)| account.name == name).map(|(id, _)| id)
    }
}

impl CaseFile {
    /// What a file of this name does not say and should.
    pub fn complaints(&self, file: &str) -> Vec<String> {
        let mut found = Vec::new();
        if self.about.is_empty() {
            found.push(format!("{file} does not say what it is about"));
        }
        for case in &self.cases {
            found.extend(case.complaint(file).map(|what| format!("{}: {what}", case.id)));
        }
        found
    }
}

impl Case {
    fn complaint(&self, file: &str) -> Option<&'static str> {
        let answers = !self.expect.metrics.is_empty() || !self.expect.curves.is_empty();
        let explained = self.why.as_ref().is_some_and(|why| !why.is_empty());
        let alone = |metric: &ExpectedMetric| metric.aggregates.is_empty() && metric.columns.is_empty();
        let rows_alone = self.expect.metrics.values().all(|metric| metric.rows.is_some() && alone(metric));
        let complaints = [
            (!self.id.starts_with(&format!("{file}-")), "its name does not begin with that of its file"),
            (!self.shows.ends_with('.'), "it does not say what it shows"),
            (self.faults.iter().any(String::is_empty), "a fault has no id"),
            (answers == self.expect.error.is_some(), "it expects neither an answer nor an error, or both"),
            (!explained && self.from == From::Arithmetic, "it does not say how its values come about"),
            // The reference has rows alone.
            (self.from == From::Reference && !(answers && rows_alone), "the reference says less"),
        ];
        complaints.into_iter().find(|(applies, _)| *applies).map(|(_, what)| what)
    }

    /// Whom it is asked about.
    pub fn members(&self) -> Vec<String> {
        let everybody = || self.history.accounts.iter().map(|account| account.name.clone()).collect();
        self.members.clone().unwrap_or_else(everybody)
    }
}

impl Edit {
    pub fn hides(&self, part: Part) -> bool {
        self.hidden.contains(&part)
    }
}

fn main_namespace() -> Vec<i32> {
    vec![0]
}

#[expect(clippy::unnecessary_wraps, reason = "the default of a field that may be null")]
fn usual_page() -> Option<String> {
    Some("Page".to_owned())
}

#[expect(clippy::unnecessary_wraps, reason = "the default of a field that may be null")]
fn usual_bytes() -> Option<u64> {
    Some(100)
}

#[expect(clippy::unnecessary_wraps, reason = "the default of a field that may be null")]
fn own_text() -> Option<String> {
    Some(String::new())
}
