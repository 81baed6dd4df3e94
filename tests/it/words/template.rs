//! Finds text that stands in a template itself.

/// Attributes whose value a person reads or hears.
const SPOKEN: [&str; 8] =
    ["alt", "aria-label", "aria-description", "aria-valuetext", "placeholder", "title", "data-l", "label"];

/// Every piece of text that no message has given: between tags, in attributes that are read aloud, and as a literal
/// that an expression would print.
pub fn literals(template: &str) -> Vec<String> {
    let (html, expressions) = part(template);
    let mut found: Vec<String> = expressions.iter().flat_map(|expression| printed(expression)).collect();
    let mut rest = html.as_str();
    while let Some(open) = rest.find('<') {
        collect(&without_attributes(&rest[..open]), &mut found);
        let tag = &rest[open..];
        let end = tag_end(tag);
        for name in SPOKEN {
            if let Some(value) = attribute(&tag[..end], name) {
                collect(value, &mut found);
            }
        }
        rest = &tag[end..];
    }
    collect(&without_attributes(rest), &mut found);
    found
}

/// A macro may give attributes to a tag that stands elsewhere: `aria-invalid="true"` is no text.
fn without_attributes(text: &str) -> String {
    let (mut left, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("=\"") {
        let Some((_, after)) = after.split_once('"') else { break };
        let name = before.trim_end_matches(|letter: char| letter.is_ascii_lowercase() || letter == '-');
        left.push_str(if SPOKEN.contains(&&before[name.len()..]) { before } else { name });
        rest = after;
    }
    left + rest
}

/// The template without its expressions, and the expressions. What is left of one has no letters.
fn part(template: &str) -> (String, Vec<&str>) {
    let (mut html, mut expressions, mut rest) = (String::new(), Vec::new(), template);
    while let Some(open) = rest.find(['{']) {
        let end = match rest.as_bytes().get(open + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                html.push_str(&rest[..=open]);
                rest = &rest[open + 1..];
                continue;
            }
        };
        html.push_str(&rest[..open]);
        let close = rest[open..].find(end).unwrap() + open;
        if end != "#}" {
            expressions.push(&rest[open + 2..close]);
        }
        rest = &rest[close + 2..];
    }
    html.push_str(rest);
    (html, expressions)
}

/// Literals of an expression that look like words for people: with a capital letter, or several words that are not
/// names of classes.
fn printed(expression: &str) -> Vec<String> {
    let literals = expression.split('"').skip(1).step_by(2);
    let path = |text: &str| text.starts_with(|letter: char| letter.is_ascii_alphabetic()) && text.contains(".5");
    literals
        .filter(|text| text.contains(char::is_uppercase) && !is_drawing(text) && !path(text))
        .map(ToOwned::to_owned)
        .collect()
}

/// The path of an icon: digits all over.
fn is_drawing(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() * 4 > text.len()
}

fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    for (at, letter) in tag.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

fn collect(text: &str, found: &mut Vec<String>) {
    if text.contains(char::is_alphanumeric) {
        found.push(text.trim().to_owned());
    }
}

#[test]
fn text_is_found_wherever_it_hides() {
    let found = |template: &str| literals(template);
    assert_eq!(found("<p>{{ page.say(\"key\") }}</p><br>\n · "), Vec::<String>::new());
    assert_eq!(found("<p class=\"a b\">Hello {{ name }}!</p>"), ["Hello !"]);
    assert_eq!(found("{% if a > b %}yes{% endif %}"), ["yes"]);
    assert_eq!(found("<img alt=\"A picture\"><a title=\"{{ t }}\" href=\"/x\">"), ["A picture"]);
    assert_eq!(found("{% if x %} aria-invalid=\"true\" id=\"{{ y }}-help\"{% endif %}"), Vec::<String>::new());
    assert_eq!(found("{{ \"Hello there\" }}{# a comment #}"), ["Hello there"]);
    assert_eq!(found("{% call m::icon(\"M12 11a6 6 0 016 6v2H2v-2a6\") %}{% endcall %}"), Vec::<String>::new());
}
