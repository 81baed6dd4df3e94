use proptest::prelude::*;

use super::*;
use crate::metric::revert::{Reverts, Rule};

/// A revision for the naive rules: checksum, contributor, time.
type Plain = (u8, u8, i64);

const HIDDEN: u8 = 0;

fn who(number: u8) -> Who {
    match number {
        HIDDEN => Who::Hidden,
        1 => Who::Name("192.0.2.1".to_owned()),
        2 => Who::Name("1".to_owned()),
        account => Who::Account(u64::from(account)),
    }
}

fn facts(page: &[Plain]) -> Vec<Reverts> {
    let mut window = RevertWindow::default();
    let mut out = Vec::new();
    let mut done = |place: usize, facts: &[Revert]| {
        assert_eq!(place, out.len(), "revisions come back in order");
        out.push(Reverts::new(facts.to_vec()));
        Ok::<(), ()>(())
    };
    for (place, (sha1, contributor, at)) in page.iter().enumerate() {
        window.push([*sha1; 20], who(*contributor), *at, place, &mut done).unwrap();
    }
    window.end_page(&mut done).unwrap();
    out
}

/// The definition, word for word: is the edit at `r` undone under `rule`?
fn naive(page: &[Plain], r: usize, rule: Rule, within: Option<i64>, anyone: bool) -> bool {
    let (sha1, contributor, at) = page[r];
    (r + 1..page.len()).any(|f| {
        let (restored, reverter, then) = page[f];
        if restored == sha1 {
            return false;
        }
        let earlier: Vec<usize> = (0..r).filter(|b| page[*b].0 == restored).collect();
        let holds = match rule {
            Rule::Pair { look_back, look_ahead } => {
                f - r <= usize::from(look_ahead) && earlier.iter().any(|b| r - b <= usize::from(look_back))
            }
            Rule::Radius(radius) => {
                let nearest = (0..f).rev().find(|b| page[*b].0 == restored);
                nearest.is_some_and(|b| b < r && f - b - 1 <= usize::from(radius))
            }
        };
        let by_self = contributor != HIDDEN && contributor == reverter;
        holds && (anyone || !by_self) && within.is_none_or(|limit| then - at <= limit)
    })
}

fn rules() -> impl Iterator<Item = Rule> {
    let pairs =
        (1..=FARTHEST).flat_map(|look_back| (1..=FARTHEST).map(move |look_ahead| Rule::Pair { look_back, look_ahead }));
    pairs.chain((1..=FARTHEST).map(Rule::Radius))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Every question about every edit: 225 pairs and 15 radii, by others and by anyone, with three limits of time.
    #[test]
    fn the_facts_answer_as_the_definition_does(
        checksums in 2_u8..12,
        raw in prop::collection::vec((any::<u8>(), 0_u8..6, 0_i64..50), 1..60),
    ) {
        let mut clock = 0;
        let page: Vec<Plain> = raw
            .into_iter()
            .map(|(sha1, contributor, pause)| { clock += pause; (sha1 % checksums, contributor, clock) })
            .collect();
        let facts = facts(&page);
        prop_assert_eq!(facts.len(), page.len());
        for (r, reverts) in facts.iter().enumerate() {
            for rule in rules() {
                for (within, anyone) in [(None, true), (None, false), (Some(40), true), (Some(40), false), (Some(0), true)] {
                    prop_assert_eq!(
                        reverts.reverted(rule, within, anyone),
                        naive(&page, r, rule, within, anyone),
                        "edit {} of {:?}: {:?} within {:?} by anyone {}", r, page, rule, within, anyone
                    );
                }
            }
        }
    }
}

#[test]
fn a_restored_text_is_not_undone_and_the_edit_between_is() {
    let facts = facts(&[(1, 3, 0), (2, 4, 10), (1, 3, 25)]);
    assert_eq!(facts[0].facts(), &[]);
    assert_eq!(facts[1].facts(), &[Revert { look_ahead: 1, look_back: 1, by_self: false, nearest: true, seconds: 15 }]);
    assert_eq!(facts[2].facts(), &[]);
}

#[test]
fn a_revert_sixteen_edits_away_is_not_seen() {
    let page = |between: u8| -> Vec<Plain> {
        let mut page = vec![(200, 3, 0)];
        page.extend((0..between).map(|number| (number, 4, i64::from(number))));
        page.push((200, 5, 100));
        page
    };
    assert!(facts(&page(15))[1].reverted(Rule::Radius(15), None, false));
    assert!(!facts(&page(15))[1].reverted(Rule::Radius(14), None, false));
    assert!(facts(&page(16)).iter().all(|reverts| !reverts.reverted(Rule::Radius(15), None, true)));
    // The pair rule reaches 15 before and 15 after, so it still sees those in the middle.
    assert!(facts(&page(16))[8].reverted(Rule::Pair { look_back: 15, look_ahead: 15 }, None, true));
}
