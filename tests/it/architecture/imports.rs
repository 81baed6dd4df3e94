//! Finds which rooms a source file uses: every path from `crate::` or `super::`, in `use` lines and in code.

use std::path::Path;

use super::rooms;
use super::tokens::{Token, tokens};

/// What a file of `src/` says, as far as the rules ask.
#[derive(Debug)]
pub struct Source {
    /// Path within `src/`.
    pub file: String,
    /// Its room; empty for `lib.rs` and `main.rs`.
    pub room: String,
    /// Rooms that it uses.
    pub imports: Vec<Import>,
    /// Lines outside tests that call `unwrap` or `expect`.
    pub unwraps: Vec<usize>,
    /// Lines with a query macro.
    pub queries: Vec<usize>,
}

/// A path into a room.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    pub room: String,
    pub line: usize,
}

impl Source {
    /// Reads the file at `path` within `src/`.
    pub fn read(path: &Path, text: &str) -> Self {
        let module = module_of(path);
        let is_test_file = module.iter().any(|part| ["tests", "testing", "conformance"].contains(&part.as_str()));
        let mut reader = Reader { tokens: tokens(text), module, depth: 0, inline: Vec::new(), imports: Vec::new() };
        let mut source = Self {
            file: path.to_string_lossy().into_owned(),
            room: reader.module.first().cloned().unwrap_or_default(),
            imports: Vec::new(),
            unwraps: Vec::new(),
            queries: Vec::new(),
        };
        for place in 0..reader.tokens.len() {
            let in_test = reader.step(place);
            let line = reader.tokens[place].line;
            if reader.is_call(place, &["unwrap", "expect"]) && !in_test && !is_test_file {
                source.unwraps.push(line);
            }
            if reader.word(place).starts_with("query") && reader.word(place + 1) == "!" {
                source.queries.push(line);
            }
        }
        source.imports = reader.imports;
        source
    }
}

/// The module that a file is: `job/queue.rs` is `job::queue`, `job/mod.rs` is `job`.
fn module_of(path: &Path) -> Vec<String> {
    let mut parts: Vec<String> =
        path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") || parts == ["lib"] || parts == ["main"] {
        parts.pop();
    }
    parts
}

struct Reader<'a> {
    tokens: Vec<Token<'a>>,
    module: Vec<String>,
    /// How many braces are open.
    depth: usize,
    /// Modules within the file that are open: name, and how many braces were open before.
    inline: Vec<(&'a str, usize)>,
    imports: Vec<Import>,
}

