//! What dumps hold that a careless reader gets wrong.

use usermetrics::import::Trouble;
use usermetrics::metric::revert::Rule;

use super::table::Row;
use super::workshop::{Workshop, export, page, revision};

const SHA1_OF_A: &str = "<sha1>fqx75bzbk67zehgnpbnvvlpkvhf7nx1</sha1>";

fn stub(bytes: i64) -> String {
    format!("<text id=\"1\" bytes=\"{bytes}\" />")
}

fn parent(id: u64) -> String {
    format!("<parentid>{id}</parentid>")
}

/// Ids, parents and differences.
fn diffs(rows: &[Row]) -> Vec<(i64, Option<i64>, Option<i64>)> {
    rows.iter().map(|row| (row.rev_id, row.parent_id, row.bytes_diff)).collect()
}

#[test]
fn the_order_and_style_of_tags_do_not_matter() {
    let pages = "<page ><id>7</id><title>User talk:Ä &amp; B</title><redirect title=\"X\"></redirect><sha1>stray</sha1>\
        <revision><sha1></sha1><text bytes='3' xml:space=\"preserve\" >a&lt;b</text><format>x</format>\
        <minor></minor><comment>&quot;<!-- never mind -->&#x41;</comment>\
        <contributor><id>4</id><username>Q &amp; A</username></contributor><timestamp>2010-01-01T00:00:00Z</timestamp>\
        <id>9</id></revision></page>";
    for version in ["0.3", "0.4", "0.5", "0.6"] {
        let rows = Workshop::new().history_of_version(version, pages).edits();
        let row = &rows[0];
        assert_eq!((row.rev_id, row.user_id, row.user_text.as_str()), (9, 4, "Q & A"), "{version}");
        assert_eq!((row.namespace, row.redirect, row.minor), (Some(3), true, true), "namespace by the title's prefix");
        assert_eq!((row.bytes, row.has_sha1, row.parent_id), (Some(3), true, Some(0)));
    }
}

#[test]
fn what_the_dump_does_not_say_is_derived_from_the_text_or_unknown() {
    let revisions = [
        revision(1, "2010-01-01T00:00:00Z", 1, "<text xml:space=\"preserve\">ää</text>"),
        revision(2, "2010-01-02T00:00:00Z", 2, "<text xml:space=\"preserve\" />"),
        revision(3, "2010-01-03T00:00:00Z", 3, "<text xml:space=\"preserve\"><![CDATA[ä]]>ä</text>"),
        revision(4, "2010-01-04T00:00:00Z", 4, "<text id=\"44\" />"),
        revision(5, "2010-01-05T00:00:00Z", 5, &stub(-1)),
    ];
    let rows = Workshop::new().history_of_version("0.5", &page(1, &revisions.concat())).edits();
    let bytes: Vec<Option<i64>> = rows.iter().map(|row| row.bytes).collect();
    assert_eq!(bytes, [Some(4), Some(0), Some(4), None, None]);
    assert_eq!(rows.iter().map(|row| row.has_sha1).collect::<Vec<_>>(), [true, true, true, false, false]);
    assert!(rows[1].reverts.reverted(Rule::Radius(15), None, false), "the third has the first one's text");
}

#[test]
fn parents_are_derived_by_time_before_0_7_and_taken_from_the_dump_from_then_on() {
    let revisions = [
        revision(5, "2010-01-03T00:00:00Z", 1, &stub(30)),
        revision(6, "2010-01-01T00:00:00Z", 1, &stub(10)),
        revision(7, "2010-01-01T00:00:00Z", 1, &stub(25)),
    ];
    let old = Workshop::new().history_of_version("0.6", &page(1, &revisions.concat())).edits();
    assert_eq!(diffs(&old), [(5, Some(7), Some(5)), (6, Some(0), Some(10)), (7, Some(6), Some(15))]);
    let new = Workshop::new().history_of_version("0.7", &page(1, &revisions.concat())).edits();
    assert_eq!(diffs(&new), [(5, Some(0), Some(30)), (6, Some(0), Some(10)), (7, Some(0), Some(25))]);
}

