//! The log as metrics see it: whose items they are, and which are there.

use usermetrics::metric::{Facts, LogKind};
use usermetrics::platform::ids::AccountId;
use usermetrics::source::warehouse::Warehouse;
use usermetrics::wiki::{BlockEnd, BlockTerms};

use super::log::{SYSOP, item, title};
use super::workshop::{Workshop, page, revision};

/// A history in which accounts 1 to 6 have edited, the sysop first.
fn workshop() -> Workshop {
    let text = "<text id=\"1\" bytes=\"5\" />";
    let edits: String = (1..=6).map(|id| revision(id, "2010-01-20T00:00:00Z", id, text)).collect();
    Workshop::new().history(&page(1, &edits.replace("User 1", "Sysop")))
}

/// What the log says of these accounts: days and kinds; `None` where there is no log or nobody asked.
fn read(workshop: &Workshop, ids: &[u64], facts: Facts) -> Vec<Option<Vec<(i64, LogKind)>>> {
    workshop.import();
    let source = Warehouse::open(workshop.warehouse()).newest(&workshop.job.settings.wiki).unwrap();
    let ids: Vec<AccountId> = ids.iter().copied().map(AccountId::new).collect();
    let mut found = Vec::new();
    let stats = source.histories(&ids, facts, &mut |position, history| {
        assert_eq!((position, history.edits.len()), (found.len(), 1));
        let day = |timestamp: i64| (timestamp - 1_262_304_000) / 86_400 + 1;
        found.push(history.log.map(|log| log.iter().map(|event| (day(event.timestamp), event.kind)).collect()));
    });
    assert_eq!(stats.unwrap().rows, ids.len() as u64);
    found
}

fn block(end: &str) -> LogKind {
    let end = if end == "never" { BlockEnd::Never } else { BlockEnd::At(end.parse().unwrap()) };
    LogKind::Block(BlockTerms { end, sitewide: true })
}

#[test]
fn a_block_belongs_to_who_was_blocked_whatever_they_are_called_now() {
    let renamed = "a:2:{s:10:\"4::olduser\";s:5:\"Young\";s:10:\"5::newuser\";s:6:\"User 4\";}";
    let items = item(1, 1, SYSOP, "block/block", &title("User:Young", "1 day\nnocreate"))
        + &item(2, 3, SYSOP, "renameuser/renameuser", &title("User:Young", renamed))
        + &item(3, 4, SYSOP, "block/block", &title("User:User_4", "infinity"))
        + &item(4, 5, SYSOP, "upload/upload", &title("File:X.jpg", ""))
        + &item(5, 5, SYSOP, "upload/overwrite", &title("File:X.jpg", ""))
        + &item(6, 6, SYSOP, "block/unblock", &title("User:User 4", ""));
    let found = read(&workshop().log(&items), &[1, 2, 4], Facts::LOG);
    let blocks = vec![(1, block("2010-01-02")), (4, block("never")), (6, LogKind::Unblock)];
    assert_eq!(found, [Some(vec![(5, LogKind::Upload)]), Some(vec![]), Some(blocks)]);
}

#[test]
fn only_the_people_asked_for_are_handed_over_each_with_their_own() {
    // Everybody has as many uploads as their number says, so that rows of others stand before, between and after.
    let uploads = (1..=6_u64).flat_map(|id| (0..id).map(move |nth| (id, nth)));
    let items: String = uploads
        .map(|(id, nth)| {
            let name = if id == 1 { "Sysop".to_owned() } else { format!("User {id}") };
            item(id * 10 + nth, 1, (id, &name), "upload/upload", &title("File:X.jpg", ""))
        })
        .collect();
    let workshop = workshop().log(&items);
    for ids in [&[1, 2, 3, 4, 5, 6][..], &[2, 5], &[1], &[6], &[3, 4]] {
        let found = read(&workshop, ids, Facts::LOG);
        let counts: Vec<_> = found.into_iter().map(|log| log.unwrap().len() as u64).collect();
        assert_eq!(counts, ids);
    }
    assert_eq!(read(&workshop, &[1, 2], Facts::NONE), [None, None], "nobody asked");
}

#[test]
fn hidden_items_are_not_there_and_without_a_log_nobody_knows() {
    let shown = item(1, 1, SYSOP, "block/block", &title("User:User 4", "never"));
    let by_somebody = item(2, 2, SYSOP, "block/block", &title("User:User 4", "1 day")).replace(
        "<contributor><username>Sysop</username><id>1</id></contributor>",
        "<contributor deleted=\"deleted\" />",
    );
    let hidden_comment = item(3, 3, SYSOP, "block/unblock", &title("User:User 4", ""))
        .replace("<comment>why</comment>", "<comment deleted=\"deleted\" />");
    let found = read(&workshop().log(&(shown + &by_somebody + &hidden_comment)), &[4], Facts::LOG);
    assert_eq!(found, [Some(vec![(1, block("never")), (3, LogKind::Unblock)])]);
    assert_eq!(read(&workshop(), &[4], Facts::LOG), [None]);
}
