//! A message as data.

use jiff::Timestamp;

/// A sentence to be said: the key of a message file and what fills its `$1`, `$2`, ...
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Key in `i18n/en.json`.
    pub key: &'static str,
    /// What `$1`, `$2`, ... stand for.
    pub args: Vec<Arg>,
}

/// One argument of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// Text of our own or a technical word: shown as it is.
    Text(String),
    /// Text that somebody typed or a wiki gave (a user name, a file name): isolated, so that its direction and its
    /// punctuation do not disturb the sentence around it.
    Name(String),
    /// A whole number, grouped as the language groups it; decides `PLURAL`.
    Count(i64),
    /// A number with so many decimals.
    Number(f64, u8),
    /// A moment; said to the minute, with its zone.
    Moment(Timestamp),
    /// A day in UTC.
    Day(Timestamp),
    /// A message inside a message.
    Message(Message),
    /// Several things in a row: "a, b and c".
    List(Vec<Arg>),
    /// Finished HTML (a link, say). Escaped nowhere: only for markup made by a template or by this module.
    Html(String),
}

impl Message {
    /// A message without arguments.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// Adds the next argument.
    #[must_use]
    pub fn with(mut self, arg: impl Into<Arg>) -> Self {
        self.args.push(arg.into());
        self
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

impl From<Vec<Arg>> for Arg {
    fn from(list: Vec<Arg>) -> Self {
        Self::List(list)
    }
}

/// Whole numbers of every width are counts; one beyond 63 bits is shown as the largest (no wiki counts that far).
macro_rules! counts {
    ($($integer:ty),+) => {$(
        impl From<$integer> for Arg {
            fn from(count: $integer) -> Self {
                Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
            }
        }
    )+};
}

counts!(i32, i64, u8, u16, u32, u64, usize);
