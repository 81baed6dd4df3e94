//! Settings of an installation: a TOML file, every entry optional.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// Settings of an installation.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the site listens. Loopback unless said otherwise.
    pub listen: SocketAddr,
    /// The address people type, such as `https://metrics.example.org`. With `https` the cookies are marked Secure.
    pub base_url: Option<String>,
    /// How many runs count at the same time. One of them is kept for short runs when there is more than one.
    pub runs_at_a_time: usize,
    /// How many days a sign-in lasts without a visit.
    pub session_days: u16,
    /// Addresses of proxies whose `X-Forwarded-For` is believed. This machine itself unless said otherwise.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: None,
            runs_at_a_time: 2,
            session_days: 30,
            trusted_proxies: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        }
    }
}

impl Config {
    /// Reads the file, or takes the defaults where none is named.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not TOML, or has an entry that does not exist.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let Some(file) = file else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let config: Self = toml::from_str(&text).with_context(|| format!("in {}", file.display()))?;
        anyhow::ensure!(config.runs_at_a_time > 0, "in {}: runs_at_a_time must be at least 1", file.display());
        anyhow::ensure!(config.session_days > 0, "in {}: session_days must be at least 1", file.display());
        config.check_base_url().with_context(|| format!("in {}", file.display()))?;
        Ok(config)
    }

    /// The base address is an origin: browsers send it in `Origin`, which has neither a path nor a slash at its end.
    fn check_base_url(&self) -> anyhow::Result<()> {
        let Some(url) = &self.base_url else { return Ok(()) };
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let fits = host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', ' ']));
        anyhow::ensure!(fits, "base_url must be like https://metrics.example.org, without anything after the host");
        Ok(())
    }

    /// Whether people reach the site through TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// The data directory: the application's database, result rows and the warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// Names a data directory; nothing is made yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The directory itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The application's database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.0.join("usermetrics.db")
    }

    /// The file that a running server holds locked.
    #[must_use]
    pub fn server_lock(&self) -> PathBuf {
        self.0.join("server.lock")
    }

    /// Snapshots of wikis.
    #[must_use]
    pub fn warehouse(&self) -> PathBuf {
        self.0.join("warehouse")
    }

    /// Rows of results, named by what they hold.
    #[must_use]
    pub fn results(&self) -> PathBuf {
        self.0.join("results")
    }
}
