//! More revisions than fit into the memory that is allowed: the answer is the same as with plenty of it.

use std::collections::BTreeMap;

use usermetrics::import::{Contributor, Hidden, Memory, Parent, Revision, Settings, SnapshotBuilder};
use usermetrics::source::warehouse::verify::verify;
use usermetrics::wiki::{Timestamp, WikiName};

use super::table::{Row, read_edits};

/// Enough for several runs on the disk with the least memory.
const REVISIONS: u64 = 120_000;

/// A number that looks drawn by lot and is the same each time.
fn lot(seed: u64, below: u64) -> u64 {
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)) >> 16) % below
}

/// Half of the revisions are on page 1 and out of the order of time; parents are anywhere, also ahead, and some come
/// twice.
fn revisions() -> Vec<Revision<'static>> {
    (0..REVISIONS)
        .map(|place| {
            let rev_id = if place % 1000 == 999 { place - 500 } else { place + 1 };
            let parent = match lot(place, 10) {
                0 => Parent::None,
                1 => Parent::Some(lot(place + 7, REVISIONS) + 1),
                _ => Parent::Some(rev_id.saturating_sub(1)),
            };
            let contributor = match lot(place, 20) {
                0 => Contributor::Name(format!("192.0.2.{}", lot(place, 250)).into()),
                1 => Contributor::Hidden,
                _ => {
                    let id = lot(place + 3, 5_000) + 1;
                    Contributor::Account { id, name: format!("User {id}").into() }
                }
            };
            Revision {
                rev_id,
                page_id: Some(if place % 2 == 0 { 1 } else { place / 50 + 2 }),
                namespace: Some(0),
                redirect: false,
                timestamp: Timestamp::from_unix(1_200_000_000 + i64::try_from(lot(place + 1, 100_000_000)).unwrap()),
                parent,
                contributor,
                minor: place % 3 == 0,
                hidden: Hidden::NONE,
                bytes: (place % 17 != 0).then(|| lot(place + 2, 100_000)),
                sha1: (place % 19 != 0).then(|| [u8::try_from(lot(place + 5, 40)).unwrap(); 20]),
            }
        })
        .collect()
}

fn build(revisions: &[Revision<'_>], memory: &str) -> (Vec<Row>, u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut builder = SnapshotBuilder::begin(Settings {
        warehouse: folder.path().to_owned(),
        wiki: WikiName::new("testwiki").unwrap(),
        as_of: None,
        strict: false,
        memory: memory.parse::<Memory>().unwrap(),
    })
    .unwrap();
    for revision in revisions {
        builder.revision(revision).unwrap();
    }
    let imported = builder.finish(Timestamp::from_unix(1_700_000_000), &mut ()).unwrap();
    assert_eq!(verify(&imported.snapshot), []);
    let doubles = imported.report.count(usermetrics::import::Trouble::DuplicateRevision);
    (read_edits(&imported.snapshot.dir), doubles)
}

#[test]
fn little_memory_gives_the_same_snapshot_as_plenty() {
    let revisions = revisions();
    let (plenty, doubles) = build(&revisions, "1GB");
    let (little, doubles_of_little) = build(&revisions, "16MB");
    assert_eq!((doubles, doubles_of_little), (REVISIONS / 1000, REVISIONS / 1000));
    assert_eq!(plenty.len() as u64, REVISIONS - doubles);
    assert!(plenty == little, "the snapshots differ");

    let mut lengths: BTreeMap<u64, Option<u64>> = BTreeMap::new();
    for revision in &revisions {
        lengths.entry(revision.rev_id).or_insert(revision.bytes);
    }
    let mut seen = std::collections::BTreeSet::new();
    let first: BTreeMap<i64, &Revision<'_>> = revisions
        .iter()
        .filter(|revision| seen.insert(revision.rev_id))
        .map(|revision| (i64::try_from(revision.rev_id).unwrap(), revision))
        .collect();
    for row in &little {
        let revision = first[&row.rev_id];
        let parent = match revision.parent {
            Parent::Some(id) if id > 0 => lengths.get(&id).copied().flatten(),
            _ => Some(0),
        };
        let diff = revision.bytes.zip(parent).map(|(own, parent)| own.cast_signed() - parent.cast_signed());
        assert_eq!(row.bytes_diff, diff, "revision {}", row.rev_id);
        assert_eq!(row.user_id.unsigned_abs(), revision.contributor.id(), "revision {}", row.rev_id);
    }
}
