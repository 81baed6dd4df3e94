//! A case as the slow reference reads it, and what it answers.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use usermetrics::wiki::Timestamp;

use super::case::{Case, Edit, ExpectedRow, History, Part};
use super::expected::same_values;
use crate::reference::answer::{self, Key, Row};
use crate::reference::calendar::Zone;
use crate::reference::history::{CONTENT, Page, Revision, Who, World};
use crate::reference::question::{Cut, METRICS, Question, seconds};
use crate::reference::values::Cell;

/// In what the case differs from the reference; `None` where the reference cannot tell: it has no log, no aggregates, no
/// curves, three zones, and lengths in seconds, hours and days.
pub fn differences(case: &Case) -> Option<Vec<String>> {
    let elsewhere = !case.elsewhere.is_empty() || !case.events.is_empty();
    if elsewhere || case.expect.error.is_some() || !case.expect.curves.is_empty() {
        return None;
    }
    let mut found = Vec::new();
    let mut told = false;
    for metric in case.request["metrics"].as_array()? {
        let label = metric["label"].as_str().or(metric["metric"].as_str())?;
        let Some(expected) = case.expect.metrics.get(label).and_then(|metric| metric.rows.as_ref()) else { continue };
        let question = question(case, metric)?;
        for name in &case.members() {
            let Some(world) = world(&case.history, name) else { continue };
            let rows = answer::rows(&question, &world, &world.edits())?;
            let of_account = expected.iter().filter(|row| case.history.name(row.user.as_ref()) == name);
            told = true;
            compare(&format!("{label} of {name}"), &of_account.collect::<Vec<_>>(), &rows, &mut found);
        }
    }
    told.then_some(found)
}

fn compare(place: &str, expected: &[&ExpectedRow], rows: &answer::Rows, found: &mut Vec<String>) {
    let whole = std::iter::once((Json::Null, &rows.whole)).filter(|_| rows.slices.is_empty());
    let said: Vec<(Json, &Row)> = whole.chain(rows.slices.iter().map(|(key, row)| (slice(key), row))).collect();
    let said: Vec<(Json, Vec<Json>, bool)> =
        said.into_iter().map(|(slice, (cells, early))| (slice, cells.iter().map(value).collect(), *early)).collect();
    let agree = said.len() == expected.len()
        && said.iter().zip(expected).all(|((slice, values, early), expected)| {
            *slice == expected.slice.clone().unwrap_or(Json::Null)
                && *early == expected.early
                && same_values(&expected.values, values)
        });
    if !agree {
        found.push(format!("{place}: the reference says {}", json!(said)));
    }
}

fn slice(key: &Key) -> Json {
    let text = |at: &i64| Timestamp::from_unix(*at).to_string();
    match key {
        Key::Time(at) => json!({"time": text(at)}),
        Key::Anchor(at) => json!({"anchor": text(at)}),
        Key::Age(age) => json!({"age": age}),
        Key::Both(at, age) => json!({"anchor": text(at), "age": age}),
    }
}

fn value(cell: &Cell) -> Json {
    match cell {
        Cell::Yes(yes) => json!(yes),
        Cell::Whole(number) => json!(number),
        Cell::Real(bits) => json!(f64::from_bits(*bits)),
        Cell::Counts(counts) => {
            counts.iter().map(|(key, count)| (key.to_string(), json!(count))).collect::<Map<_, _>>().into()
        }
        Cell::Not(reason) => json!(format!("?{reason}")),
    }
}

/// A text that lives as long as the tests: questions of the reference are made of constants.
fn kept(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// A length as the reference reads it, `none` among them.
fn length(text: &str) -> Option<&'static str> {
    (text == "none" || seconds(text).is_some()).then(|| kept(text))
}

fn question(case: &Case, asked: &Json) -> Option<Question> {
    let metric = METRICS.iter().find(|metric| asked["metric"] == metric.name)?;
    let zone = case.request["zone"].as_str().unwrap_or("UTC");
    let zone = Zone::ALL.into_iter().find(|one| one.name() == zone)?;
    let window = &asked["window"];
    let anchor = match window["anchor"].as_str() {
        Some("activity") => 'A',
        Some("first_edit") => 'F',
        Some("event") => 'E',
        Some(_) => 'R',
        None if metric.anchors.contains('R') => 'R',
        None => metric.anchors.chars().next()?,
    };
    let moment = |field: &Json| field.as_str().map(|text| instant(text, zone));
    let lengths = |name: &str| window[name].as_str().map(length);
    let no_parameters = Map::new();
    let given = asked["parameters"].as_object().unwrap_or(&no_parameters);
    let given: Option<BTreeMap<_, _>> =
        given.iter().map(|(name, value)| Some((kept(name), parameter(case, metric.params, name, value)?))).collect();
    let slice = case.request["slice"].as_str();
    let question = Question {
        metric,
        anchor,
        given: given?,
        offset: lengths("offset").map_or(Some(None), |length| length.map(Some))?,
        t: lengths("t").map_or(Some(None), |length| length.map(Some))?,
        event: moment(&window["event"]).unwrap_or(0),
        start: moment(&window["start"]),
        end: moment(&window["end"]),
        as_of: instant(case.request["as_of"].as_str().unwrap_or(&case.history.as_of), zone),
        zone,
        size: kept(slice.unwrap_or("day")),
        cut: match (case.request["slice_by"].as_str(), slice, anchor) {
            (_, None, _) => Cut::No,
            (Some("age"), ..) => Cut::Age,
            (Some("anchor,age"), ..) => Cut::AnchorAge,
            (_, _, 'A') => Cut::Time,
            _ => Cut::Anchor,
        },
    };
    // Where nobody has edited, the reference has no first edit of the wiki to begin with.
    let begins = question.start.is_some() || !case.history.edits().is_empty() || (anchor != 'A' && slice.is_none());
    begins.then_some(question)
}

