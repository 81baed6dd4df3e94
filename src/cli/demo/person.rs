//! Somebody to sign in as. The password is drawn by lot once and kept in the data folder, where only its owner can read
//! it: a site that is reachable from elsewhere must not have a password that stands in its source code.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::Context as _;
use rand::TryRngCore as _;
use rand::rngs::OsRng;

use crate::app::AppState;
use crate::auth::{self, NewPassword, Password, Role};
use crate::cli::Failure;
use crate::platform::ids::UserId;

/// The name to sign in with.
const NAME: &str = "demo";

/// Whom to sign in as.
pub struct Person {
    /// The account.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The password; `None` when somebody has set another one.
    pub password: Option<String>,
}

/// Makes the account unless it is there.
pub async fn provide(state: &AppState) -> Result<Person, Failure> {
    let file = state.data.path().join("demo-password");
    let found = {
        let mut connection = state.pool.acquire().await.context("cannot read the database")?;
        auth::store::get_by_name(&mut connection, NAME).await.context("cannot read the database")?
    };
    let name = NAME.to_owned();
    let Some(user) = found else {
        let password = draw()?;
        keep(&file, &password).with_context(|| format!("cannot write {}", file.display()))?;
        let chosen = NewPassword::choose(Password::new(password.clone()))?;
        let id = auth::add(&state.pool, &*state.clock, NAME, chosen, Role::Evaluator).await?;
        return Ok(Person { id, name, password: Some(password) });
    };
    let kept = fs::read_to_string(&file).map(|text| text.trim().to_owned()).unwrap_or_default();
    let is_right = Password::new(kept.clone()).verify(Some(user.password_hash)).await?;
    Ok(Person { id: user.id, name, password: is_right.then_some(kept) })
}

/// Fifteen letters that cannot be mistaken for one another.
fn draw() -> anyhow::Result<String> {
    const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";
    let mut random = [0; 15];
    OsRng.try_fill_bytes(&mut random).context("the machine has no randomness")?;
    let mut password = String::new();
    for (place, byte) in random.iter().enumerate() {
        if place > 0 && place % 5 == 0 {
            password.push('-');
        }
        password.push(char::from(LETTERS[usize::from(byte & 31)]));
    }
    Ok(password)
}

fn keep(file: &Path, password: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
    writeln!(file, "{password}")
}
