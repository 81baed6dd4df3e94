use std::collections::{BTreeMap, BTreeSet};

use super::life::Event;
use super::people::Role;
use super::workshop::sign_up_sheet;
use super::*;
use crate::import::{Contributor, Hidden, LogItem, Memory, Parent, Revision};
use crate::metric::Facts;
use crate::source::warehouse::Warehouse;
use crate::wiki::{Username, WikiName};

const EDITS: usize = 20_000;

struct Lived {
    wiki: SyntheticWiki,
    revisions: Vec<Revision<'static>>,
    log: Vec<LogItem<'static>>,
}

fn live(edits: usize, seed: u64) -> Lived {
    let wiki = SyntheticWiki::new(edits, seed);
    let (mut revisions, mut log) = (Vec::new(), Vec::new());
    for event in wiki.life() {
        match event {
            Event::Revision(revision) => revisions.push(revision),
            Event::Log(entry) => log.push(entry),
        }
    }
    Lived { wiki, revisions, log }
}

#[test]
fn a_seed_gives_one_wiki_and_another_seed_another() {
    let (first, again, other) = (live(3000, 1), live(3000, 1), live(3000, 2));
    assert_eq!(first.revisions, again.revisions);
    assert_eq!(first.log, again.log);
    assert_ne!(first.revisions, other.revisions);
}

#[test]
fn it_has_as_many_edits_as_asked_in_the_order_of_time() {
    let lived = live(EDITS, 1);
    assert_eq!(lived.revisions.len(), EDITS);
    assert!(lived.revisions.is_sorted_by_key(|revision| (revision.timestamp, revision.rev_id)));
    assert!(lived.revisions.iter().all(|revision| revision.timestamp < END));
    assert!(lived.log.is_sorted_by_key(|entry| (entry.timestamp, entry.log_id)));
    let ids: BTreeSet<u64> = lived.revisions.iter().map(|revision| revision.rev_id).collect();
    assert_eq!(ids.len(), EDITS);
}

#[test]
fn nobody_edits_before_registering_and_nobody_shares_a_name() {
    let lived = live(EDITS, 1);
    let names: BTreeSet<&str> = lived.wiki.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names.len(), lived.wiki.people.len());
    for person in &lived.wiki.people {
        assert!(person.edits.first().is_none_or(|first| *first >= person.registered), "{person:?}");
    }
}

#[test]
fn a_parent_is_the_page_s_revision_before() {
    let lived = live(EDITS, 1);
    let mut tops: BTreeMap<u64, u64> = BTreeMap::new();
    for revision in &lived.revisions {
        let before = tops.insert(revision.page_id.unwrap(), revision.rev_id);
        assert_eq!(revision.parent, before.map_or(Parent::None, Parent::Some), "{revision:?}");
    }
    let created = lived.revisions.iter().filter(|revision| revision.parent == Parent::None).count();
    assert!((EDITS / 20..EDITS / 3).contains(&created), "{created} pages");
}

#[test]
fn edits_are_skewed_and_many_never_edit() {
    let lived = live(EDITS, 1);
    let mut counts: Vec<usize> = lived.wiki.people.iter().map(|person| person.edits.len()).collect();
    counts.sort_unstable();
    let never = counts.iter().filter(|count| **count == 0).count();
    assert!(never * 10 > counts.len() * 4 && never * 10 < counts.len() * 7, "{never} of {}", counts.len());
    let all: usize = counts.iter().sum();
    let most: usize = counts.iter().rev().take(counts.len() / 20).sum();
    assert!(most * 2 > all, "the busiest twentieth made {most} of {all}");
}

#[test]
fn fewer_newcomers_stay_from_decade_to_decade() {
    let wiki = SyntheticWiki::new(200_000, 1);
    let staying = |from: i64, until: i64| {
        let newcomers = wiki.people.iter().filter(|person| (from..until).contains(&person.registered));
        let first: Vec<&Person> = newcomers.filter(|person| !person.edits.is_empty()).collect();
        let back = |person: &&&Person| person.edits.iter().any(|edit| edit - person.edits[0] > 30 * DAY);
        first.iter().filter(back).count() * 1000 / first.len()
    };
    let (early, late) = (staying(FOUNDED, FOUNDED + 7 * 365 * DAY), staying(AS_OF - 7 * 365 * DAY, AS_OF - 90 * DAY));
    assert!(early > late + 80 && late > 50, "{early} and {late} in a thousand");
}

#[test]
fn pages_return_to_earlier_versions() {
    let lived = live(EDITS, 1);
    let mut seen: BTreeMap<u64, Vec<&Revision<'_>>> = BTreeMap::new();
    let (mut by_others, mut by_self) = (0, 0);
    for revision in &lived.revisions {
        let versions = seen.entry(revision.page_id.unwrap()).or_default();
        let restored = versions.iter().rposition(|version| version.sha1.is_some() && version.sha1 == revision.sha1);
        if let Some(undone) = restored.and_then(|place| versions.get(place + 1)) {
            assert_eq!(restored.map(|place| versions[place].bytes), Some(revision.bytes));
            if undone.contributor == revision.contributor { by_self += 1 } else { by_others += 1 }
        }
        versions.push(revision);
    }
    assert!((EDITS / 100..EDITS / 10).contains(&by_others), "{by_others} undone by others");
    assert!((EDITS / 1000..EDITS / 20).contains(&by_self), "{by_self} undone by themselves");
}

