//! Records between the steps of an import, as bytes: numbers of varying length, texts with their lengths.

use std::io;

/// Writes a number in as few bytes as it needs, seven bits a byte.
pub fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

/// Writes a number with a sign; small ones of either sign are short.
pub fn put_signed(out: &mut Vec<u8>, number: i64) {
    put_varint(out, (number.cast_unsigned() << 1) ^ (number >> 63).cast_unsigned());
}

/// Writes a number so that records that begin with it sort as the numbers do.
pub fn put_ordered(out: &mut Vec<u8>, number: u64) {
    let bytes = number.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let used = bytes.get(zeros..).unwrap_or_default();
    // The longer number is the greater one.
    out.extend(u8::try_from(used.len()));
    out.extend_from_slice(used);
}

/// Writes bytes with their length before them.
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Writes a text or the lack of one.
pub fn put_text(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        None => put_varint(out, 0),
        Some(text) => {
            put_varint(out, text.len() as u64 + 1);
            out.extend_from_slice(text.as_bytes());
        }
    }
}

/// Writes a number or the lack of one.
pub fn put_optional(out: &mut Vec<u8>, number: Option<i64>) {
    match number {
        None => out.push(0),
        Some(number) => {
            out.push(1);
            put_signed(out, number);
        }
    }
}

/// Reads what the functions above wrote. A record that ends too early is an error of the disk, not of the dump.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a>(&'a [u8]);

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a temporary record is damaged")
}

impl<'a> Cursor<'a> {
    /// Begins to read.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// What has not been read.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// One byte.
    ///
    /// # Errors
    ///
    /// The record is at its end.
    pub fn byte(&mut self) -> io::Result<u8> {
        let (first, rest) = self.0.split_first().ok_or_else(damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    /// The reverse of [`put_varint`].
    ///
    /// # Errors
    ///
    /// The record ends in the number.
    pub fn varint(&mut self) -> io::Result<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(damaged())
    }

    /// The reverse of [`put_ordered`].
    ///
    /// # Errors
    ///
    /// The record ends in the number.
    pub fn ordered(&mut self) -> io::Result<u64> {
        let length = usize::from(self.byte()?);
        Ok(self.take(length)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// The reverse of [`put_signed`].
    ///
    /// # Errors
    ///
    /// The record ends in the number.
    pub fn signed(&mut self) -> io::Result<i64> {
        let number = self.varint()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    /// The reverse of [`put_optional`].
    ///
    /// # Errors
    ///
    /// The record ends in the number.
    pub fn optional(&mut self) -> io::Result<Option<i64>> {
        if self.byte()? == 0 { Ok(None) } else { self.signed().map(Some) }
    }

    /// The next `length` bytes.
    ///
    /// # Errors
    ///
    /// The record is shorter.
    pub fn take(&mut self, length: usize) -> io::Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The reverse of [`put_bytes`].
    ///
    /// # Errors
    ///
    /// The record is shorter than it says.
    pub fn bytes(&mut self) -> io::Result<&'a [u8]> {
        let length = usize::try_from(self.varint()?).map_err(|_| damaged())?;
        self.take(length)
    }

    /// The reverse of [`put_text`].
    ///
    /// # Errors
    ///
    /// The record is shorter than it says, or the bytes are no text.
    pub fn text(&mut self) -> io::Result<Option<&'a str>> {
        let Some(length) = self.varint()?.checked_sub(1) else { return Ok(None) };
        let bytes = self.take(usize::try_from(length).map_err(|_| damaged())?)?;
        std::str::from_utf8(bytes).map(Some).map_err(|_| damaged())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ordered_numbers_sort_as_numbers(a: u64, b: u64, shift in 0..64) {
            let record = |number: u64| {
                let mut record = Vec::new();
                put_ordered(&mut record, number);
                record
            };
            let (a, b) = (a >> shift, b);
            prop_assert_eq!(record(a).cmp(&record(b)), a.cmp(&b));
            prop_assert_eq!(Cursor::new(&record(a)).ordered().unwrap(), a);
        }

        #[test]
        fn what_is_put_is_read(a: u64, b: i64, text: Option<String>, c: Option<i64>, bytes: Vec<u8>) {
            let mut record = Vec::new();
            put_varint(&mut record, a);
            put_signed(&mut record, b);
            put_text(&mut record, text.as_deref());
            put_optional(&mut record, c);
            put_bytes(&mut record, &bytes);
            let mut cursor = Cursor::new(&record);
            prop_assert_eq!(cursor.varint().unwrap(), a);
            prop_assert_eq!(cursor.signed().unwrap(), b);
            prop_assert_eq!(cursor.text().unwrap(), text.as_deref());
            prop_assert_eq!(cursor.optional().unwrap(), c);
            prop_assert_eq!(cursor.bytes().unwrap(), &bytes[..]);
            prop_assert!(cursor.rest().is_empty() && cursor.byte().is_err());
        }
    }
}
