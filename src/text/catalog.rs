//! Languages: message files, and how a message becomes text or HTML.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::escape::escape;
use super::format;
use super::message::{Arg, Message};

/// Which way a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// One language: its messages and the way it writes numbers and dates.
#[derive(Debug)]
pub struct Language {
    /// Code for HTML's `lang` attribute.
    pub code: &'static str,
    /// Which way the layout runs.
    pub direction: Direction,
    messages: BTreeMap<String, String>,
}

/// How the parts of a message are written out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Markup {
    /// Plain text: marks of emphasis are dropped.
    Text,
    /// HTML: text is escaped, emphasis becomes `<strong>`, names are wrapped in `<bdi>`.
    Html,
}

static ENGLISH: LazyLock<Language> =
    LazyLock::new(|| Language::from_json("en", Direction::Ltr, include_str!("../../i18n/en.json")));

impl Language {
    /// English, the language every message exists in.
    #[must_use]
    pub fn english() -> &'static Self {
        &ENGLISH
    }

    fn from_json(code: &'static str, direction: Direction, json: &str) -> Self {
        let all: BTreeMap<String, serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
        let messages = all
            .into_iter()
            .filter(|(key, _)| key != "@metadata")
            .filter_map(|(key, value)| value.as_str().map(|text| (key, text.to_owned())))
            .collect();
        Self { code, direction, messages }
    }

    /// The same language laid out the other way: to look at a right-to-left layout without a translation.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        Self { code: self.code, direction: Direction::Rtl, messages: self.messages.clone() }
    }

    /// Whether there is a message with this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.messages.contains_key(key)
    }

    /// The message without markup, for the command line, attributes, exports and titles.
    #[must_use]
    pub fn text(&self, message: &Message) -> String {
        self.render(message, Markup::Text)
    }

    /// The message as HTML: everything in it is escaped, `'''bold'''` becomes `<strong>`, names are isolated.
    #[must_use]
    pub fn html(&self, message: &Message) -> String {
        self.render(message, Markup::Html)
    }

    /// A whole number as this language groups it, with a true minus sign.
    #[must_use]
    pub fn count(&self, count: i64) -> String {
        self.signed(format::count(count))
    }

    /// A number with `decimals` decimals, grouped.
    #[must_use]
    pub fn number(&self, number: f64, decimals: u8) -> String {
        self.signed(format::number(number, decimals))
    }

    /// In text that runs to the left a minus sign would jump behind its number: a mark holds it in front.
    fn signed(&self, number: String) -> String {
        let negative = number.starts_with(format::MINUS);
        if negative && self.direction == Direction::Rtl { format!("\u{200e}{number}") } else { number }
    }

    fn render(&self, message: &Message, markup: Markup) -> String {
        let Some(pattern) = self.messages.get(message.key) else {
            // MediaWiki's way: a missing message is seen, and the page still works.
            return format!("⧼{}⧽", message.key);
        };
        let mut out = String::with_capacity(pattern.len() + 16);
        let mut bold = false;
        self.render_pattern(pattern, &message.args, markup, &mut bold, &mut out);
        if bold && markup == Markup::Html {
            out.push_str("</strong>");
        }
        out
    }

    fn render_pattern(&self, pattern: &str, args: &[Arg], markup: Markup, bold: &mut bool, out: &mut String) {
        let mut rest = pattern;
        while let Some(at) = rest.find(['$', '{']) {
            pattern_text(&rest[..at], markup, bold, out);
            rest = &rest[at..];
            if let Some(body) = rest.strip_prefix("{{PLURAL:")
                && let Some(close) = body.find("}}")
            {
                self.render_plural(&body[..close], args, markup, bold, out);
                rest = &body[close + 2..];
            } else if let Some((index, after)) = placeholder(rest) {
                match args.get(index) {
                    Some(arg) => self.render_arg(arg, markup, out),
                    None => out.push_str(&rest[..rest.len() - after.len()]),
                }
                rest = after;
            } else {
                out.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
        pattern_text(rest, markup, bold, out);
    }

    /// `$1|one|many`; English has two forms, and a message with one form uses it always.
    fn render_plural(&self, body: &str, args: &[Arg], markup: Markup, bold: &mut bool, out: &mut String) {
        let mut parts = body.split('|');
        let number = parts.next().and_then(placeholder).and_then(|(index, _)| args.get(index));
        let one = match number {
            Some(Arg::Count(count)) => *count == 1,
            Some(Arg::Number(number, decimals)) => *decimals == 0 && (number.round() - 1.0).abs() < f64::EPSILON,
            _ => false,
        };
        let forms: Vec<&str> = parts.collect();
        if let Some(form) = forms.get(usize::from(!one)).or(forms.last()) {
            self.render_pattern(form, args, markup, bold, out);
        }
    }

    fn render_arg(&self, arg: &Arg, markup: Markup, out: &mut String) {
        match arg {
            Arg::Text(text) => literal(text, markup, out),
            Arg::Name(name) if markup == Markup::Html => {
                out.push_str("<bdi>");
                literal(name, markup, out);
                out.push_str("</bdi>");
            }
            Arg::Name(name) => out.push_str(name),
            Arg::Count(count) => out.push_str(&self.count(*count)),
            Arg::Number(number, decimals) => out.push_str(&self.number(*number, *decimals)),
            Arg::Day(moment) => literal(&self.text(&format::day(*moment)), markup, out),
            Arg::Moment(moment) => literal(&self.text(&format::moment(*moment)), markup, out),
            Arg::Message(message) => out.push_str(&self.render(message, markup)),
            Arg::List(items) => self.render_list(items, markup, out),
            Arg::Html(html) => out.push_str(html),
        }
    }

    fn render_list(&self, items: &[Arg], markup: Markup, out: &mut String) {
        let joiner = |key| self.messages.get(key).map_or(", ", String::as_str);
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                let key = if place + 1 == items.len() { "list-last" } else { "list-separator" };
                literal(joiner(key), markup, out);
            }
            self.render_arg(item, markup, out);
        }
    }
}