#[test]
fn a_parent_may_stand_later_in_another_page_in_another_file_or_nowhere() {
    let at = "2010-01-01T00:00:00Z";
    let first = page(1, &revision(10, at, 1, &(parent(20) + &stub(100))))
        + &page(2, &revision(11, at, 1, &(parent(30) + &stub(100))));
    let second = page(3, &(revision(20, at, 1, &stub(40)) + &revision(12, at, 1, &(parent(99) + &stub(5)))));
    let workshop = Workshop::new().history(&first).history(&second).history(&page(4, &revision(30, at, 1, &stub(70))));
    assert_eq!(
        diffs(&workshop.edits()),
        [
            (10, Some(20), Some(60)),
            (11, Some(30), Some(30)),
            (12, Some(99), None),
            (20, Some(0), Some(40)),
            (30, Some(0), Some(70)),
        ]
    );
}

#[test]
fn a_hidden_text_has_neither_length_nor_checksum_nor_a_difference_to_it() {
    let revisions = [
        revision(1, "2010-01-01T00:00:00Z", 1, &(stub(5) + SHA1_OF_A)),
        revision(
            2,
            "2010-01-02T00:00:00Z",
            2,
            &(parent(1) + "<comment deleted=\"deleted\" /><text bytes=\"77\" deleted=\"deleted\" />" + SHA1_OF_A),
        ),
        revision(3, "2010-01-03T00:00:00Z", 3, &(parent(2) + &stub(5) + SHA1_OF_A)),
    ];
    let rows = Workshop::new().history(&page(1, &revisions.concat())).edits();
    assert_eq!((rows[1].bytes, rows[1].has_sha1, rows[1].bytes_diff, rows[2].bytes_diff), (None, false, None, None));
    assert_eq!(rows[1].deleted_parts.as_deref(), Some("text,comment"));
    assert!(rows.iter().all(|row| row.reverts.facts().is_empty()), "what has no checksum is passed over");
}

#[test]
fn several_slots_have_the_sum_of_their_lengths() {
    let text = |bytes| format!("<text bytes=\"{bytes}\" sha1=\"{}\" location=\"tt:1\" id=\"1\" />", &SHA1_OF_A[6..37]);
    let more = text(10) + "<content><role>mediainfo</role>" + &text(7) + "</content>";
    let rows =
        Workshop::new().history_of_version("0.11", &page(1, &revision(1, "2020-01-01T00:00:00Z", 1, &more))).edits();
    assert_eq!((rows[0].bytes, rows[0].has_sha1), (Some(17), false), "a slot's checksum is not the revision's");
    let single = page(1, &revision(1, "2020-01-01T00:00:00Z", 1, &text(10)));
    let rows = Workshop::new().history_of_version("0.11", &single).edits();
    assert_eq!((rows[0].bytes, rows[0].has_sha1), (Some(10), true));
}

#[test]
fn everybody_without_an_account_is_nobody() {
    let contributor = |id: u64, contributor: &str| {
        format!(
            "<revision><id>{id}</id><timestamp>2010-01-0{id}T00:00:00Z</timestamp>{contributor}{}</revision>",
            stub(1)
        )
    };
    let revisions = contributor(1, "<contributor><ip>192.0.2.1</ip></contributor>")
        + &contributor(2, "<contributor><username>en>Old</username><id>0</id></contributor>")
        + &contributor(3, "<contributor deleted=\"deleted\" />")
        + &contributor(4, "<contributor deleted=\"deleted\"></contributor>")
        + &contributor(5, "<contributor><username>Imported</username></contributor>");
    let workshop = Workshop::new().history(&page(1, &revisions));
    let rows = workshop.edits();
    assert!(rows.iter().all(|row| row.user_id == 0));
    let names: Vec<&str> = rows.iter().map(|row| row.user_text.as_str()).collect();
    assert_eq!(names, ["192.0.2.1", "en>Old", "", "", "Imported"]);
    let report = workshop.import().report;
    assert_eq!((report.stored.accounts, report.hidden.users, report.stored.edits_without_account), (0, 2, 5));
}

#[test]
fn a_revision_that_comes_twice_counts_once_wherever_it_comes_again() {
    let at = "2010-01-02T00:00:00Z";
    let original = revision(1, "2010-01-01T00:00:00Z", 1, &stub(10));
    let again = revision(1, at, 2, &stub(99));
    let child = revision(2, at, 1, &(parent(1) + &stub(15)));
    let first = page(1, &(original.clone() + &original + &child));
    let mut workshop = Workshop::new().history(&first).history(&page(2, &again));
    let rows = workshop.edits();
    assert_eq!(diffs(&rows), [(1, Some(0), Some(10)), (2, Some(1), Some(5))]);
    assert_eq!(rows[0].user_id, 1, "the first one stays");
    let report = workshop.import().report;
    assert_eq!(report.count(Trouble::DuplicateRevision), 2);
    let example = &report.troubles[&Trouble::DuplicateRevision].first[1];
    assert!(example.file.ends_with("history-1.xml") && example.byte > 0, "{example:?}");
    workshop.job.settings.strict = true;
    let why = workshop.refusal();
    assert!(why.contains("revision 1") && why.contains("history-0.xml"), "{why}");
}

