//! Finds messages in the code: which keys are used, and with how many arguments.

/// What stands before the key of a message.
const BEFORE: [&str; 7] = ["msg!(", "Message::new(", "msg_key(", "page.say(", "page.rich(", "page.label(", "self.say("];

/// Every key that is named where a message is made.
pub fn keys(code: &str) -> Vec<String> {
    BEFORE.iter().flat_map(|before| after_each(code, before)).filter_map(literal).map(ToOwned::to_owned).collect()
}

/// Every key of a `msg!` with the number of its arguments. What is given by `.with(...)` behind it cannot be counted
/// here, and is left out.
pub fn arguments(code: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for rest in after_each(code, "msg!(") {
        let Some(key) = literal(rest) else { continue };
        if let Some((given, after)) = count_arguments(rest)
            && !after.trim_start().starts_with(".with(")
        {
            found.push((key.to_owned(), given));
        }
    }
    found
}

/// What the program itself holds: code without its unit tests, which make messages up.
pub fn without_tests(code: &str) -> &str {
    code.split("#[cfg(test)]\nmod tests {").next().unwrap_or(code)
}

fn after_each<'a>(code: &'a str, before: &str) -> impl Iterator<Item = &'a str> {
    code.match_indices(before).map(|(at, found)| &code[at + found.len()..])
}

/// The string literal at the start of `code`.
fn literal(code: &str) -> Option<&str> {
    let text = code.trim_start().strip_prefix('"')?;
    let key = text.split('"').next()?;
    key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-').then_some(key)
}

/// Counts what follows the key up to the closing bracket, and gives what stands behind it.
fn count_arguments(code: &str) -> Option<(usize, &str)> {
    let arguments = code.trim_start().strip_prefix('"')?.split_once('"')?.1;
    let (mut depth, mut given, mut begun, mut quoted) = (0_usize, 0, false, false);
    let mut letters = arguments.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if quoted => drop(letters.next()),
            '"' => (quoted, begun) = (!quoted, true),
            _ if quoted => {}
            // A letter between single quotes, which may be a bracket; a lifetime has no second quote.
            '\'' if arguments[at..].chars().nth(2) == Some('\'') => {
                letters.nth(1);
                begun = true;
            }
            ')' if depth == 0 => return Some((given + usize::from(begun), &arguments[at + 1..])),
            ',' if depth == 0 => (given, begun) = (given + usize::from(begun), false),
            '(' | '[' | '{' => (depth, begun) = (depth + 1, true),
            ')' | ']' | '}' => depth -= 1,
            letter => begun |= !letter.is_whitespace(),
        }
    }
    None
}

/// The highest of `$1`, `$2`, ... in a message.
pub fn highest_placeholder(text: &str) -> usize {
    let digits = text.split('$').skip(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    digits.filter_map(|digits| digits.parse().ok()).max().unwrap_or(0)
}

#[test]
fn arguments_are_counted() {
    let count = |code: &str| arguments(code);
    assert_eq!(count(r#"msg!("a")"#), [("a".to_owned(), 0)]);
    assert_eq!(count(r#"msg!("a",)"#), [("a".to_owned(), 0)]);
    assert_eq!(count(r#"msg!("a", x, f(y, z), [1, 2], ",)", ')')"#), [("a".to_owned(), 5)]);
    assert_eq!(count("msg!(\n\"a\",\nx,\n)"), [("a".to_owned(), 1)]);
    assert_eq!(count(r#"msg!("a", msg!("b", 1))"#), [("a".to_owned(), 1), ("b".to_owned(), 1)]);
    assert_eq!(count(r#"msg!("a").with(x)"#), []);
    assert_eq!(count("msg!(key, x)"), []);
    assert_eq!(highest_placeholder("$2 of {{PLURAL:$11|x|y}} for 5$"), 11);
}
