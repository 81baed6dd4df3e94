//! What must be refused: with file, byte and page named, and without a trace.

use super::workshop::{Workshop, export, page, revision};

fn good() -> String {
    page(1, &revision(1, "2010-01-01T00:00:00Z", 1, "<text id=\"1\" bytes=\"5\" />"))
}

/// Why a file with this content is refused as a history. Beside an older snapshot, which must not change.
fn refusal(content: impl AsRef<[u8]>) -> String {
    let mut workshop = Workshop::new().history(&good());
    workshop.import();
    workshop.job.histories = vec![workshop.file("dump.xml", content)];
    let why = workshop.refusal();
    assert!(why.contains("dump.xml"), "the file is named: {why}");
    why
}

#[test]
fn what_is_no_dump_is_refused() {
    let root = |name: &str, xmlns: &str| format!("<{name} xmlns=\"{xmlns}\">{}</{name}>", good());
    let xmlns = "http://www.mediawiki.org/xml/export-0.10/";
    for (content, why) in [
        (String::new(), "does not begin with a tag"),
        ("user_id\tuser_name\n1\tA\n".to_owned(), "does not begin with a tag"),
        ("\u{1}\u{2}binary".to_owned(), "does not begin with a tag"),
        ("<html><body>404</body></html>".to_owned(), "outermost element"),
        (root("MediaWiki", xmlns), "outermost element"),
        (root("mediawiki", "http://www.mediawiki.org/xml/"), "namespace"),
        (root("mediawiki", ""), "namespace"),
        (root("mediawiki", "http://www.mediawiki.org/xml/export-0.12/"), "0.12"),
        (root("mediawiki", "http://www.mediawiki.org/xml/export-0.2/"), "0.2"),
        (root("mediawiki", "http://www.mediawiki.org/xml/export-1.0/"), "1.0"),
        ("7z\u{bc}\u{af}".to_owned(), "does not begin with a tag"),
        ("PK\u{3}\u{4}".to_owned(), "zip archive"),
    ] {
        let said = refusal(&content);
        assert!(said.contains(why), "{content:.40}: {said}");
    }
    assert!(refusal([b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c]).contains("7z archive"));
    assert!(refusal([0x28, 0xb5, 0x2f, 0xfd]).contains("zstd archive"));
}

#[test]
fn a_dump_without_a_revision_is_no_success() {
    let mut workshop = Workshop::new().history("");
    assert!(workshop.refusal().contains("no revision"));
    workshop = Workshop::new().history(&good());
    workshop.job.settings.as_of = Some("2009-01-01".parse().unwrap());
    assert!(workshop.refusal().contains("no revision"), "everything is after the end");
    let root = "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.10/\"/>";
    let mut workshop = Workshop::new();
    workshop.job.histories.push(workshop.file("empty.xml", root));
    assert!(workshop.refusal().contains("no revision"));
}

#[test]
fn damage_is_named_with_its_page_and_byte() {
    let whole = export("0.10", &good());
    for (damage, with, why) in [
        ("</revision>", "</page>", "damaged"),
        ("<revision>", "", "damaged"),
        ("<id>1</id><timestamp>", "<timestamp>", "“id”"),
        ("<timestamp>2010-01-01T00:00:00Z</timestamp>", "", "“timestamp”"),
        ("2010-01-01T", "2010-13-01T", "2010-13-01T00:00:00Z"),
        ("2010-01-01T", "yesterday", "yesterday"),
        ("<id>1</id><timestamp>", "<id>one</id><timestamp>", "not a number"),
        ("bytes=\"5\"", "bytes=\"five\"", "not a number"),
        ("bytes=\"5\"", "bytes=5", "damaged"),
        ("User 1", "User <b>1</b>", "tag here where only text"),
        ("User 1", "User &nbsp; 1", "nbsp"),
        ("User 1", "User &#0; 1", "#0"),
        ("<revision>", "stray<revision>", "text here where only tags"),
    ] {
        assert!(whole.contains(damage), "{damage}");
        let said = refusal(whole.replacen(damage, with, 1));
        assert!(said.contains(why), "{damage} to {with}: {said}");
        assert!(said.contains("Page 1") && said.contains("byte "), "{damage} to {with}: {said}");
    }
    let mut invalid = whole.into_bytes();
    let at = invalid.windows(6).position(|part| part == b"User 1").unwrap();
    invalid[at] = 0xff;
    assert!(refusal(invalid).contains("UTF-8"));
}

#[test]
fn a_file_that_is_cut_off_is_refused_wherever_it_was_cut() {
    let whole = export("0.10", &good());
    let end = whole.find("</mediawiki>").unwrap() + "</mediawiki>".len();
    for length in 1..end {
        let said = refusal(&whole[..length]);
        assert!(said.contains("ends here") || said.contains("does not begin"), "{length}: {said}");
    }
}

#[test]
fn two_dumps_in_one_file_are_refused() {
    let whole = export("0.10", &good());
    assert!(refusal(whole.clone() + &whole).contains("two dumps"));
    let commented = whole + "<!-- done -->\n";
    let mut workshop = Workshop::new();
    workshop.job.histories.push(workshop.file("commented.xml", commented));
    workshop.import();
}

#[test]
fn a_log_and_a_history_are_not_mixed_up() {
    let item = "<logitem><id>1</id><timestamp>2010-01-01T00:00:00Z</timestamp><type>block</type></logitem>";
    assert!(Workshop::new().history(item).refusal().contains("--logging"));
    assert!(Workshop::new().history(&good()).log(&good()).refusal().contains("not of the log"));
}

#[test]
fn endless_markup_does_not_fill_the_memory() {
    let long = "a".repeat(3 << 20);
    let head = export("0.10", "").replace("</mediawiki>\n", "");
    for content in [format!("{head}<{long}"), format!("{head}<page><title>{long}"), format!("{head}<!-- {long}")] {
        assert!(refusal(content).contains("megabyte"));
    }
}

#[test]
fn a_missing_file_is_named_before_anything_is_read() {
    let mut workshop = Workshop::new().history(&good());
    workshop.job.users = Some("/nowhere/users.tsv".into());
    assert!(workshop.refusal().contains("/nowhere/users.tsv"));
}

#[test]
fn a_users_file_without_users_is_refused() {
    for (lines, why) in [
        ("", "no user"),
        ("user_id\tuser_name\n", "no user"),
        ("<mediawiki>\n<page>\n", "no user"),
        ("1,Jane\n2,John\n", "no user"),
    ] {
        assert!(Workshop::new().history(&good()).users(lines).refusal().contains(why), "{lines}");
    }
    let mut workshop = Workshop::new().history(&good());
    workshop.job.users = Some(workshop.file("binary.tsv", [b'1', b'\t', 0xff, 0xfe, b'\n']));
    assert!(workshop.refusal().contains("UTF-8"));
}