#[test]
fn what_lies_outside_of_time_is_counted_and_left_out() {
    let revisions = [
        revision(1, "1970-01-01T00:00:00Z", 1, &stub(10)),
        revision(2, "0000-00-00T00:00:00Z", 1, &stub(10)),
        revision(3, "2010-01-01T00:00:00Z", 1, &stub(10)),
        revision(4, "2010-01-02T00:00:00Z", 1, &stub(10)),
    ];
    let mut workshop = Workshop::new().history_of_version("0.6", &page(1, &revisions.concat()));
    workshop.job.settings.as_of = Some("2010-01-02".parse().unwrap());
    let imported = workshop.import();
    assert_eq!(imported.report.count(Trouble::BeforeFirstWiki), 2);
    assert_eq!(imported.report.count(Trouble::AfterEnd), 1, "the end is exclusive");
    assert_eq!(imported.snapshot.manifest.as_of.to_string(), "2010-01-02T00:00:00Z");
    assert_eq!(diffs(&workshop.edits()), [(3, Some(2), Some(0))], "it did not create its page");
    workshop.job.settings.as_of = None;
    assert_eq!(workshop.import().snapshot.manifest.as_of.to_string(), "2010-01-02T00:00:01Z");
    workshop.job.settings.strict = true;
    assert!(workshop.refusal().contains("2001"));
}

#[test]
fn ids_that_cannot_be_are_counted_and_left_out() {
    let at = "2010-01-01T00:00:00Z";
    let good = revision(5, at, 1, &stub(1));
    let bad = [
        page(1, &revision(0, at, 1, &stub(1))),
        page(1, &revision(u64::MAX, at, 1, &stub(1))),
        page(2, &good.replace("<id>1</id>", "<id>99999999999999999999999</id>").replace("<id>5</id>", "<id>6</id>")),
        page(3, &good.replace("<id>1</id>", "<id>-1</id>").replace("<id>5</id>", "<id>7</id>")),
        page(0, &good.replace("<id>5</id>", "<id>8</id>")),
    ];
    let mut workshop = Workshop::new().history(&(bad.concat() + &page(4, &good)));
    assert_eq!(workshop.import().report.count(Trouble::IdOutOfRange), 5);
    assert_eq!(workshop.edits().len(), 1);
    workshop.job.settings.strict = true;
    assert!(workshop.refusal().contains("revision 0"));
}

#[test]
fn packed_files_are_told_by_their_content() {
    use std::io::Write as _;
    let at = "2010-01-01T00:00:00Z";
    let plain = export("0.10", &(page(1, &revision(1, at, 1, &stub(1))) + &page(2, &revision(2, at, 2, &stub(2)))));
    let (one, two) = plain.as_bytes().split_at(plain.len() / 2);
    let gzip = |part: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(part).unwrap();
        encoder.finish().unwrap()
    };
    let bzip2 = |part: &[u8]| {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(part).unwrap();
        encoder.finish().unwrap()
    };
    // Several streams one after another, as parallel packers and Wikimedia's multistream files have them.
    for packed in [[gzip(one), gzip(two)].concat(), [bzip2(one), bzip2(two)].concat(), plain.clone().into_bytes()] {
        let mut workshop = Workshop::new();
        workshop.job.histories.push(workshop.file("dump.txt", &packed));
        assert_eq!(workshop.edits().len(), 2);
        // Cut at the border of the streams, and within one.
        for length in [packed.len() / 2, packed.len() - 20] {
            let mut workshop = Workshop::new();
            workshop.job.histories.push(workshop.file("cut.txt", &packed[..length]));
            workshop.refusal();
        }
    }
    let with_mark = [b"\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".as_slice(), plain.as_bytes()].concat();
    let mut workshop = Workshop::new();
    workshop.job.histories.push(workshop.file("marked.xml", with_mark));
    assert_eq!(workshop.edits().len(), 2);
}
