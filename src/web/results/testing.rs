//! A result to look at: 45 people of a workshop on a wiki in memory.

use std::sync::Arc;

use tempfile::TempDir;

use crate::engine::{Control, Member, Plan, execute};
use crate::metric::Frame;
use crate::metric::testing::Person;
use crate::platform::ids::{AccountId, ResultId, UserId};
use crate::request::{Arguments, Defaults, Request, selections};
use crate::result::store::StoredResult;
use crate::result::{CohortHead, Head, RowsFile, RowsWriter, head};
use crate::source::memory::MemorySource;
use crate::source::{Knowledge, SourceInfo};
use crate::wiki::{Username, WikiName};

/// A frozen result and its rows.
pub(super) struct Workshop {
    pub(super) head: Head,
    pub(super) rows: RowsFile,
    _folder: TempDir,
}

/// Data end here: the last window of thirty days is open for those who registered late.
const AS_OF: &str = "2026-02-20";

/// Person `number` of the workshop: 33 registered in May, 12 in January; a third came back after a month.
fn person(number: u64) -> Person {
    let late = number > 33;
    let (day, back) = if late { ("2026-01-02", "2026-02-05") } else { ("2025-05-10", "2025-06-15") };
    let mut person = Person::registered(&format!("{day}T10:00:00Z"));
    person.account.id = AccountId::new(number);
    person.account.name = Username::from_wiki(&format!("Person {number:02}"));
    for edit in 0..(number * number) % 23 {
        person = person.edit_with(&format!("{day}T10:{edit:02}:00Z"), |one| {
            one.bytes_diff = Some(i64::try_from(edit * 40).unwrap() - 100);
            one.creates_page = edit == 3;
            one.namespace = Some(i32::from(edit % 4 == 1));
            // The text of these was hidden, so nobody can tell whether they were undone.
            one.has_checksum = number != 30;
        });
    }
    if (number <= 12) || number > 43 {
        person = person.edit(&format!("{back}T10:00:00Z"));
    }
    person
}

fn source() -> Arc<MemorySource> {
    let at = |text: &str| text.parse().unwrap();
    let info = SourceInfo {
        wiki: WikiName::new("swwiki").unwrap(),
        site: "sw.wikipedia.org".into(),
        snapshot: "2026-02-20-0a1b2c3d".into(),
        as_of: at(AS_OF),
        first_edit: at("2004-01-01"),
        edits: 500,
        accounts: 45,
        content: vec![0],
        namespaces: std::collections::BTreeMap::new(),
        knows: Knowledge { registrations: true, ..Knowledge::default() },
    };
    let people = (1..=45).map(person).map(|person| (person.account, person.edits));
    Arc::new(MemorySource::new(info, people.collect()))
}

/// The workshop, asked these metrics with these parameters. Two names are not in the data.
pub(super) fn workshop(metrics: &[&str], params: &[&str]) -> Workshop {
    let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let (metrics, params) = (owned(metrics), owned(params));
    let arguments = Arguments { metrics: &metrics, params: &params, ..Arguments::default() };
    let request = Request {
        cohort: "Library meetups".into(),
        wikis: vec![WikiName::new("swwiki").unwrap()],
        ..Request::of(selections(arguments, &Defaults::new(), &Frame::default()).unwrap().0)
    };
    let named = ["Nobody <b>", "=Nobody"].map(Member::named);
    let members = (1..=45).map(|id| Member::with_id(AccountId::new(id))).chain(named);
    let plan = Plan::new(request, vec![source()], &members.collect::<Vec<_>>()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut writer = RowsWriter::new(folder.path(), "workshop").unwrap();
    let answer = execute(&plan, &Control::default(), &mut |row| writer.add(row)).unwrap();
    let rows = writer.finish().unwrap();
    let cohort = CohortHead {
        name: "Library meetups".into(),
        version: Some(2),
        lines: 48,
        accounts: 47,
        people: 47,
        ..CohortHead::default()
    };
    let id = ResultId::from_random([7; 20]);
    let head = head(&plan, &answer, cohort, id, "2026-02-22T14:03:00Z".parse().unwrap());
    Workshop { head, rows, _folder: folder }
}

impl Workshop {
    /// The result as the database holds it.
    pub(super) fn stored(&self) -> StoredResult {
        StoredResult {
            id: self.head.id.clone(),
            owner: UserId::new(1),
            cohort: None,
            title: "Library meetups, Nairobi 2025".into(),
            rows_hash: self.rows.hash().to_owned(),
            head: self.head.clone(),
            created_at: 1_771_768_980,
        }
    }
}
