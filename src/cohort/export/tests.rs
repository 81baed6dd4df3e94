use super::*;
use crate::cohort::fate::people;
use crate::cohort::parse::parse;
use crate::cohort::resolve::resolve;
use crate::cohort::testing::source;
use crate::source::NoWiki;

fn members(bytes: &[u8]) -> Vec<Member> {
    let source = source(false, &[(5, "Jane"), (6, "=Joe"), (7, "Doe, \"J\"")]);
    resolve(parse(bytes, None, &source, None).unwrap(), &source, &NoWiki).unwrap()
}

#[test]
fn what_is_exported_can_be_uploaded_again() {
    let first = members("Jane\n=Joe\nDoe, \"J\"\nNobody\n#99\nuser:jane\n127.0.0.1".as_bytes());
    let csv = people_csv(&people(&first)).unwrap();
    let text = String::from_utf8(csv.clone()).unwrap();
    assert_eq!(
        text,
        "user_name,user_id,wiki\nJane,5,swwiki\n'=Joe,6,swwiki\n\"Doe, \"\"J\"\"\",7,swwiki\nNobody,,swwiki\n#99,,swwiki\n"
    );
    let again = members(&csv);
    let who = |members: &[Member]| {
        people(members).into_iter().map(|person| (person.account, person.name)).collect::<Vec<_>>()
    };
    assert_eq!(who(&again), who(&first));

    let lines = lines_csv(&first, Language::english()).unwrap();
    assert_eq!(who(&members(&lines)), who(&first));
    let text = String::from_utf8(lines).unwrap();
    assert!(text.contains("\n2,'=Joe,ready,'=Joe,6,swwiki,Used as typed.,\n"), "{text}");
    assert!(
        text.contains("\n6,user:jane,duplicate,Jane,5,swwiki,Not used: names the same account as line 1.,\n"),
        "{text}"
    );
    assert!(text.contains("\n7,127.0.0.1,wrong,,,swwiki,"), "{text}");
}
