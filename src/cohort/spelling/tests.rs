use std::collections::BTreeMap;

use super::*;
use crate::cohort::testing::info;

fn prefixes() -> Prefixes {
    let mut info = info("swwiki");
    info.namespaces = BTreeMap::from([
        (-1, "Maalum".to_owned()),
        (2, "Mtumiaji".to_owned()),
        (3, "Majadiliano ya mtumiaji".to_owned()),
    ]);
    Prefixes::of(&info)
}

fn spelled(typed: &str) -> (String, Vec<Mend>) {
    let Spelled { who, mended } = read(typed, &prefixes()).expect(typed);
    let shown = match who {
        Who::Name(name) => name.to_string(),
        Who::Id(id) => format!("#{id}"),
    };
    (shown, mended.mends)
}

fn reason(typed: &str) -> Reason {
    read(typed, &prefixes()).unwrap_err().reason
}

/// The typed line with the marked letters in brackets.
fn marked(typed: &str) -> String {
    let marks = read(typed, &prefixes()).unwrap().mended.marks;
    let mut out = String::new();
    for (at, letter) in (0..).zip(typed.chars()) {
        if marks.iter().any(|mark| mark.start == at) {
            out.push('‹');
        }
        out.push(letter);
        if marks.iter().any(|mark| mark.end == at + 1) {
            out.push('›');
        }
    }
    out
}

#[test]
fn a_line_that_is_a_name_is_used_as_typed() {
    for typed in [
        "Jane Doe",
        "Doe, Jane",
        "A/B",
        "Jane: the 2nd",
        "50% Jane",
        "Иван",
        "ßeta",
        "Neema Akili (bot)",
        "1990",
        "-sche",
        "*",
    ] {
        assert_eq!(spelled(typed), (typed.to_owned(), vec![]), "{typed}");
    }
    // Composed in another way: the same letters to every reader.
    assert_eq!(spelled("E\u{301}milie"), ("Émilie".to_owned(), vec![]));
}

#[test]
fn letters_are_mended() {
    use Mend::{Capital, Guard, Invisible, ListMark, Percent, Quotes, Spaces, Underscores};
    for (typed, name, mends) in [
        ("  Jane Doe\t", "Jane Doe", vec![Spaces]),
        ("Jane\u{a0}Doe\u{3000}", "Jane Doe", vec![Spaces]),
        ("Jane   Doe", "Jane Doe", vec![Spaces]),
        ("Jane_Doe", "Jane Doe", vec![Underscores]),
        ("_Jane__Doe_", "Jane Doe", vec![Underscores]),
        ("jane Doe", "Jane Doe", vec![Capital]),
        ("émilie", "Émilie", vec![Capital]),
        ("\u{200e}Jane\u{200b} Doe\u{feff}\u{202c}", "Jane Doe", vec![Invisible]),
        ("\u{200f} jane_doe \u{200f}", "Jane doe", vec![Invisible, Underscores, Spaces, Capital]),
        ("\"Doe, Jane\"", "Doe, Jane", vec![Quotes]),
        ("\"Jane \"\"J\"\" Doe\"", "Jane \"J\" Doe", vec![Quotes]),
        ("'=Jane", "=Jane", vec![Guard]),
        ("* Jane", "Jane", vec![ListMark]),
        ("# Jane", "Jane", vec![ListMark]),
        ("\u{2022} Jane", "Jane", vec![ListMark]),
        ("Zo%C3%AB", "Zoë", vec![Percent]),
    ] {
        assert_eq!(spelled(typed), (name.to_owned(), mends), "{typed:?}");
    }
}

#[test]
fn prefixes_of_user_pages_are_removed() {
    use Mend::{Capital, OtherWiki, Prefix, Subpage, Underscores};
    for (typed, name, mends) in [
        ("User:Jane", "Jane", vec![Prefix]),
        ("user:jane_doe", "Jane doe", vec![Prefix, Underscores, Capital]),
        ("User talk:Jane", "Jane", vec![Prefix]),
        ("Mtumiaji:Jane", "Jane", vec![Prefix]),
        ("Majadiliano_ya_mtumiaji:Jane", "Jane", vec![Prefix]),
        ("Benutzerin:Jane", "Jane", vec![Prefix]),
        ("Участница:Анна", "Анна", vec![Prefix]),
        ("用户:Jane", "Jane", vec![Prefix]),
        ("User:Jane/sandbox/2", "Jane", vec![Prefix, Subpage]),
        ("User:Jane#Talk", "Jane", vec![Prefix, Subpage]),
        ("Special:Contributions/Jane", "Jane", vec![Prefix]),
        ("Maalum:Michango/Jane", "Jane", vec![Prefix]),
        (":sw:User:Jane", "Jane", vec![Prefix]),
        (":en:User:Jane", "Jane", vec![OtherWiki("en".into()), Prefix]),
        ("Fr:User:Jane", "Jane", vec![OtherWiki("Fr".into()), Prefix]),
    ] {
        assert_eq!(spelled(typed), (name.to_owned(), mends), "{typed:?}");
    }
}

