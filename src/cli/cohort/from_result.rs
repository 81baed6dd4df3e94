//! People chosen out of a result.

use anyhow::Context as _;
use sqlx::SqlitePool;

use crate::cli::Failure;
use crate::cohort::store::NewVersion;
use crate::cohort::{Chosen, of_people};
use crate::msg;
use crate::platform::config::DataDir;
use crate::platform::ids::{ResultId, UserId};
use crate::result::filter::Filter;
use crate::result::{RowsFile, store};
use crate::text::{Arg, Language};

/// The people of a result of this owner who fulfil an expression.
///
/// # Errors
///
/// There is no such result, the expression is wrong, or it chooses nobody.
pub(super) async fn choose(
    data: &DataDir,
    pool: &SqlitePool,
    owner: UserId,
    result: &str,
    expression: &str,
) -> Result<NewVersion, Failure> {
    let unknown = || Failure::wrong(&msg!("cli-result-unknown", Arg::Name(result.to_owned())));
    let id = ResultId::parse(result.trim()).ok_or_else(unknown)?;
    let mut connection = pool.acquire().await.context("cannot read the database")?;
    let found = store::get(&mut connection, owner, &id).await.context("cannot read the result")?.ok_or_else(unknown)?;
    let filter = Filter::read(expression, &found.head).map_err(|error| {
        let words = Language::english().text(&error.message);
        Failure::wrong(&msg!("filter-wrong", error.position, words))
    })?;
    let wiki = found.head.data.first().map(|data| data.wiki.clone()).ok_or_else(unknown)?;
    let mut people = Vec::new();
    for account in RowsFile::new(&data.results(), &found.rows_hash).open().context("the rows of the result are gone")? {
        let account = account.context("cannot read the rows of the result")?;
        if filter.chooses(&account) {
            people.push((account.wiki, account.user_id, account.user_name));
        }
    }
    if people.is_empty() {
        return Err(Failure::wrong(&msg!("filter-nobody", Arg::Name(expression.to_owned()))));
    }
    let chosen = Chosen { result: result.to_owned(), expression: expression.to_owned() };
    Ok(of_people(wiki, people, chosen))
}
