//! Cuts Rust source into words and marks, without comments, strings and characters. Enough to find paths; not a parser.

/// A word (identifier, number) or one mark, except that `::` is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    pub text: &'a str,
    pub line: usize,
}

/// Cuts `source` into tokens.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest).unwrap_or_else(|| {
            let length = if rest.starts_with("::") { 2 } else { word(rest).unwrap_or(first.len_utf8()) };
            found.push(Token { text: &rest[..length], line });
            length
        });
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// Length of the word at the start, if there is one.
fn word(text: &str) -> Option<usize> {
    let length = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len());
    (length > 0).then_some(length)
}

/// Length of what is at the start, if it is white space, a comment, a string or a character.
fn skipped(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if first.is_whitespace() {
        return Some(first.len_utf8());
    }
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(text.find("*/").map_or(text.len(), |end| end + 2));
    }
    raw_string(text).or_else(|| string(text)).or_else(|| character(text))
}

/// Length of a raw string such as `r#"…"#` or `br"…"`.
fn raw_string(text: &str) -> Option<usize> {
    let marks = text.strip_prefix('b').unwrap_or(text).strip_prefix('r')?;
    let hashes = marks.len() - marks.trim_start_matches('#').len();
    let content = marks[hashes..].strip_prefix('"')?;
    let closing = format!("\"{}", "#".repeat(hashes));
    let end = content.find(&closing).map_or(content.len(), |end| end + closing.len());
    Some(text.len() - content.len() + end)
}

/// Length of a string such as `"…"` or `b"…"`.
fn string(text: &str) -> Option<usize> {
    let content = text.strip_prefix('b').unwrap_or(text).strip_prefix('"')?;
    let mut escaped = false;
    let end = content.char_indices().find(|(_, letter)| {
        let ends = *letter == '"' && !escaped;
        escaped = *letter == '\\' && !escaped;
        ends
    });
    Some(end.map_or(text.len(), |(end, _)| text.len() - content.len() + end + 1))
}

/// Length of a character such as `'x'` or `'\n'`; the mark of a lifetime is skipped alone.
fn character(text: &str) -> Option<usize> {
    let content = text.strip_prefix('\'')?;
    if let Some(escape) = content.strip_prefix('\\') {
        return Some(3 + escape.char_indices().skip(1).find(|(_, letter)| *letter == '\'').map_or(0, |(end, _)| end));
    }
    let letter = content.chars().next()?.len_utf8();
    Some(if content[letter..].starts_with('\'') { letter + 2 } else { 1 })
}

#[test]
fn words_and_marks_remain() {
    let source = r##"use crate::web; // crate::api
        let a = "crate::cli \" still"; let b = r#"crate::"job"#; /* crate
        ::app */ fn f<'a>(c: &'a str) { '"'; '\''; b'x' } end"##;
    let found: Vec<&str> = tokens(source).iter().map(|token| token.text).collect();
    let joined = found.join(" ");
    assert!(joined.starts_with("use crate :: web ; let a = ; let b = ; fn f < a > ( c : & a str ) {"), "{joined}");
    assert!(joined.ends_with("} end"), "{joined}");
    assert_eq!(tokens(source).last().unwrap().line, 3);
}
