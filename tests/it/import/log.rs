//! What the log and the table of users tell of accounts.

use std::collections::BTreeMap;
use std::path::Path;

use usermetrics::metric::Account;
use usermetrics::platform::ids::AccountId;
use usermetrics::source::Source;
use usermetrics::source::warehouse::Warehouse;
use usermetrics::wiki::Username;

use super::table::{batches, number, text};
use super::workshop::{Workshop, page, revision};
use usermetrics::import::Trouble;

/// One item; `more` is what follows the action.
pub fn item(id: u64, day: u8, actor: (u64, &str), kind: &str, more: &str) -> String {
    let (log_type, action) = kind.split_once('/').unwrap();
    format!(
        "<logitem><id>{id}</id><timestamp>2010-01-{day:02}T00:00:00Z</timestamp><contributor><username>{}</username>\
         <id>{}</id></contributor><comment>why</comment><type>{log_type}</type><action>{action}</action>{more}</logitem>",
        actor.1, actor.0
    )
}

/// The title and the parameters of an item.
pub fn title(title: &str, params: &str) -> String {
    format!("<logtitle>{title}</logtitle><params xml:space=\"preserve\">{params}</params>")
}

/// Somebody who acts.
pub const SYSOP: (u64, &str) = (1, "Sysop");

/// A history in which the sysop and user 4 have edited.
fn workshop() -> Workshop {
    let text = "<text id=\"1\" bytes=\"5\" />";
    let edits = revision(1, "2010-01-20T00:00:00Z", 1, text).replace("User 1", "Sysop")
        + &revision(2, "2010-01-21T00:00:00Z", 4, text);
    Workshop::new().history(&page(1, &edits))
}

fn open(workshop: &Workshop) -> std::sync::Arc<dyn Source> {
    workshop.import();
    Warehouse::open(workshop.warehouse()).newest(&workshop.job.settings.wiki).unwrap()
}

fn by_name(source: &dyn Source, name: &str) -> Option<Account> {
    source.find_names(&[Username::new(name).unwrap()]).unwrap().remove(0)
}

/// Rows of the log: item to account and its name.
fn subjects(snapshot: &Path) -> BTreeMap<i64, (i64, String)> {
    let mut found = BTreeMap::new();
    for batch in batches(&snapshot.join("log.parquet")) {
        for row in 0..batch.num_rows() {
            let subject = (number(&batch, "user_id", row).unwrap(), text(&batch, "user_text", row).unwrap_or_default());
            found.insert(number(&batch, "event_log_id", row).unwrap(), subject);
        }
    }
    found
}

#[test]
fn registrations_come_from_the_log_and_say_who_did_them() {
    let id = |id: u64| format!("a:1:{{s:9:\"4::userid\";i:{id};}}");
    let items = item(1, 1, (2, "Own"), "newusers/create", &title("User:Own", &id(2)))
        + &item(2, 2, SYSOP, "newusers/create2", &title("User:Made", &id(3)))
        + &item(3, 3, (5, "Auto"), "newusers/autocreate", &title("User:Auto", &id(5)))
        + &item(4, 5, (2, "Own"), "newusers/create", &title("User:Own", &id(2)));
    let source = open(&workshop().log(&items));
    let knows = source.info().knows;
    assert!(knows.all_accounts && knows.registrations && knows.self_created && knows.log && !knows.groups);
    let account = |name| by_name(&*source, name).unwrap();
    let told = |name| {
        let account = account(name);
        (account.id.get(), account.registration.map(|at| at.to_string()[8..10].to_owned()), account.self_created)
    };
    assert_eq!(told("Own"), (2, Some("01".to_owned()), Some(true)), "noted twice, it is one account");
    assert_eq!(told("Made"), (3, Some("02".to_owned()), Some(false)));
    assert_eq!(told("Auto"), (5, Some("03".to_owned()), Some(false)));
    assert_eq!(told("User 4"), (4, None, None));
    assert_eq!(account("Own").bot, None, "nobody says who is a bot");
    assert_eq!(account("Own").first_edit, None);
}

