use super::*;
use crate::cohort::fate::{Fate, fates};
use crate::cohort::parse::parse;
use crate::cohort::testing::source;

fn members(text: &str, source: &dyn Source) -> Vec<Member> {
    resolve(parse(text.as_bytes(), None, source, None).unwrap(), source).unwrap()
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

/// A source that follows one rename.
struct Renames(crate::source::memory::MemorySource);

impl Source for Renames {
    fn info(&self) -> &crate::source::SourceInfo {
        self.0.info()
    }

    fn find_names(&self, names: &[Username]) -> Result<Vec<Option<Account>>, SourceError> {
        let today = |name: &Username| {
            if name.as_str() == "Nyota N" { Username::from_wiki("Nyota Njema") } else { name.clone() }
        };
        self.0.find_names(&names.iter().map(today).collect::<Vec<_>>())
    }

    fn find_ids(&self, ids: &[AccountId]) -> Result<Vec<Option<Account>>, SourceError> {
        self.0.find_ids(ids)
    }

    fn all_ids(&self) -> Result<Vec<AccountId>, SourceError> {
        self.0.all_ids()
    }

    fn histories(
        &self,
        ids: &[AccountId],
        facts: crate::metric::Facts,
        each: &mut dyn FnMut(usize, crate::source::History<'_>),
    ) -> Result<crate::source::ReadStats, SourceError> {
        self.0.histories(ids, facts, each)
    }
}

#[test]
fn an_earlier_name_is_followed_and_said() {
    let source = Renames(source(true, &[(5, "Nyota Njema")]));
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
    let again = resolve_again(members, &source(true, &[(5, "Jane"), (6, "Joe"), (7, "Jim")])).unwrap();
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
