//! How much memory an import may use.

use std::str::FromStr;

use crate::msg;
use crate::text::{Arg, Message};

/// How much memory an import may use for sorting, in bytes. The process itself needs some more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory(usize);

/// With less, nearly every record would go to the disk on its own.
const LEAST: usize = 16 << 20;

impl Memory {
    /// Bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        self.0
    }

    /// So many hundredths of it.
    #[must_use]
    pub const fn percent(self, percent: usize) -> usize {
        self.0 / 100 * percent
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self(256 << 20)
    }
}

impl FromStr for Memory {
    type Err = Message;

    /// Reads `256MB`, `1G`, `500000000`: powers of 1024, at least 16 MB.
    fn from_str(text: &str) -> Result<Self, Message> {
        let wrong = || msg!("import-memory-wrong", Arg::Name(text.to_owned()));
        let upper = text.trim().to_ascii_uppercase();
        let digits = upper.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let shift = match upper.get(digits.len()..).unwrap_or_default().trim_end_matches("IB").trim_end_matches('B') {
            "" => 0,
            "K" => 10,
            "M" => 20,
            "G" => 30,
            _ => return Err(wrong()),
        };
        let number: usize = digits.trim_end().parse().map_err(|_| wrong())?;
        let bytes = number.checked_mul(1 << shift).filter(|bytes| *bytes >= LEAST).ok_or_else(wrong)?;
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in [("256MB", 256 << 20), ("1g", 1 << 30), ("64 MiB", 64 << 20), ("16777216", 16 << 20)] {
            assert_eq!(text.parse::<Memory>().map(Memory::bytes), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "1MB", "-1G", "1.5G", "256 monkeys", "99999999999999999999G", "99999999999G"] {
            assert!(text.parse::<Memory>().is_err(), "{text}");
        }
    }
}