#[test]
fn names_are_taken_out_of_wikitext() {
    use Mend::{ListMark, OtherWiki, Wikitext};
    for (typed, name, mends) in [
        ("[[User:Zawadi Ndogo|Zawadi]]", "Zawadi Ndogo", vec![Wikitext]),
        ("[[user:zawadi_ndogo]]", "Zawadi ndogo", vec![Wikitext]),
        ("[[:en:User:Jane]]", "Jane", vec![Wikitext, OtherWiki("en".into())]),
        ("[[Jane Doe]]", "Jane Doe", vec![Wikitext]),
        ("[[User:Jane/sandbox|her sandbox]]", "Jane", vec![Wikitext]),
        (
            "* [[User:Jane|Jane]] ([[User talk:Jane|talk]] | [[Special:Contributions/Jane|contribs]]) 12:01, 3 May",
            "Jane",
            vec![Wikitext, ListMark],
        ),
        ("#[[User:Jane]]", "Jane", vec![Wikitext, ListMark]),
        ("[[User:Jane|Ja", "Jane", vec![Wikitext]),
        ("{{u|Jane}}", "Jane", vec![Wikitext]),
        ("{{Reply to|jane doe|label}}", "Jane doe", vec![Wikitext]),
    ] {
        assert_eq!(spelled(typed), (name.to_owned(), mends), "{typed:?}");
    }
}

#[test]
fn names_are_taken_out_of_addresses() {
    let other = |host: &str| vec![Mend::Link, Mend::OtherWiki(host.to_owned())];
    for (typed, name, mends) in [
        ("https://sw.wikipedia.org/wiki/Mtumiaji:Imani_Kesho", "Imani Kesho", vec![Mend::Link]),
        ("HTTPS://SW.m.wikipedia.org/wiki/User:Imani", "Imani", vec![Mend::Link]),
        ("sw.wikipedia.org/wiki/User:Imani", "Imani", vec![Mend::Link]),
        ("//sw.wikipedia.org/wiki/User:Imani/x", "Imani", vec![Mend::Link]),
        ("https://sw.wikipedia.org/wiki/Special:Contributions/Zo%C3%AB_K", "Zoë K", vec![Mend::Link]),
        ("https://sw.wikipedia.org/w/index.php?title=User:Jane+Doe&action=history", "Jane Doe", vec![Mend::Link]),
        ("https://sw.wikipedia.org/w/index.php?action=edit&title=Mtumiaji%3AJane#top", "Jane", vec![Mend::Link]),
        ("https://sw.wikipedia.org/w/index.php?title=Special:Contributions&target=jane", "Jane", vec![Mend::Link]),
        ("https://wiki.example.org/view/User:Jane", "Jane", vec![Mend::Link]),
        ("[https://sw.wikipedia.org/wiki/User:Jane her page]", "Jane", vec![Mend::Link]),
        ("https://en.wikipedia.org/wiki/User:Jane", "Jane", other("en.wikipedia.org")),
        ("https://commons.wikimedia.org/wiki/User:Jane?uselang=sw", "Jane", other("commons.wikimedia.org")),
    ] {
        assert_eq!(spelled(typed), (name.to_owned(), mends), "{typed:?}");
    }
}

#[test]
fn numbers_are_read() {
    assert_eq!(spelled("#17"), ("#17".to_owned(), vec![]));
    assert_eq!(spelled(" #17 "), ("#17".to_owned(), vec![Mend::Spaces]));
    assert_eq!(spelled("17"), ("17".to_owned(), vec![]));
    for typed in ["#0", "#99999999999999999999999", "#9223372036854775808"] {
        assert_eq!(reason(typed), Reason::WrongId, "{typed}");
    }
}

#[test]
fn what_names_nobody_says_why() {
    for (typed, expected) in [
        ("User:", Reason::Username(UsernameError::Empty)),
        ("\u{200e}", Reason::Username(UsernameError::Empty)),
        ("10.0.0.1", Reason::Username(UsernameError::IpAddress)),
        ("Special:Contributions/2001:db8::1", Reason::Username(UsernameError::IpAddress)),
        ("~2026-12345-67", Reason::Temporary),
        ("User:~2026-12345-67", Reason::Temporary),
        ("Jane|Joe", Reason::Username(UsernameError::Letter('|'))),
        ("[[User:A]] and [[User:B]]", Reason::SeveralPeople),
        ("{{u|A}} {{u|B}}", Reason::SeveralPeople),
        ("https://sw.wikipedia.org/wiki/Nairobi", Reason::NotUserPage),
        ("https://sw.wikipedia.org/wiki/Special:Diff/123", Reason::NotUserPage),
        ("https://sw.wikipedia.org/", Reason::NotUserPage),
        ("https://sw.wikipedia.org/w/index.php?title=Nairobi", Reason::NotUserPage),
        ("https://sw.wikipedia.org/wiki/User:Zo%C3", Reason::BrokenLink),
        ("Zo%C3", Reason::BrokenLink),
    ] {
        assert_eq!(reason(typed), expected, "{typed:?}");
    }
    assert_eq!(reason(&"x".repeat(256)), Reason::Username(UsernameError::TooLong));
}

#[test]
fn changed_letters_are_marked() {
    for typed in [
        "‹user:a›uma‹_›reads",
        "‹https://sw.wikipedia.org/wiki/Mtumiaji:›Imani‹_›Kesho",
        "Tausi Birds‹  ›",
        "‹[[User:›Zawadi‹|Zawadi]]›",
        "‹\u{200e}›Jane",
        "Zo‹%C3%AB›",
        "Jane",
    ] {
        let plain = typed.replace(['‹', '›'], "");
        assert_eq!(marked(&plain), typed);
    }
    let wrong = read("Ja|ne", &prefixes()).unwrap_err();
    assert_eq!(wrong.marks, [Mark { start: 2, end: 3 }]);
}
