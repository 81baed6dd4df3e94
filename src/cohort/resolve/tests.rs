use std::sync::Arc;

use super::*;
use crate::cohort::fate::{Fate, fates, people};
use crate::cohort::parse::parse;
use crate::cohort::testing::source;
use crate::source::NoWiki;

fn members(text: &str, source: &dyn Source) -> Vec<Member> {
    resolve(parse(text.as_bytes(), None, source, None).unwrap(), source, &NoWiki).unwrap()
}

fn reason(member: &Member) -> &Reason {
    let Outcome::Wrong { reason, .. } = &member.outcome else { unreachable!("{member:?}") };
    reason
}

#[test]
fn a_name_that_the_source_does_not_list_is_wrong_only_where_it_lists_all() {
    let text = "Jane\nJoe\n#5\n#18";
    let complete = members(text, &source(true, &[(5, "Jane"), (6, "Jim")]));
    assert_eq!(complete[0].name().as_deref(), Some("Jane"));
    assert_eq!(reason(&complete[1]), &Reason::NoSuchName(Username::new("Joe").unwrap()));
    assert_eq!(complete[2].name().as_deref(), Some("Jane"));
    assert_eq!(reason(&complete[3]), &Reason::NoSuchId(AccountId::new(18)));

    let partial = members(text, &source(false, &[(5, "Jane")]));
    assert_eq!(fates(&partial), [Fate::Ready, Fate::NotSeen, Fate::Duplicate { of: 1 }, Fate::NotSeen]);
    assert_eq!(partial[3].name().as_deref(), Some("#18"));
}

#[test]
fn an_earlier_name_is_followed_and_said() {
    let source = source(true, &[(5, "Nyota Njema")]).with_former_name("Nyota N", AccountId::new(5));
    let members = members("Nyota_N\nNyota Njema", &source);
    assert_eq!(members[0].name().as_deref(), Some("Nyota Njema"));
    assert_eq!(members[0].mended().unwrap().mends, [Mend::Underscores, Mend::Renamed]);
    assert_eq!(fates(&members), [Fate::Mended, Fate::Duplicate { of: 1 }]);
}

#[test]
fn temporary_accounts_are_nobody_by_number_too() {
    let members = members("#5", &source(false, &[(5, "~2026-12345-67")]));
    assert_eq!(reason(&members[0]), &Reason::Temporary);
}

#[test]
fn to_look_again_keeps_decisions_and_other_wikis() {
    let mut members = members("user,wiki\nJane,swwiki\nJoe,swwiki\nJim,enwiki", &source(false, &[(5, "Jane")]));
    members[1].decision = Decision::LeaveOut;
    assert_eq!(fates(&members), [Fate::Ready, Fate::LeftOut, Fate::Wrong]);
    let again = resolve_again(members, &source(true, &[(5, "Jane"), (6, "Joe"), (7, "Jim")]), &NoWiki).unwrap();
    assert_eq!(fates(&again), [Fate::Ready, Fate::LeftOut, Fate::Wrong]);
    assert_eq!(
        again[1].outcome,
        Outcome::Account {
            id: AccountId::new(6),
            name: Username::from_wiki("Joe"),
            mended: crate::cohort::member::Mended::default()
        }
    );
    assert_eq!(reason(&again[2]), &Reason::OtherWiki("enwiki".into()));
}

/// A second wiki beside the list's own.
struct English;

impl Farm for English {
    fn newest(&self, wiki: &WikiName) -> Result<Option<Arc<dyn Source>>, SourceError> {
        let own = crate::cohort::testing::source_of("enwiki", true, &[(5, "Jim"), (9, "Jane")]);
        Ok((wiki.as_str() == "enwiki").then_some(Arc::new(own) as Arc<dyn Source>))
    }
}

#[test]
fn a_line_about_another_wiki_is_looked_up_there() {
    let home = source(true, &[(5, "Jane"), (6, "Joe")]);
    let text = "user,wiki\nJane,swwiki\nJane,en.wikipedia.org\nJim,enwiki\nJim, sw.wikipedia.org\nJoe,???\nJoe,dewiki\n\
                user:jim,enwiki";
    let list = parse(text.as_bytes(), None, &home, None).unwrap();
    let members = resolve(list, &home, &English).unwrap();
    let accounts: Vec<_> = people(&members)
        .into_iter()
        .map(|person| (person.line, person.wiki.to_string(), person.account.map(AccountId::get), person.only_there))
        .collect();
    let on = |line, wiki: &str, id| (line, wiki.to_owned(), Some(id), true);
    assert_eq!(accounts, [on(2, "swwiki", 5), on(3, "enwiki", 9), on(4, "enwiki", 5)]);
    assert!(matches!(reason(&members[3]), Reason::NoSuchName(_)));
    assert_eq!(
        (reason(&members[4]), reason(&members[5])),
        (&Reason::OtherWiki("???".into()), &Reason::OtherWiki("dewiki".into()))
    );
    assert_eq!(fates(&members)[6], Fate::Duplicate { of: 4 });
}

#[test]
fn a_list_that_names_one_wiki_all_over_says_no_more_than_one_without() {
    let only_there = |text: &str| {
        let home = source(true, &[(5, "Jane"), (6, "Joe")]);
        let members = resolve(parse(text.as_bytes(), None, &home, None).unwrap(), &home, &English).unwrap();
        people(&members).iter().map(|person| person.only_there).collect::<Vec<_>>()
    };
    assert_eq!(only_there("user,wiki\nJane,swwiki\nJoe,sw"), [false, false]);
    // Once a line names another one, a line without a wiki is about that of the list.
    assert_eq!(only_there("user,wiki\nJane,\nJoe,sw\nJim,enwiki"), [true, true, true]);
}

#[test]
fn a_date_of_ones_own_is_kept_and_must_be_one() {
    let text = "user,event_date\nJane,2025-05-01\nJoe,\nJim,1/5/2025";
    let members = members(text, &source(true, &[(5, "Jane"), (6, "Joe"), (7, "Jim")]));
    let events: Vec<_> = people(&members).into_iter().map(|person| person.event).collect();
    assert_eq!(events, [Some("2025-05-01".to_owned()), None]);
    assert_eq!(reason(&members[2]), &Reason::WrongDate("1/5/2025".into()));
}
