//! The program as a user runs it: the binary, on a data folder of its own.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A data folder and the program to use it with.
pub struct Program {
    folder: TempDir,
}

impl Program {
    /// An empty data folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// The folder, also for files that a test hands to the program.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// A command of the program, not yet started.
    pub fn command<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_usermetrics"));
        command.arg("--data").arg(self.data()).args(arguments).env_remove("RUST_LOG");
        command
    }

    /// Runs a command to its end.
    pub fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed; what it wrote to standard output.
    pub fn ok<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must fail with this exit status; what it said on standard error.
    pub fn fails<S: AsRef<std::ffi::OsStr>>(&self, status: i32, arguments: &[S]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(status), "{said}");
        assert!(output.stdout.is_empty(), "a failure wrote to standard output");
        said
    }
}

/// Says that a test, or a part of it, is skipped. Standard error itself: what a passing test prints is not shown.
pub fn skip(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

/// A file of the shared real wikis; `None`, said aloud, where they are not there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("USERMETRICS_SHARED_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let file = folder.join(name);
    if !file.exists() {
        skip(&format!("{} is not there", file.display()));
        return None;
    }
    Some(file)
}
