use super::*;
use crate::cohort::testing::info;
use crate::metric::testing::Person as Somebody;
use crate::source::memory::MemorySource;

fn source(wiki: &str, accounts: &[(u64, &str)]) -> Arc<dyn Source> {
    Arc::new(memory(wiki, accounts))
}

fn memory(wiki: &str, accounts: &[(u64, &str)]) -> MemorySource {
    let account = |(id, name): &(u64, &str)| {
        let mut person = Somebody::registered("2025-01-01");
        (person.account.id, person.account.name) = (AccountId::new(*id), Username::from_wiki(name));
        (person.account, Vec::new())
    };
    MemorySource::new(info(wiki), accounts.iter().map(account).collect())
}

fn farm() -> Vec<Arc<dyn Source>> {
    vec![
        source("aawiki", &[(1, "Jane"), (2, "Joe"), (3, "~2025-1")]),
        source("bbwiki", &[(7, "Joe"), (8, "Jane"), (9, "Jim")]),
    ]
}

fn wiki(name: &str) -> Option<WikiName> {
    WikiName::new(name).ok()
}

/// Each subject as (wiki, id, name as asked, person).
fn told(subjects: &Subjects) -> Vec<(u32, Option<u64>, &str, u32)> {
    let told = subjects.all.iter();
    told.map(|one| (one.wiki, one.id.map(AccountId::get), &*one.name, one.person)).collect()
}

#[test]
fn a_line_without_a_wiki_is_looked_up_on_all_and_is_one_person() {
    let subjects = resolve(&farm(), &[Member::named("Jane"), Member::named("Nobody")]).unwrap();
    let expected = [(0, Some(1), "Jane", 0), (1, Some(8), "Jane", 0), (0, None, "Nobody", 1), (1, None, "Nobody", 1)];
    assert_eq!((told(&subjects), subjects.people), (expected.to_vec(), 2));
}

#[test]
fn a_number_is_of_its_own_wiki_and_its_name_of_all() {
    let there = Member { wiki: wiki("bbwiki"), ..Member::with_id(AccountId::new(7)) };
    let subjects = resolve(&farm(), &[there]).unwrap();
    assert_eq!(told(&subjects), [(0, Some(2), "Joe", 0), (1, Some(7), "", 0)]);
}

#[test]
fn a_line_that_names_its_wiki_stays_there_and_equal_names_are_one_person() {
    let only = |name, on| Member { wiki: wiki(on), only_there: true, ..Member::named(name) };
    let members = [only("Joe", "aawiki"), only("Jim", "bbwiki"), only("Joe", "bbwiki"), only("Joe", "ccwiki")];
    let subjects = resolve(&farm(), &members).unwrap();
    assert_eq!(told(&subjects), [(0, Some(2), "Joe", 0), (1, Some(9), "Jim", 1), (1, Some(7), "Joe", 0)]);
    assert_eq!((subjects.people, subjects.elsewhere, &subjects.members[..]), (2, 1, &[0, 1, 2][..]));
}

#[test]
fn two_lines_that_turn_out_to_be_one_person_are_one() {
    // The first line is an account and its name, the second a name that the first wiki has renamed to it.
    let renamed = memory("aawiki", &[(1, "Jane")]).with_former_name("Jay", AccountId::new(1));
    let renamed: Arc<dyn Source> = Arc::new(renamed);
    let sources = vec![renamed, source("bbwiki", &[(8, "Jane"), (9, "Jay")])];
    let on = |name, wiki: &str| Member { wiki: WikiName::new(wiki).ok(), only_there: true, ..Member::named(name) };
    let subjects = resolve(&sources, &[on("Jay", "bbwiki"), on("Jane", "bbwiki"), Member::named("Jay")]).unwrap();
    // "Jay" is Jane today on the first wiki, and somebody called Jay on the second: the third line makes them one.
    assert_eq!(told(&subjects), [(1, Some(9), "Jay", 0), (1, Some(8), "Jane", 0), (0, Some(1), "Jay", 0)]);
    assert_eq!(subjects.people, 1);
}

#[test]
fn everybody_of_several_wikis_is_put_together_by_name() {
    let subjects = everybody(&farm()).unwrap();
    let people: Vec<_> = told(&subjects).into_iter().map(|(wiki, id, _, person)| (wiki, id.unwrap(), person)).collect();
    assert_eq!(people, [(0, 1, 0), (0, 2, 1), (1, 7, 1), (1, 8, 0), (1, 9, 2)]);
    assert_eq!(subjects.people, 3);
    assert_eq!(everybody(&farm()[..1]).unwrap().people, 2);
}
