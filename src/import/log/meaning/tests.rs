use super::*;
use crate::import::revision::Contributor;
use crate::wiki::Timestamp;

fn item(log_type: &'static str, action: &'static str, title: &'static str, params: &'static str) -> LogItem<'static> {
    LogItem {
        log_id: 1,
        timestamp: Timestamp::from_unix(1_200_000_000),
        contributor: Contributor::Account { id: 9, name: "Actor".into() },
        log_type: log_type.into(),
        action: action.into(),
        title: Some(title.into()),
        params: Some(params.into()),
        comment: None,
        hidden: Hidden::NONE,
    }
}

fn named(name: &str) -> Subject {
    Subject::Name(name.to_owned())
}

fn renamed(old: &str, new: &str) -> (Subject, Meaning) {
    (named(old), Meaning::Renamed { old: old.to_owned(), new: new.to_owned() })
}

#[test]
fn accounts_are_made_by_their_owners_by_others_and_by_the_system() {
    let user = r#"a:1:{s:9:"4::userid";i:44;}"#;
    for (action, params, expected) in [
        ("create", user, (Subject::Id(44), CreatedBy::Self_)),
        ("create", "", (Subject::Actor, CreatedBy::Self_)),
        ("newusers", "", (Subject::Actor, CreatedBy::Self_)),
        ("create", "44", (Subject::Id(44), CreatedBy::Self_)),
        ("create2", user, (Subject::Id(44), CreatedBy::Other)),
        ("create2", "44", (Subject::Id(44), CreatedBy::Other)),
        ("create2", "", (named("New one"), CreatedBy::Other)),
        ("byemail", user, (Subject::Id(44), CreatedBy::Other)),
        ("autocreate", user, (Subject::Id(44), CreatedBy::Other)),
        ("autocreate", "", (Subject::Actor, CreatedBy::Other)),
    ] {
        let found = item("newusers", action, "Benutzerin:New_one", params).understand();
        assert_eq!(found, (expected.0, Meaning::Created(expected.1)), "{action} {params}");
    }
}

#[test]
fn renames_are_read_in_three_forms() {
    let modern = r#"a:3:{s:10:"4::olduser";s:5:"Old_A";s:10:"5::newuser";s:3:"New";s:8:"6::edits";i:7;}"#;
    assert_eq!(item("renameuser", "renameuser", "User:Old A", modern).understand(), renamed("Old A", "New"));
    assert_eq!(item("renameuser", "renameuser", "User:Old A", "New").understand(), renamed("Old A", "New"));
    let mut old = item("renameuser", "renameuser", "", "");
    old.comment = Some("Renamed the user [[User:Old A|Old A]] (which had 7 edits) to [[:User:New]] [[Help]]".into());
    assert_eq!(old.understand(), renamed("Old A", "New"));
    let vague = item("renameuser", "renameuser", "User:Old A", "");
    assert_eq!(vague.understand(), (named("Old A"), Meaning::Other));
}

#[test]
fn groups_are_those_before_and_after() {
    let modern = r#"a:2:{s:12:"4::oldgroups";a:1:{i:0;s:3:"bot";}s:12:"5::newgroups";a:1:{i:0;s:5:"sysop";}}"#;
    for params in [modern, "bot\nsysop", "bot\nbot, sysop"] {
        let groups = Meaning::Groups(vec!["bot".to_owned(), "sysop".to_owned()]);
        assert_eq!(item("rights", "rights", "User:X", params).understand(), (named("X"), groups), "{params}");
    }
    let comment_only = item("rights", "rights", "User:X", "");
    assert_eq!(comment_only.understand(), (named("X"), Meaning::Groups(Vec::new())));
    let made = item("makebot", "grant", "User:X", "");
    assert_eq!(made.understand(), (named("X"), Meaning::Groups(vec!["bot".to_owned()])));
}

#[test]
fn a_block_is_about_the_one_blocked_and_a_deletion_about_who_acted() {
    assert_eq!(item("block", "block", "User:X", "24 hours\nnocreate").understand(), (named("X"), Meaning::Other));
    assert_eq!(item("delete", "delete", "User:X", "").understand(), (Subject::Actor, Meaning::Other));
    assert_eq!(item("thanks", "thank", "User:X", "").understand(), (Subject::Actor, Meaning::Other));
}

#[test]
fn a_hidden_action_means_nothing() {
    let hidden = |log_type, action| LogItem {
        title: None,
        params: None,
        hidden: Hidden::ACTION,
        ..item(log_type, action, "", "")
    };
    assert_eq!(hidden("block", "block").understand(), (Subject::Unknown, Meaning::Other));
    assert_eq!(hidden("rights", "rights").understand(), (Subject::Unknown, Meaning::Other));
    assert_eq!(hidden("newusers", "create").understand(), (Subject::Actor, Meaning::Other));
    assert_eq!(hidden("newusers", "create2").understand(), (Subject::Unknown, Meaning::Other));
}
