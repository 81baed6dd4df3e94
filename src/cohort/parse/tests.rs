use proptest::prelude::*;

use super::*;
use crate::cohort::reading::Columns;
use crate::cohort::resolve::resolve;
use crate::cohort::testing::{info, source};
use crate::source::NoWiki;

fn parsed(bytes: &[u8]) -> Result<List, ListError> {
    parse(bytes, None, &source(false, &[]), None)
}

#[test]
fn a_list_tells_where_it_came_from() {
    let list =
        parse(b"Name,Username,role\nA,Jane,x\n\nB,Joe,y\n", Some("sheet.csv"), &source(false, &[]), None).unwrap();
    let origin = Origin {
        file: Some("sheet.csv".into()),
        column: Some("Username".into()),
        unused: vec!["Name".into(), "role".into()],
        blank: 1,
        header: Some("Name,Username,role".into()),
        reading: Reading::Table { delimiter: ',', columns: Columns { name: Some(1), ..Columns::default() } },
        ..Origin::default()
    };
    assert_eq!(list.origin, origin);
    assert_eq!(list.lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn limits_are_kept_to_the_name() {
    let names = |count: usize| (0..count).fold(String::new(), |text, name| text + &format!("{name}x\n"));
    assert_eq!(parsed(names(MOST_NAMES).as_bytes()).unwrap().lines.len(), MOST_NAMES);
    let error = parsed(names(MOST_NAMES + 1).as_bytes()).unwrap_err();
    assert!(matches!(error, ListError::TooManyNames { names } if names == MOST_NAMES + 1));
    assert_eq!(
        error.to_string(),
        "The list has 100,001 names, and at most 100,000 can be measured together. Split it into several lists."
    );
}

#[test]
fn a_header_alone_is_empty() {
    for text in ["", "\u{feff}", "username", "username,wiki\n\n", "\n \n"] {
        assert!(matches!(parsed(text.as_bytes()), Err(ListError::Empty)), "{text:?}");
    }
}

#[test]
fn one_name_is_read_like_a_line() {
    let one = |typed| parse_one(typed, &info("swwiki"));
    assert_eq!(one("user:jane_doe"), Ok(Who::Name(crate::wiki::Username::new("Jane doe").unwrap())));
    assert_eq!(one("#17"), Ok(Who::Id(crate::platform::ids::AccountId::new(17))));
    assert_eq!(one("127.0.0.1"), Err(Reason::Username(crate::wiki::UsernameError::IpAddress)));
}

/// Text that looks like a list that somebody pasted.
fn messy_line() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "Jane",
        "joe",
        "_",
        " ",
        "\u{a0}",
        "\u{200e}",
        "User:",
        "user_talk:",
        "[[",
        "]]",
        "|",
        "{{u|",
        "}}",
        "#",
        "17",
        ":en:",
        "https://",
        "en.wikipedia.org",
        "/wiki/",
        "?title=",
        "&",
        "%C3%A9",
        "%",
        "%C3",
        "\"",
        "'",
        "=",
        ",",
        ";",
        "*",
        "Special:Contributions/",
        "~2026-1-1",
        "127.0.0.1",
        "é",
        "e\u{301}",
        "ß",
        "用户:",
        "\t",
        "/",
    ]);
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn whatever_is_uploaded_is_an_error_or_names(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(list) = parsed(&bytes) {
            prop_assert!(!list.lines.is_empty());
        }
    }

    #[test]
    fn every_line_is_accounted_for_once(lines in prop::collection::vec(messy_line(), 1..12), end in "[\r\n]{1,2}") {
        let text = lines.join(&end);
        let Ok(list) = parsed(text.as_bytes()) else {
            // Only nothing at all, and quotation marks that swallow lines, are refused.
            prop_assert!(lines.iter().all(|line| line.trim().is_empty()) || text.contains('"'), "{text:?}");
            return Ok(());
        };
        let total = text.replace("\r\n", "\n").replace('\r', "\n").lines().count();
        let numbers: Vec<u32> = list.lines.iter().map(|line| line.number).collect();
        prop_assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
        // One line that was taken apart has become several.
        let apart = list.origin.one_line;
        prop_assert!(apart || numbers.last().is_some_and(|last| *last as usize <= total));
        // Quotation marks may hold several lines together.
        if !text.contains('"') && !apart {
            prop_assert_eq!(numbers.len() + list.origin.blank, total, "{:?}", text);
        }
        let source = source(false, &[(1, "Jane")]);
        let members = resolve(list, &source, &NoWiki).unwrap();
        prop_assert_eq!(members.len(), numbers.len());
        prop_assert_eq!(crate::cohort::fate::fates(&members).len(), numbers.len());
        for member in &members {
            // The stretches that a page shows are the typed line, whole.
            let shown: String = member.stretches().into_iter().map(|(text, _)| text).collect();
            prop_assert_eq!(&shown, &member.typed);
        }
    }

    #[test]
    fn a_cut_table_is_an_error_or_a_part(cut in 0_usize..80) {
        let whole = "username,notes\n\"Doe, Jane\",\"two\nlines\"\nJoe,\"x\"\nZoë,ä\n".as_bytes();
        let all = ["Doe, Jane", "Joe", "Zoë"];
        if let Ok(list) = parsed(&whole[..cut.min(whole.len())]) {
            for line in &list.lines {
                let name = line.cell.as_ref().map_or(&line.typed, |cell| &cell.name);
                let is_part = all.iter().any(|whole| whole.starts_with(name.trim_matches('"')));
                prop_assert!(is_part || "username".starts_with(name), "{:?}", name);
            }
            prop_assert!(!list.lines.is_empty());
        }
    }
}
