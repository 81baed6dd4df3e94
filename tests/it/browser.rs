//! The way of an evaluator through the site, in Chromium, with scripts and without.

mod driver;

use std::fs;

use crate::demo::Demo;
use crate::program::Program;
use driver::Browser;

/// Somebody who has never been here.
const NAME: &str = "Amina W.";
const PASSWORD: &str = "lanterns over the harbour";

fn walk(scripts: bool) {
    if !driver::is_there("the walk through the site") {
        return;
    }
    let program = Program::new();
    let demo = Demo::start(&program);
    let names = fs::read_to_string(program.data().join("demo-names.txt")).unwrap();
    let password = program.folder().join("password");
    fs::write(&password, PASSWORD).unwrap();
    program.ok(&["user", "add", NAME, "--password-file", password.to_str().unwrap()]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let console = runtime.block_on(async {
        let browser = Browser::start(scripts).await;
        sign_in(&browser, &demo.address).await;
        paste(&browser, &names).await;
        review(&browser).await;
        ask(&browser).await;
        result(&browser).await;
        browser.end().await
    });
    assert!(console.is_empty(), "pages wrote to the console:\n{}", console.join("\n"));
}

async fn sign_in(browser: &Browser, address: &str) {
    browser.client.goto(address).await.unwrap();
    browser.see("input[name=name]").await.send_keys(NAME).await.unwrap();
    browser.see("input[name=password]").await.send_keys(PASSWORD).await.unwrap();
    browser.named("button", "Sign in").await.click().await.unwrap();
    browser.see("a[href='/account']").await;
    assert_eq!(browser.address().await, "/");
}

async fn paste(browser: &Browser, names: &str) {
    browser.named("a", "Upload a list of editors").await.click().await.unwrap();
    browser.see("textarea[name=names]").await.send_keys(names).await.unwrap();
    browser.named("button", "Check the names").await.click().await.unwrap();
}

/// 45 lines: one person stands there twice, and one is misspelled.
async fn review(browser: &Browser) {
    browser.see("#attention").await;
    let page = browser.text().await;
    assert!(page.contains("43 of 45 lines will be used."), "{page}");
    for heading in ["#attention", "#mended", "#duplicates", "#ready"] {
        browser.see(heading).await;
    }
    let field = browser.see("input[name=name]").await;
    field.clear().await.unwrap();
    field.send_keys("Library workshops, spring").await.unwrap();
    browser.named("button", "Save cohort of 43 people").await.click().await.unwrap();
    browser.see("#people").await;
    assert!(browser.text().await.contains("Library workshops, spring"));
}

/// The questions stand as the page proposes them.
async fn ask(browser: &Browser) {
    browser.named("a", "Ask a question").await.click().await.unwrap();
    browser.named("button", "Run for 43 people").await.click().await.unwrap();
}

/// The answer comes by itself, with scripts or without; what is downloaded has everybody in it.
async fn result(browser: &Browser) {
    browser.see("#answer").await;
    let page = browser.text().await;
    assert!(page.contains("people were still editing") || page.contains("person was still editing"), "{page}");
    browser.see("#take a[href$='.csv']").await.click().await.unwrap();
    let table = fs::read_to_string(browser.download().await).unwrap();
    // A heading and 43 people.
    assert_eq!(table.lines().count(), 44, "{table}");
    assert!(table.starts_with("wiki,user_id,user_name,"), "{table}");
}

#[test]
fn the_whole_way_with_scripts() {
    walk(true);
}

#[test]
fn the_whole_way_without_scripts() {
    walk(false);
}

/// The walks would notice a page that breaks its own policy.
#[test]
fn a_broken_policy_is_heard() {
    if !driver::is_there("the check of the console") {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for scripts in [true, false] {
        let console = runtime.block_on(async {
            let browser = Browser::start(scripts).await;
            let policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'self'\">";
            let page = format!("data:text/html,{policy}<p style=\"color:red\">A style in a page</p>");
            browser.client.goto(&page).await.unwrap();
            browser.see("p").await;
            browser.end().await
        });
        assert!(console.iter().any(|line| line.contains("Content Security Policy")), "{console:?}");
    }
}
