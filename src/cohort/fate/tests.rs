use super::*;
use crate::cohort::parse::parse;
use crate::cohort::resolve::resolve;
use crate::cohort::testing::source;
use crate::source::NoWiki;

fn members(text: &str) -> Vec<Member> {
    let source = source(false, &[(5, "Jane"), (6, "Joe"), (7, "Jim")]);
    resolve(parse(text.as_bytes(), None, &source, None).unwrap(), &source, &NoWiki).unwrap()
}

#[test]
fn every_line_has_one_fate() {
    let members = members("Jane\nuser:jane\n#5\nJoe_\nNobody\nnobody\n127.0.0.1\n\nJim");
    let fates = fates(&members);
    let expected = [
        Fate::Ready,
        Fate::Duplicate { of: 1 },
        Fate::Duplicate { of: 1 },
        Fate::Mended,
        Fate::NotSeen,
        Fate::Duplicate { of: 5 },
        Fate::Wrong,
        Fate::Ready,
    ];
    assert_eq!(fates, expected);
    let counts = Counts::of(&fates);
    let expected = Counts { lines: 8, ready: 2, mended: 1, not_seen: 1, duplicates: 3, wrong: 1, left_out: 0 };
    assert_eq!((counts, counts.people()), (expected, 4));
}

#[test]
fn whoever_is_left_out_stays_out_when_named_again() {
    let mut members = members("Jane\nuser:jane\nJoe");
    members[0].decision = Decision::LeaveOut;
    assert_eq!(fates(&members), [Fate::LeftOut, Fate::Duplicate { of: 1 }, Fate::Ready]);
    let people = people(&members);
    assert_eq!(people.len(), 1);
    assert_eq!((people[0].position, people[0].line, people[0].account), (0, 3, Some(AccountId::new(6))));
}

#[test]
fn an_undone_mend_gives_way_to_the_line_that_it_kept_out() {
    let mut members = members("user:jane\nJane\nJoe");
    assert_eq!(fates(&members), [Fate::Mended, Fate::Duplicate { of: 1 }, Fate::Ready]);
    members[0].decision = Decision::UndoMend;
    assert_eq!(fates(&members), [Fate::Undone, Fate::Ready, Fate::Ready]);
    // There is nothing to undo in a line that was used as typed.
    members[2].decision = Decision::UndoMend;
    assert_eq!(fates(&members)[2], Fate::Ready);
}

#[test]
fn the_hash_tells_who_counts_and_in_which_order() {
    let wiki = WikiName::new("swwiki").unwrap();
    let hash = |text: &str| content_hash(&wiki, &people(&members(text)));
    assert_eq!(hash("Jane\nJoe"), hash("user:jane\n\n#6\n127.0.0.1\nJane"));
    assert_ne!(hash("Jane\nJoe"), hash("Joe\nJane"));
    assert_ne!(hash("Jane\nNobody"), hash("Jane\nNobody else"));
    let other = WikiName::new("enwiki").unwrap();
    assert_ne!(hash("Jane"), content_hash(&other, &people(&members("Jane"))));
    assert_eq!(hash("Jane").len(), 64);
}

#[test]
fn a_number_that_the_source_does_not_list_keeps_its_form() {
    let people = people(&members("#99"));
    assert_eq!((people[0].account, people[0].name.as_str()), (None, "#99"));
}