fn parameter(case: &Case, known: &[(&str, &str)], name: &str, value: &Json) -> Option<&'static str> {
    let stated = known.iter().find(|(known, _)| *known == name)?;
    let text = match value {
        Json::Null => "none".to_owned(),
        Json::String(text) => text.clone(),
        Json::Array(list) => list.iter().map(Json::to_string).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    };
    let is_length = seconds(stated.1).is_some() || matches!(name, "sunset" | "within");
    if is_length && length(&text).is_none() || text == "content" && case.history.content != CONTENT {
        return None;
    }
    Some(kept(&text))
}

/// A moment, or the first second of a day in the zone.
fn instant(text: &str, zone: Zone) -> i64 {
    let at = text.parse::<Timestamp>().unwrap().unix();
    if text.len() == 10 { zone.first_second(at.div_euclid(86_400)) } else { at }
}

/// The wiki as it is for one account; `None` for a name that is nobody's.
fn world(history: &History, name: &str) -> Option<World> {
    let account = history.accounts.iter().find(|account| account.name == name)?;
    let mut edits = history.edits();
    edits.sort_by_key(|(id, edit)| (instant(&edit.at, Zone::Utc), *id));
    let mut texts: BTreeMap<String, u8> = BTreeMap::new();
    let mut pages: BTreeMap<&str, Page> = BTreeMap::new();
    let mut loose = Vec::new();
    let mut before: BTreeMap<&str, u64> = BTreeMap::new();
    for (id, edit) in &edits {
        let Some(page) = edit.page.as_deref() else {
            let one = revision(history, *id, edit, &edits, (name, 0, None));
            loose.extend((one.who == Who::Person).then_some(one));
            continue;
        };
        let parent = edit.parent.unwrap_or(before.get(page).copied().unwrap_or(0));
        before.insert(page, *id);
        let next = u8::try_from(texts.len() + 1).unwrap();
        let word = |word: &String| if word.is_empty() { format!("{id} alone") } else { word.clone() };
        let text = edit.sha1.as_ref().filter(|_| !edit.hides(Part::Text)).map(word);
        let text = text.map(|text| *texts.entry(text).or_insert(next));
        let stated = history.pages.get(page);
        let empty = || Page {
            namespace: stated.map_or(0, |page| page.namespace),
            redirect: stated.is_some_and(|page| page.redirect),
            revisions: Vec::new(),
        };
        pages.entry(page).or_insert_with(empty).revisions.push(revision(
            history,
            *id,
            edit,
            &edits,
            (name, parent, text),
        ));
    }
    let is_bot = account.groups.iter().chain(&account.former_groups).any(|group| group == "bot");
    Some(World {
        registration: account.registered.as_deref().map(|at| instant(at, Zone::Utc)),
        self_created: account.self_created,
        bot: history.knows.groups.then_some(is_bot),
        pages: pages.into_values().collect(),
        loose,
    })
}

/// A revision as the person of this name sees it, with its parent and its text.
fn revision(
    history: &History,
    id: u64,
    edit: &Edit,
    edits: &[(u64, Edit)],
    (person, parent, checksum): (&str, u64, Option<u8>),
) -> Revision {
    let length =
        |edit: &Edit| edit.bytes.filter(|_| !edit.hides(Part::Text)).map(|bytes| i64::try_from(bytes).unwrap());
    let of_parent = edits.iter().find(|(other, _)| *other == parent).and_then(|(_, edit)| length(edit));
    let from = if parent == 0 { Some(0) } else { of_parent };
    Revision {
        at: instant(&edit.at, Zone::Utc),
        id,
        who: match history.name(edit.by.as_ref()) {
            _ if edit.hides(Part::User) => Who::Hidden,
            name if name == person => Who::Person,
            _ => Who::Other,
        },
        checksum,
        minor: edit.minor,
        parentless: parent == 0,
        bytes: length(edit).zip(from).map(|(after, before)| after - before),
    }
}
