//! A line while it is being mended: every letter knows whether it still is as typed, so that a page can show which
//! letters were changed.

use std::ops::Range;

use super::member::Mark;

/// One letter that is left of a line.
#[derive(Clone, Copy, Debug)]
struct Letter {
    now: char,
    /// Its place in the typed line, in letters.
    at: u32,
    /// It still is as typed.
    same: bool,
}

/// What is left of a line.
#[derive(Clone, Debug)]
pub(super) struct Traced {
    letters: Vec<Letter>,
    typed: u32,
}

/// A percent sign that begins no letter.
#[derive(Debug)]
pub(super) struct BrokenEncoding;

impl Traced {
    pub(super) fn new(typed: &str) -> Self {
        let letters: Vec<Letter> =
            (0_u32..).zip(typed.chars()).map(|(at, now)| Letter { now, at, same: true }).collect();
        Self { typed: u32::try_from(letters.len()).unwrap_or(u32::MAX), letters }
    }

    pub(super) fn text(&self) -> String {
        self.letters.iter().map(|letter| letter.now).collect()
    }

    /// Drops the letters that `keep` refuses; whether there were any.
    pub(super) fn retain(&mut self, keep: impl Fn(char) -> bool) -> bool {
        let before = self.letters.len();
        self.letters.retain(|letter| keep(letter.now));
        self.letters.len() < before
    }

    /// Drops the letters at both ends that `drop` names; whether there were any.
    pub(super) fn trim(&mut self, drop: impl Fn(char) -> bool) -> bool {
        let before = self.letters.len();
        let end = self.letters.iter().rposition(|letter| !drop(letter.now)).map_or(0, |last| last + 1);
        self.letters.truncate(end);
        let start = self.letters.iter().position(|letter| !drop(letter.now)).unwrap_or(0);
        self.letters.drain(..start);
        self.letters.len() < before
    }

    /// Keeps a range of [`Self::text`], in bytes.
    pub(super) fn keep(&mut self, bytes: Range<usize>) {
        let mut at = 0;
        self.letters.retain(|letter| {
            let here = at;
            at += letter.now.len_utf8();
            bytes.contains(&here)
        });
    }

    /// Changes letters one by one; whether any changed.
    pub(super) fn replace(&mut self, change: impl Fn(char) -> char) -> bool {
        let mut changed = false;
        for letter in &mut self.letters {
            let new = change(letter.now);
            if new != letter.now {
                (letter.now, letter.same, changed) = (new, false, true);
            }
        }
        changed
    }

    /// Drops each letter that repeats `letter` right before it; whether there were any.
    pub(super) fn squeeze(&mut self, letter: char) -> bool {
        let before = self.letters.len();
        self.letters.dedup_by(|next, previous| next.now == letter && previous.now == letter);
        self.letters.len() < before
    }

    /// Marks the first letter as changed.
    pub(super) fn mark_first(&mut self) {
        if let Some(first) = self.letters.first_mut() {
            first.same = false;
        }
    }

    /// Turns `%C3%A9` into the letters it stands for; whether there was any. A percent sign that no two hexadecimal
    /// digits follow stays.
    pub(super) fn decode_percent(&mut self) -> Result<bool, BrokenEncoding> {
        let mut out = Vec::with_capacity(self.letters.len());
        let mut rest = self.letters.as_slice();
        let mut changed = false;
        while let Some(letter) = rest.first() {
            let run = encoded_bytes(rest);
            if run.is_empty() {
                out.push(*letter);
                rest = &rest[1..];
                continue;
            }
            changed = true;
            let decoded = std::str::from_utf8(&run).map_err(|_| BrokenEncoding)?;
            out.extend(decoded.char_indices().map(|(byte, now)| Letter { now, at: rest[byte * 3].at, same: false }));
            rest = &rest[run.len() * 3..];
        }
        self.letters = out;
        Ok(changed)
    }

    /// The letters of the typed line that were dropped or changed.
    pub(super) fn marks(&self) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::new();
        let mut next = 0;
        for letter in self.letters.iter().filter(|letter| letter.same) {
            if letter.at > next {
                marks.push(Mark { start: next, end: letter.at });
            }
            next = letter.at + 1;
        }
        if next < self.typed {
            marks.push(Mark { start: next, end: self.typed });
        }
        marks
    }
}

/// The bytes of the percent-encoded run at the start of `letters`.
fn encoded_bytes(letters: &[Letter]) -> Vec<u8> {
    letters
        .chunks_exact(3)
        .map_while(|triple| {
            let (high, low) = (triple[1].now.to_digit(16)?, triple[2].now.to_digit(16)?);
            if triple[0].now == '%' { u8::try_from(high * 16 + low).ok() } else { None }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(traced: &Traced) -> Vec<(u32, u32)> {
        traced.marks().iter().map(|mark| (mark.start, mark.end)).collect()
    }

    #[test]
    fn what_is_dropped_or_changed_is_marked() {
        let mut line = Traced::new("  é_b  ");
        assert!(marked(&line).is_empty());
        assert!(line.trim(char::is_whitespace));
        assert!(line.replace(|letter| if letter == '_' { ' ' } else { letter }));
        assert_eq!(line.text(), "é b");
        assert_eq!(marked(&line), [(0, 2), (3, 4), (5, 7)]);
        line.keep(0..2);
        assert_eq!((line.text().as_str(), marked(&line)), ("é", vec![(0, 2), (3, 7)]));
        line.keep(0..0);
        assert_eq!(marked(&line), [(0, 7)]);
    }

    #[test]
    fn encoded_letters_are_read_whole_or_not_at_all() {
        let mut line = Traced::new("a%C3%A9%20b 100%");
        assert!(line.decode_percent().unwrap());
        assert_eq!(line.text(), "aé b 100%");
        assert_eq!(marked(&line), [(1, 10)]);
        assert!(!Traced::new("50% %zz").decode_percent().unwrap());
        assert!(Traced::new("%C3").decode_percent().is_err());
        assert!(Traced::new("%E0%A4%A").decode_percent().is_err());
    }
}
