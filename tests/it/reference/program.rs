//! The same question to the program.

use std::collections::BTreeMap;

use usermetrics::import::reverts::{RevertWindow, Who as Contributor};
use usermetrics::metric::params::ParamError;
use usermetrics::metric::revert::{Revert, Reverts};
use usermetrics::metric::{
    Account, Edit, Frame, Judge, MetricRows, Row as ProgramRow, Selection, SliceBy, SliceKey, SliceSize, Timeline,
    Value, registry,
};
use usermetrics::platform::ids::AccountId;
use usermetrics::wiki::{Timestamp, Username, WikiName};

use super::answer::{Key, Row, Rows};
use super::history::{CONTENT, Page, Revision, Who, World};
use super::question::{Cut, Question};
use super::values::Cell;

fn text(at: i64) -> String {
    Timestamp::from_unix(at).to_string()
}

/// How a revert is kept with each revision of a page, by the rule of import.
fn facts(page: &Page) -> BTreeMap<u64, Reverts> {
    let mut window = RevertWindow::default();
    let mut found = BTreeMap::new();
    let mut done = |id: u64, facts: &[Revert]| {
        found.insert(id, Reverts::new(facts.to_vec()));
        Ok::<(), ()>(())
    };
    for one in &page.revisions {
        let who = match one.who {
            Who::Person => Contributor::Account(1),
            Who::Other => Contributor::Account(2),
            Who::Hidden => Contributor::Hidden,
        };
        if let Some(checksum) = one.checksum {
            window.push([checksum; 20], who, one.at, one.id, &mut done).unwrap();
        }
    }
    window.end_page(&mut done).unwrap();
    found
}

fn edit(one: &Revision, page: Option<(u64, &Page)>, reverts: Reverts) -> Edit {
    Edit {
        timestamp: one.at,
        rev_id: one.id,
        page_id: page.map(|(id, _)| id),
        namespace: page.map(|(_, page)| page.namespace),
        creates_page: one.parentless,
        minor: one.minor,
        redirect: page.is_some_and(|(_, page)| page.redirect),
        bytes_diff: one.bytes,
        has_checksum: one.checksum.is_some(),
        reverts,
    }
}

/// The person as a source has them.
pub fn person(world: &World) -> (Account, Vec<Edit>) {
    let mut edits: Vec<Edit> = world.loose.iter().map(|one| edit(one, None, Reverts::default())).collect();
    for (id, page) in (1..).zip(&world.pages) {
        let mut facts = facts(page);
        let own = page.revisions.iter().filter(|one| one.who == Who::Person);
        edits.extend(own.map(|one| edit(one, Some((id, page)), facts.remove(&one.id).unwrap_or_default())));
    }
    edits.sort_by_key(|edit| (edit.timestamp, edit.rev_id));
    let account = Account {
        wiki: WikiName::new("testwiki").unwrap(),
        id: AccountId::new(1),
        name: Username::from_wiki("Example"),
        registration: world.registration.map(Timestamp::from_unix),
        first_edit: edits.first().map(Edit::at),
        self_created: world.self_created,
        bot: world.bot,
    };
    (account, edits)
}

/// The question as the program reads it.
pub fn selection(question: &Question) -> Result<Selection, ParamError> {
    let anchor = match question.anchor {
        'A' => "activity",
        'R' => "registration",
        'F' => "first_edit",
        _ => "event",
    };
    let own = question.given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut given: BTreeMap<String, String> = own.collect();
    let mut give = |name: &str, value: Option<String>| given.extend(value.map(|value| (name.to_owned(), value)));
    give("anchor", Some(anchor.to_owned()));
    give("event", (question.anchor == 'E').then(|| text(question.event)));
    give("offset", question.offset.map(str::to_owned));
    give("t", question.t.map(str::to_owned));
    give("start", question.start.map(text));
    give("end", question.end.map(text));
    let by = match question.cut {
        Cut::No => None,
        Cut::Time => Some(SliceBy::Time),
        Cut::Anchor => Some(SliceBy::Anchor),
        Cut::Age => Some(SliceBy::Age),
        Cut::AnchorAge => Some(SliceBy::AnchorAge),
    };
    let frame = Frame {
        zone: question.zone.name().parse().unwrap(),
        slice: by.map(|_| SliceSize::parse(question.size).unwrap()),
        slice_by: by,
    };
    Selection::read(question.metric.name, registry::find(question.metric.name).unwrap(), &given, &frame)
}

/// What the program says of the person.
pub fn rows(question: &Question, first: i64, (account, edits): &(Account, Vec<Edit>)) -> Result<Rows, ParamError> {
    let selection = selection(question)?;
    let as_of = Timestamp::from_unix(question.as_of);
    let resolved = selection.resolve(Timestamp::from_unix(first), as_of)?;
    let judge = Judge::new(&selection, resolved, as_of);
    let MetricRows { whole, slices } =
        judge.rows(&Timeline { account, event: None, content: &CONTENT, edits, log: None, clicks: None });
    Ok(Rows { whole: row(&whole), slices: slices.iter().map(|(slice, one)| (key(*slice), row(one))).collect() })
}

fn row(row: &ProgramRow) -> Row {
    (row.values.iter().map(cell).collect(), row.early)
}

fn key(key: SliceKey) -> Key {
    match key {
        SliceKey::Time(start) => Key::Time(start.unix()),
        SliceKey::Anchor(start) => Key::Anchor(start.unix()),
        SliceKey::Age(age) => Key::Age(age),
        SliceKey::AnchorAge(start, age) => Key::Both(start.unix(), age),
    }
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Bool(yes) => Cell::Yes(*yes),
        Value::Integer(number) => Cell::Whole(*number),
        Value::Number(number) => Cell::Real(number.to_bits()),
        Value::Time(instant) => Cell::Whole(instant.unix()),
        Value::Map(counts) => Cell::Counts(counts.clone()),
        Value::Undefined(reason) => Cell::Not(reason.as_str()),
    }
}