#[test]
fn names_are_followed_through_renames() {
    let rename = |old: &str, new: &str| {
        let params = format!(
            "a:2:{{s:10:\"4::olduser\";s:{}:\"{old}\";s:10:\"5::newuser\";s:{}:\"{new}\";}}",
            old.len(),
            new.len()
        );
        title(&format!("User:{old}"), &params)
    };
    // A becomes B, B becomes "User 4"; then somebody else takes the name A.
    let items = item(1, 1, SYSOP, "block/block", &title("User:A", "1 day"))
        + &item(2, 2, SYSOP, "renameuser/renameuser", &rename("A", "B"))
        + &item(3, 3, SYSOP, "block/block", &title("User:B", "indefinite"))
        + &item(4, 4, SYSOP, "renameuser/renameuser", &rename("B", "User 4"))
        + &item(5, 5, (6, "A"), "newusers/create", &title("User:A", "a:1:{s:9:\"4::userid\";i:6;}"))
        + &item(6, 6, SYSOP, "block/block", &title("User:A", "3 days"))
        + &item(7, 7, SYSOP, "block/block", &title("User:192.0.2.1", "3 days"))
        + &item(8, 8, SYSOP, "upload/upload", &title("File:X", ""));
    let workshop = workshop().log(&items);
    let subjects = subjects(&workshop.import().snapshot.dir);
    let expected = [(4, "A"), (4, "A"), (4, "B"), (4, "B"), (6, "A"), (6, "A"), (0, "192.0.2.1"), (1, "Sysop")];
    for (place, (id, name)) in expected.into_iter().enumerate() {
        let item = i64::try_from(place).unwrap() + 1;
        assert_eq!(subjects[&item], (id, name.to_owned()), "item {item}");
    }
    let source = open(&workshop);
    assert_eq!(by_name(&*source, "B").unwrap().id.get(), 4, "a former name is still found");
    assert_eq!(by_name(&*source, "B").unwrap().name.as_str(), "User 4");
    assert_eq!(by_name(&*source, "A").unwrap().id.get(), 6, "today's bearer goes first");
}

#[test]
fn groups_come_from_the_log_and_from_the_users_file() {
    let old = title("User:User 4", "\nbot");
    let workshop = workshop().log(&item(1, 1, SYSOP, "rights/rights", &old));
    let bots = |workshop: &Workshop| {
        let source = open(workshop);
        assert!(source.info().knows.groups);
        let ids: Vec<AccountId> = source.all_ids().unwrap();
        source.find_ids(&ids).unwrap().into_iter().map(|account| account.unwrap().bot).collect::<Vec<_>>()
    };
    assert_eq!(bots(&workshop), [Some(false), Some(true)], "who is not in it has no groups");
    let workshop = workshop.users("1\tSysop\tNULL\tsysop,bot\n4\tUser 4\tNULL\t\n");
    assert_eq!(bots(&workshop), [Some(true), Some(true)], "now and formerly");
}

#[test]
fn a_users_file_lists_everybody_if_nobody_is_missing() {
    let header = "user_id\tuser_name\tuser_registration\tgroups\n";
    let all = format!("{header}1\tSysop\t20050101000000\t\n4\tNewest name\t\\N\tbot\n9\tSilent\t20090101000000\t\n");
    let workshop = workshop().users(&all);
    let source = open(&workshop);
    let knows = source.info().knows;
    assert!(knows.all_accounts && knows.registrations && knows.groups && !knows.self_created && !knows.log);
    assert_eq!(by_name(&*source, "Silent").unwrap().registration.unwrap().to_string(), "2009-01-01T00:00:00Z");
    assert_eq!(by_name(&*source, "User 4").unwrap().name.as_str(), "Newest name", "the file has the last word");
    assert_eq!(by_name(&*source, "Nobody"), None);

    let imported = workshop.users("1\tSysop\n").import();
    let knows = imported.snapshot.manifest.knows;
    assert!(!knows.all_accounts && !knows.registrations && !knows.groups, "account 4 is missing, so it is no list");
    assert_eq!(imported.report.notes.len(), 1);
}

#[test]
fn lines_that_are_no_users_are_counted() {
    let mut workshop = workshop().users("1\tSysop\nx\tBad\n4\tUser 4\tyesterday\n0\tZero\n");
    let report = workshop.import().report;
    assert_eq!((report.count(Trouble::UserLine), report.count(Trouble::IdOutOfRange)), (2, 1));
    assert!(report.troubles[&Trouble::UserLine].first[0].item.starts_with("line 2:"));
    workshop.job.settings.strict = true;
    assert!(workshop.refusal().contains("line 2"));
}

#[test]
fn hidden_and_doubled_items_are_kept_apart() {
    let hidden_action = "<text deleted=\"deleted\" />";
    let hidden_user = item(2, 2, (7, "Secret"), "newusers/create", &title("User:Secret", "")).replace(
        "<contributor><username>Secret</username><id>7</id></contributor>",
        "<contributor deleted=\"deleted\" />",
    );
    let items = item(1, 1, SYSOP, "block/block", hidden_action)
        + &hidden_user
        + &item(3, 3, SYSOP, "delete/delete", &title("X", ""))
            .replace("<comment>why</comment>", "<comment deleted=\"deleted\" />")
        + &item(3, 4, SYSOP, "delete/delete", &title("Y", ""))
        + &item(4, 5, SYSOP, "upload/", &title("X", "")).replace("<action></action>", "<action/>");
    let workshop = workshop().log(&items);
    let imported = workshop.import();
    assert_eq!((imported.report.stored.log_items, imported.report.hidden.log_items), (4, 3));
    assert_eq!(imported.report.count(Trouble::DuplicateLogItem), 1);
    let subjects = subjects(&imported.snapshot.dir);
    assert_eq!(subjects[&1], (0, String::new()), "whom it was about is hidden");
    assert_eq!(subjects[&2], (0, String::new()));
    assert!(!imported.snapshot.manifest.knows.all_accounts, "a hidden creation is none");
}
