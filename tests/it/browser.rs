//! The way of an evaluator through the site, in Chromium, with scripts and without.

mod driver;

use fantoccini::Locator;

use crate::demo::Demo;
use crate::program::Program;
use driver::Browser;

fn walk(scripts: bool) {
    if !driver::is_there("the walk through the site") {
        return;
    }
    let program = Program::new();
    let demo = Demo::start(&program);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let console = runtime.block_on(async {
        let browser = Browser::start(scripts).await;
        sign_in(&browser, &demo).await;
        browser.end().await
    });
    assert!(console.is_empty(), "pages wrote to the console:\n{}", console.join("\n"));
}

async fn sign_in(browser: &Browser, demo: &Demo) {
    browser.client.goto(&demo.address).await.unwrap();
    let (name, password) = &demo.sign_in;
    browser.see("input[name=name]").await.send_keys(name).await.unwrap();
    browser.see("input[name=password]").await.send_keys(password).await.unwrap();
    browser.see("form.um-form button[type=submit]").await.click().await.unwrap();
    browser.see("a[href='/account']").await;
    assert_eq!(browser.address().await, "/");
    assert!(browser.client.find(Locator::Css("input[name=password]")).await.is_err());
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
