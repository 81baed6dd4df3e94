//! Reads values that PHP's `serialize` wrote: the parameters of MediaWiki's log since 2012.

/// A value of PHP, as far as the log has it. Lists of values keep their keys as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Php {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with decimals, as it was written.
    Float(String),
    /// Text.
    Text(String),
    /// An array: keys and values in order.
    Array(Vec<(String, Php)>),
}

/// Arrays within arrays: the log has two levels. A limit keeps damaged input from filling the stack.
const DEEPEST: u8 = 16;

impl Php {
    /// Reads one value and nothing after it; `None` if the text is anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim_end().as_bytes();
        let value = value(&mut rest, 0)?;
        rest.is_empty().then_some(value)
    }

    /// The value of a key in an array.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Array(items) = self else { return None };
        items.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// A text, or a whole number as text.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Int(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A whole number, or a text that is one.
    #[must_use]
    pub fn to_id(&self) -> Option<u64> {
        match self {
            Self::Int(number) => u64::try_from(*number).ok(),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// Yes or no, also as a number or a text, as PHP takes them.
    #[must_use]
    pub fn to_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(yes) => Some(*yes),
            Self::Int(number) => Some(*number != 0),
            Self::Text(text) => Some(!matches!(text.as_str(), "" | "0")),
            _ => None,
        }
    }

    /// The texts of an array; a text between commas is such an array too.
    #[must_use]
    pub fn to_list(&self) -> Vec<String> {
        match self {
            Self::Array(items) => items.iter().filter_map(|(_, value)| value.to_text()).collect(),
            Self::Text(text) => text.split(',').map(|part| part.trim().to_owned()).collect(),
            _ => Vec::new(),
        }
    }
}

fn value(rest: &mut &[u8], depth: u8) -> Option<Php> {
    if depth > DEEPEST {
        return None;
    }
    let kind = take(rest, 2)?;
    match kind {
        b"N;" => Some(Php::Null),
        b"b:" => match until(rest, b';')? {
            "0" => Some(Php::Bool(false)),
            "1" => Some(Php::Bool(true)),
            _ => None,
        },
        b"i:" => until(rest, b';')?.parse().ok().map(Php::Int),
        b"d:" => until(rest, b';').map(|number| Php::Float(number.to_owned())),
        b"s:" => {
            let length: usize = until(rest, b':')?.parse().ok()?;
            expect(rest, b"\"")?;
            let text = std::str::from_utf8(take(rest, length)?).ok()?.to_owned();
            expect(rest, b"\";")?;
            Some(Php::Text(text))
        }
        b"a:" => {
            let count: usize = until(rest, b':')?.parse().ok()?;
            expect(rest, b"{")?;
            // Every item needs some bytes, so a wrong count ends soon.
            let mut items = Vec::new();
            for _ in 0..count {
                let key = value(rest, depth + 1)?.to_text()?;
                items.push((key, value(rest, depth + 1)?));
            }
            expect(rest, b"}")?;
            Some(Php::Array(items))
        }
        _ => None,
    }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

fn expect(rest: &mut &[u8], wanted: &[u8]) -> Option<()> {
    (take(rest, wanted.len())? == wanted).then_some(())
}

/// The text up to a mark, which is taken too.
fn until<'a>(rest: &mut &'a [u8], mark: u8) -> Option<&'a str> {
    let end = rest.iter().position(|byte| *byte == mark)?;
    let text = std::str::from_utf8(take(rest, end)?).ok()?;
    take(rest, 1)?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Php;

    #[test]
    fn arrays_of_the_log_are_read() {
        let groups = r#"a:2:{s:12:"4::oldgroups";a:0:{}s:12:"5::newgroups";a:2:{i:0;s:5:"sysop";i:1;s:6:"bötn";}}"#;
        let parsed = Php::parse(groups);
        assert_eq!(parsed, None, "a length in letters instead of bytes is damage");
        let groups = groups.replace("s:6:\"bötn\"", "s:5:\"bötn\"");
        let parsed = Php::parse(&groups).unwrap();
        assert_eq!(parsed.get("4::oldgroups").unwrap().to_list(), Vec::<String>::new());
        assert_eq!(parsed.get("5::newgroups").unwrap().to_list(), ["sysop", "bötn"]);
        let id = Php::parse(r#"a:1:{s:9:"4::userid";i:44;}"#).unwrap();
        assert_eq!(id.get("4::userid").unwrap().to_id(), Some(44));
        let flags = Php::parse(r#"a:2:{s:8:"sitewide";b:1;s:1:"x";d:0.5;}"#).unwrap();
        assert_eq!(flags.get("sitewide"), Some(&Php::Bool(true)));
    }

    #[test]
    fn anything_else_is_none() {
        let deep = format!("{}N;{}", "a:1:{i:0;".repeat(1000), "}".repeat(1000));
        for text in ["", "indefinite", "1 year\nnocreate", "a:9999999999:{}", "s:5:\"ab\";", "i:44;i:45;", "N", &deep] {
            assert_eq!(Php::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn broken_values_never_panic(text in "[abdisN:;{}\"0-9é]{0,60}") {
            let _ = Php::parse(&text);
        }
    }
}