/// Reads `$3` at the start of `text`: the index 2, and what follows.
fn placeholder(text: &str) -> Option<(usize, &str)> {
    let digits = text.strip_prefix('$')?;
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    let index: usize = digits[..end].parse().ok()?;
    Some((index.checked_sub(1)?, &digits[end..]))
}

fn literal(text: &str, markup: Markup, out: &mut String) {
    match markup {
        Markup::Text => out.push_str(text),
        Markup::Html => escape(text, out),
    }
}

/// Text of a pattern: only here do `'''` mean emphasis.
fn pattern_text(text: &str, markup: Markup, bold: &mut bool, out: &mut String) {
    for (place, part) in text.split("'''").enumerate() {
        if place > 0 {
            *bold = !*bold;
            if markup == Markup::Html {
                out.push_str(if *bold { "<strong>" } else { "</strong>" });
            }
        }
        literal(part, markup, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::msg;

    fn language(json: &str) -> Language {
        Language::from_json("en", Direction::Ltr, json)
    }

    #[test]
    fn arguments_plurals_and_emphasis_are_written_out() {
        let language = language(r#"{"a": "'''$1 of $2 {{PLURAL:$2|person|people}}''' came from $3."}"#);
        let message = msg!("a", 1, 1234, Arg::Name("<R&D>".into()));
        assert_eq!(language.text(&message), "1 of 1,234 people came from <R&D>.");
        assert_eq!(language.html(&message), "<strong>1 of 1,234 people</strong> came from <bdi>&lt;R&amp;D&gt;</bdi>.");
    }

    #[test]
    fn what_a_name_contains_is_never_a_pattern() {
        let language = language(r#"{"a": "$1 and $2"}"#);
        let message = msg!("a", Arg::Name("$2 {{PLURAL:$2|x|y}} '''".into()), 5);
        assert_eq!(language.text(&message), "$2 {{PLURAL:$2|x|y}} ''' and 5");
    }

    #[test]
    fn a_minus_sign_stays_before_its_number_where_text_runs_to_the_left() {
        let language = language(r#"{"a": "$1 and $2"}"#);
        let message = msg!("a", -274, Arg::Number(-0.5, 1));
        assert_eq!(language.text(&message), "\u{2212}274 and \u{2212}0.5");
        assert_eq!(language.mirrored().text(&message), "\u{200e}\u{2212}274 and \u{200e}\u{2212}0.5");
        assert_eq!(language.mirrored().count(5), "5");
    }

    #[test]
    fn a_missing_message_is_seen() {
        assert_eq!(language("{}").text(&msg!("gone")), "⧼gone⧽");
    }

    #[test]
    fn a_list_has_its_last_word() {
        let language = language(r#"{"a": "$1.", "list-separator": ", ", "list-last": " and "}"#);
        let list = vec![Arg::from("x"), Arg::from("y"), Arg::from("z")];
        assert_eq!(language.text(&msg!("a", list)), "x, y and z.");
    }
}
