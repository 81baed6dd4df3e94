//! From the bytes of a file to lines of text.

use super::parse::ListError;

/// The largest file or text that is read, in bytes.
pub const LARGEST: usize = 10_000_000;

/// First bytes of files that hold no plain text, so that the answer can name the program that saved them.
const SPREADSHEETS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];

/// Reads bytes as text with `\n` after each line: UTF-8, or UTF-16 that says so by its byte order mark.
pub(super) fn text(bytes: &[u8]) -> Result<String, ListError> {
    if bytes.len() > LARGEST {
        return Err(ListError::TooLarge);
    }
    if SPREADSHEETS.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(ListError::Spreadsheet);
    }
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => utf8(bytes)?,
    };
    if text.chars().any(is_binary) {
        return Err(ListError::Binary);
    }
    Ok(lines(&text))
}

/// Control letters that no text file has. `\u{1}` to `\u{8}` come with cut or damaged files, NUL with programs.
fn is_binary(letter: char) -> bool {
    matches!(letter, '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{1c}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}')
}

/// One kind of line end for all systems; word processors break lines with `\u{b}`, `\u{2028}` and `\u{2029}`.
fn lines(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    text.replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
}

fn utf8(bytes: &[u8]) -> Result<String, ListError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        // Pictures and archives are no text in a wrong encoding.
        Err(_) if bytes.contains(&0) => Err(ListError::Binary),
        Err(error) => Err(ListError::NotUtf8 { line: line_of(&bytes[..error.valid_up_to()]) }),
    }
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Result<String, ListError> {
    let mut text = String::with_capacity(bytes.len());
    let wrong = |text: &str| ListError::NotUtf16 { line: line_of(text.as_bytes()) };
    let (pairs, rest) = bytes.as_chunks::<2>();
    for letter in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        text.push(letter.map_err(|_| wrong(&text))?);
    }
    if rest.is_empty() { Ok(text) } else { Err(wrong(&text)) }
}

/// Number of the line in which `before` ends, counted as [`lines`] does.
fn line_of(before: &[u8]) -> usize {
    lines(&String::from_utf8_lossy(before)).matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_text_file_is_read() {
        let utf16 =
            |order: fn(u16) -> [u8; 2]| -> Vec<u8> { "\u{feff}Zoë\r\n😀".encode_utf16().flat_map(order).collect() };
        for bytes in [
            "\u{feff}Zoë\r\n😀".as_bytes().to_vec(),
            "Zoë\r😀".as_bytes().to_vec(),
            "Zoë\u{2028}😀".as_bytes().to_vec(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            assert_eq!(text(&bytes).unwrap(), "Zoë\n😀", "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_line() {
        assert!(matches!(text(b"Jane\nZo\xeb\n"), Err(ListError::NotUtf8 { line: 2 })));
        assert!(matches!(text(b"\xff\xfeJ\0\n\0\x00\xd8J\0"), Err(ListError::NotUtf16 { line: 2 })));
        assert!(matches!(text(b"\xff\xfeJ\0a"), Err(ListError::NotUtf16 { line: 1 })));
        assert!(matches!(text(b"Jane\0"), Err(ListError::Binary)));
        assert!(matches!(text(b"\x89PNG\r\n\x1a\n\0\0"), Err(ListError::Binary)));
        assert!(matches!(text(b"PK\x03\x04rest"), Err(ListError::Spreadsheet)));
        assert!(matches!(text(&vec![b'a'; LARGEST + 1]), Err(ListError::TooLarge)));
        assert!(text(&vec![b'a'; LARGEST]).is_ok());
    }
}