impl<'a> Reader<'a> {
    fn word(&self, place: usize) -> &'a str {
        self.tokens.get(place).map_or("", |token| token.text)
    }

    /// Looks at one token; says whether it stands in a module of tests.
    fn step(&mut self, place: usize) -> bool {
        match self.word(place) {
            "mod" if self.word(place + 2) == "{" => self.inline.push((self.word(place + 1), self.depth)),
            "{" => self.depth += 1,
            "}" => {
                self.depth = self.depth.saturating_sub(1);
                self.inline.retain(|(_, opened)| *opened < self.depth);
            }
            "crate" if self.word(place + 1) == "::" && self.word(place.wrapping_sub(1)) != "$" => {
                self.path(place + 2, Vec::new());
            }
            "super" if self.word(place + 1) == "::" && self.word(place.wrapping_sub(1)) != "::" => {
                let base = self.module.iter().cloned().chain(self.inline.iter().map(|(name, _)| (*name).to_owned()));
                let base: Vec<String> = base.collect();
                self.path(place, base);
            }
            _ => {}
        }
        self.inline.iter().any(|(name, _)| *name == "tests")
    }

    /// Follows a path, or the paths of a group, from `place` in module `base`. Returns where it ends.
    fn path(&mut self, mut place: usize, mut base: Vec<String>) -> usize {
        while self.word(place) == "super" {
            base.pop();
            place += if self.word(place + 1) == "::" { 2 } else { 1 };
        }
        if base.is_empty() && self.word(place) == "{" {
            return self.group(place + 1);
        }
        let word = self.word(place);
        let room = base.first().map_or(word, String::as_str);
        let room = if room == "msg" { "text" } else { room };
        // `super::*` at the top of the crate names no room.
        if room != "*" {
            self.imports.push(Import { room: room.to_owned(), line: self.tokens[place].line });
        }
        self.end_of_branch(place)
    }

    /// Follows every path of a group at the top of the crate.
    fn group(&mut self, mut place: usize) -> usize {
        while !matches!(self.word(place), "}" | "") {
            place = if self.word(place) == "," { place + 1 } else { self.path(place, Vec::new()) };
        }
        place + 1
    }

    /// The comma or brace that ends a branch of a group.
    fn end_of_branch(&self, mut place: usize) -> usize {
        let mut open = 0_usize;
        loop {
            match self.word(place) {
                "" | ";" => return place,
                "," | "}" if open == 0 => return place,
                "{" => open += 1,
                "}" => open -= 1,
                _ => {}
            }
            place += 1;
        }
    }

    fn is_call(&self, place: usize, names: &[&str]) -> bool {
        names.contains(&self.word(place)) && self.word(place.wrapping_sub(1)) == "." && self.word(place + 1) == "("
    }
}

#[cfg(test)]
mod samples {
    use super::*;

    fn rooms_of(path: &str, text: &str) -> Vec<String> {
        Source::read(Path::new(path), text).imports.into_iter().map(|import| import.room).collect()
    }

    #[test]
    fn a_wrong_import_is_found_in_every_form() {
        for text in [
            "use crate::web::page;",
            "use crate::{text::Message, web::{page, form}};",
            "use crate::{web};",
            "use super::super::web::page;",
            "fn f() -> crate::web::Page { todo() }",
            "mod inner { use super::super::super::web; }",
            "mod inner { fn f() {} mod deeper {} } use super::super::web;",
            "#[cfg(test)] mod tests { use crate::web; }",
            "pub(in crate::web) fn f() {}",
        ] {
            let found = rooms_of("job/queue.rs", text);
            let wrong: Vec<_> = found.iter().filter_map(|room| rooms::forbidden("job", room)).collect();
            assert_eq!(wrong.len(), 1, "{text}: {found:?}");
        }
    }

    #[test]
    fn a_right_import_is_let_through() {
        for text in [
            "//! See [`Page`](crate::web::Page).\nuse crate::result::store;",
            "use super::store; mod tests { use super::*; use super::super::worker; }",
            "use crate::{msg, platform::{db, ids::RunId}, text::Message};",
            "const A: &str = \"crate::web\";",
            "macro_rules! m { () => { $crate::web::x() } }",
            "pub(crate) fn f() {}",
        ] {
            let found = rooms_of("job/queue.rs", text);
            assert!(found.iter().all(|room| rooms::forbidden("job", room).is_none()), "{text}: {found:?}");
        }
    }

    #[test]
    fn unwraps_count_outside_tests_only() {
        let text = "fn f() { a.unwrap(); }\n#[cfg(test)]\nmod tests { fn g() { { b.unwrap() } c.expect(\"\"); } }\nfn h() { d.expect(\"\") }";
        assert_eq!(Source::read(Path::new("job/queue.rs"), text).unwraps, [1, 4]);
        assert_eq!(Source::read(Path::new("job/tests.rs"), text).unwraps, Vec::<usize>::new());
    }

    #[test]
    fn queries_are_found() {
        let text = "fn f() { sqlx::query!(\"SELECT 1\"); sqlx::query_as!(A, \"\"); sqlx::query(\"PRAGMA x\"); }";
        assert_eq!(Source::read(Path::new("job/queue.rs"), text).queries, [1, 1]);
    }
}