#[test]
fn the_smallest_wiki_has_somebody_who_is_blocked_again() {
    let lived = live(FEWEST_EDITS, 1);
    for action in ["block", "reblock"] {
        let blocked = lived.log.iter().filter(|entry| entry.log_type == "block" && entry.action == action);
        assert!(blocked.count() > 0, "{action}");
    }
}

#[test]
fn every_kind_of_contributor_is_there() {
    let lived = live(EDITS, 1);
    let mut found = BTreeMap::new();
    for revision in &lived.revisions {
        let kind = match &revision.contributor {
            Contributor::Account { id, .. } => match lived.wiki.people[usize::try_from(*id).unwrap() - 1].role {
                Role::Bot => "bot",
                Role::Vandal => "vandal",
                Role::Patroller => "patroller",
                Role::Writer => "writer",
            },
            Contributor::Name(name) if name.contains('>') => "imported",
            Contributor::Name(_) => "address",
            Contributor::Hidden => "hidden",
        };
        *found.entry(kind).or_insert(0) += 1;
        assert_eq!(revision.contributor == Contributor::Hidden, revision.hidden.has(Hidden::USER));
        assert_eq!(revision.sha1.is_none(), revision.hidden.has(Hidden::TEXT));
    }
    assert_eq!(found.len(), 7, "{found:?}");
    assert!(found["address"] > EDITS / 7 && found["bot"] > EDITS / 20, "{found:?}");
}

#[test]
fn the_log_has_every_kind_of_item() {
    let lived = live(200_000, 1);
    let found: BTreeSet<String> =
        lived.log.iter().map(|entry| format!("{}/{}", entry.log_type, entry.action)).collect();
    let expected = [
        "block/block",
        "block/reblock",
        "block/unblock",
        "newusers/autocreate",
        "newusers/byemail",
        "newusers/create",
        "newusers/create2",
        "newusers/newusers",
        "renameuser/renameuser",
        "rights/rights",
        "upload/upload",
    ];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    let made = lived.log.iter().filter(|entry| entry.log_type == "newusers").count();
    assert_eq!(made, lived.wiki.people.len());
    let rights = lived.log.iter().filter(|entry| entry.log_type == "rights");
    let bots = rights.filter(|entry| entry.params.as_deref().unwrap().contains("bot")).count();
    assert_eq!(bots, 4);
}

#[test]
fn the_sign_up_sheet_has_45_lines_spelled_in_many_ways() {
    let wiki = SyntheticWiki::new(200_000, 1);
    let sheet = sign_up_sheet(&wiki.people);
    let lines: Vec<&str> = sheet.lines().collect();
    assert_eq!(lines.len(), 45);
    assert_eq!(lines.iter().collect::<BTreeSet<_>>().len(), 44);
    let names: BTreeSet<&str> = wiki.people.iter().map(|person| person.name.as_str()).collect();
    let as_they_are = lines.iter().filter(|line| names.contains(*line)).count();
    assert!((35..40).contains(&as_they_are), "{as_they_are} as they are:\n{sheet}");
    for wanted in ["User:", "https://", "[[User:", "_", "\u{200e}"] {
        assert!(sheet.contains(wanted), "{wanted}");
    }
}

#[test]
fn a_snapshot_of_it_knows_people_by_old_names_and_what_became_of_their_edits() {
    let folder = tempfile::tempdir().unwrap();
    let wish = || SyntheticImport {
        warehouse: folder.path().to_owned(),
        wiki: WikiName::new(NAME).unwrap(),
        edits: 5000,
        seed: 3,
        memory: Memory::default(),
    };
    let (imported, sheet) = import(wish(), &mut ()).unwrap();
    assert_eq!(imported.report.troubles.len(), 0);
    assert_eq!(imported.report.stored.edits, 5000);

    let wiki = SyntheticWiki::new(5000, 3);
    assert_eq!(sheet, sign_up_sheet(&wiki.people));
    let source = Warehouse::open(folder.path()).newest(&WikiName::new(NAME).unwrap()).unwrap();
    let info = source.info();
    assert_eq!((info.as_of, info.accounts), (END, wiki.people.len() as u64));
    let knows = info.knows;
    assert!(knows.all_accounts && knows.registrations && knows.self_created && knows.groups && knows.log);

    let renamed = wiki.people.iter().find(|person| person.participant.is_some() && person.earlier.is_some()).unwrap();
    let (earlier, _) = renamed.earlier.as_ref().unwrap();
    let bot = wiki.people.iter().find(|person| person.role == Role::Bot).unwrap();
    let found =
        source.find_names(&[earlier.clone(), bot.name.clone(), Username::new("Nobody at all").unwrap()]).unwrap();
    let account = found[0].as_ref().unwrap();
    assert_eq!((account.id.get(), &account.name), (renamed.id, &renamed.name));
    assert_eq!(account.registration.map(Timestamp::unix), Some(renamed.registered));
    assert_eq!((account.self_created, account.bot), (Some(true), Some(false)));
    assert_eq!(found[1].as_ref().unwrap().bot, Some(true));
    assert_eq!(found[2], None);

    let mut counts = Vec::new();
    let ids = source.all_ids().unwrap();
    source.histories(&ids, Facts::REVERTS, &mut |_, history| counts.push(history.edits.len())).unwrap();
    let expected: usize = wiki.people.iter().map(|person| person.edits.len()).sum();
    let found: usize = counts.iter().sum();
    assert!(found <= expected && found + 20 > expected, "{found} of {expected} edits are somebody's");

    // The same wish on another day: the same data, and an id of its own.
    let (again, _) = import(wish(), &mut ()).unwrap();
    assert_eq!(again.snapshot.manifest.files, imported.snapshot.manifest.files);
}
