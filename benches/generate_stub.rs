//! Writes a stub of a large wiki that never was, for timing an import: `generate_stub REVISIONS > stub.xml`.
//!
//! A fifth of the revisions stand on one page, out of the order of time and with parents that are far away; the others
//! on pages of twenty. Names, comments and checksums take as much room as in a real dump. The same call writes the same
//! bytes.

use std::io::{self, BufWriter, Write};

/// Revisions of an ordinary page.
const ON_A_PAGE: u64 = 20;

/// Accounts, of which one in ten revisions is by none.
const ACCOUNTS: u64 = 400_000;

/// Letters of a checksum.
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A number that looks drawn by lot and is the same each time.
const fn lot(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 16
}

/// One revision of the stub.
struct Revision {
    id: u64,
    /// 0 for none.
    parent: u64,
    /// Seconds since 2004.
    time: u64,
    /// Which text it has: equal texts have equal checksums.
    text: u64,
}

impl Revision {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "    <revision>\n      <id>{}</id>", self.id)?;
        if self.parent > 0 {
            writeln!(out, "      <parentid>{}</parentid>", self.parent)?;
        }
        let (days, seconds) = (self.time / 86_400, self.time % 86_400);
        let (year, month, day) = (2004 + days / 336, days % 336 / 28 + 1, days % 28 + 1);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        writeln!(out, "      <timestamp>{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z</timestamp>")?;
        writeln!(out, "      <contributor>")?;
        if lot(self.id).is_multiple_of(10) {
            let [a, b, c, d, ..] = lot(self.id + 1).to_le_bytes();
            writeln!(out, "        <ip>{a}.{b}.{c}.{d}</ip>")?;
        } else {
            // Few accounts make most of the edits: the square of an even chance.
            let chance = lot(self.id + 2) % 10_000;
            let user = chance * chance * ACCOUNTS / 100_000_000 + lot(self.id + 3) % 50 + 1;
            writeln!(out, "        <username>Editor number {user}</username>\n        <id>{user}</id>")?;
        }
        writeln!(out, "      </contributor>")?;
        if lot(self.id + 4).is_multiple_of(4) {
            writeln!(out, "      <minor/>")?;
        }
        let section = lot(self.id + 5) % 90;
        writeln!(out, "      <comment>/* Section {section} */ a word about what was changed &amp; why</comment>")?;
        writeln!(out, "      <model>wikitext</model>\n      <format>text/x-wiki</format>")?;
        writeln!(out, "      <text id=\"{}\" bytes=\"{}\" />", self.id, lot(self.text) % 60_000)?;
        let mut checksum = [b'0'; 31];
        let mut seed = self.text;
        for chunk in checksum[1..].chunks_mut(6) {
            seed = lot(seed + 11);
            let mut rest = seed;
            for letter in chunk {
                *letter = DIGITS[usize::try_from(rest % 36).unwrap_or(0)];
                rest /= 36;
            }
        }
        write!(out, "      <sha1>")?;
        out.write_all(&checksum)?;
        writeln!(out, "</sha1>\n    </revision>")
    }
}

fn begin_page(out: &mut impl Write, id: u64, namespace: u64) -> io::Result<()> {
    writeln!(out, "  <page>\n    <title>Page {id}</title>\n    <ns>{namespace}</ns>\n    <id>{id}</id>")
}

fn main() -> io::Result<()> {
    let wanted = std::env::args().nth(1).and_then(|number| number.parse::<u64>().ok());
    let total = wanted.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "usage: generate_stub REVISIONS"))?;
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    writeln!(out, "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.10/\" version=\"0.10\" xml:lang=\"en\">")?;
    writeln!(out, "  <siteinfo>\n    <dbname>largewiki</dbname>\n  </siteinfo>")?;

    // The large page: ids ascend, times and parents are anywhere.
    let large = total / 5;
    begin_page(&mut out, 1, 0)?;
    for place in 0..large {
        let parent = if place == 0 { 0 } else { (lot(place) % large) * 5 + 1 };
        let text = if lot(place + 6).is_multiple_of(8) { place.saturating_sub(3) } else { place };
        Revision { id: place * 5 + 1, parent, time: lot(place + 8) % 600_000_000, text }.write(&mut out)?;
    }
    writeln!(out, "  </page>")?;

    // The others: the ids of pages interlace, as those of pages that were edited at the same time.
    let pages = (total - large) / ON_A_PAGE;
    for page in 0..pages {
        begin_page(&mut out, page + 2, lot(page) % 5)?;
        let mut parent = 0;
        for nth in 0..ON_A_PAGE {
            let place = nth * pages + page;
            let id = place / 4 * 5 + place % 4 + 2;
            // One in ten undoes the one before it.
            let text = if nth > 1 && lot(id).is_multiple_of(10) { place - 2 * pages } else { place };
            let time = (nth * 29_000_000 + lot(id + 9) % 20_000_000) % 600_000_000;
            Revision { id, parent, time, text: text + (1 << 40) }.write(&mut out)?;
            parent = id;
        }
        writeln!(out, "  </page>")?;
    }
    writeln!(out, "</mediawiki>")?;
    out.flush()
}
