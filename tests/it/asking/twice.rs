//! One question twice: before and after an event, under two names.

use super::*;

#[tokio::test]
async fn a_question_is_asked_once_more_with_settings_and_a_name_of_its_own() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let page = browser.get(&ask).await;
    let event = [
        ("metric", "edits"),
        ("edits.anchor", "event"),
        ("edits.event", "2025-01-05"),
        ("edits.t", "4"),
        ("edits.t_unit", "d"),
    ];
    let pressed = [&event[..], &[("again", "edits")]].concat();
    let added = browser.post(&ask, &only(&page, &pressed)).await;
    assert_eq!(added.status, 200);
    let opened = fields(&added, &[]);
    for (name, value) in &event[1..] {
        assert!(opened.contains(&(name, value)), "{name} is kept");
        let copied = name.replace("edits.", "edits-2.");
        assert!(opened.contains(&(copied.as_str(), value)), "{copied} is {value}");
    }
    assert!(opened.contains(&("metric", "edits-2")) && opened.contains(&("edits-2.label", "edits 2")));

    // Without a name of its own, or with the same one, it would not be told from the first.
    assert!(!added.body.contains("aria-invalid"), "nothing is wrong before anything was typed");
    let refused = browser.post(&ask, &fields(&added, &[("edits-2.label", "")])).await;
    assert_eq!(refused.status, 422);
    assert!(beside(&refused, "edits-2.label").contains("Give it a name that tells it from the other one"));
    for (label, words) in [("edits", "stands twice"), ("v1.2", "no full stop")] {
        let typed = fields(&added, &[("edits-2.label", label)]);
        let refused = browser.post(&ask, &typed).await;
        assert!(beside(&refused, "edits-2.label").contains(words), "{label}");
        assert!(fields(&refused, &[]).contains(&("edits-2.label", label)));
    }

    let names = [("edits.label", "after"), ("edits-2.label", "before"), ("edits-2.offset", "-4")];
    let typed = fields(&added, &names);
    let run = browser.post(&ask, &typed).await.location().to_owned();
    step(&app).await;
    let result = browser.get(&run).await.location().to_owned();
    browser.get(&result).await.assert_shows(&[
        "Edits (<bdi>after</bdi>)",
        "Edits (<bdi>before</bdi>)",
        "within 4 days of the event on 5 January 2025",
        "in the 4 days before the event on 5 January 2025",
    ]);
    let document: Json = serde_json::from_str(&browser.get(&format!("{result}/result.json")).await.body).unwrap();
    let sum = |metric: usize| document["metrics"][metric]["aggregates"][0]["columns"]["edits"]["sum"].as_i64();
    // Editor n edited on the first n days of January.
    let days = |first: i64| (1..=25).map(|n: i64| (n - first).clamp(0, 4)).sum::<i64>();
    assert_eq!((sum(0), sum(1)), (Some(days(4)), Some(days(0))));

    let page = browser.get(&format!("{ask}?like={}", result.trim_start_matches("/r/"))).await;
    let opened = fields(&page, &[]);
    for field in names {
        assert!(opened.contains(&field), "{field:?} in {opened:?}");
    }
    assert!(browser.post(&ask, &opened).await.location().starts_with("/r/um-"), "it is the same question");
}

#[tokio::test]
async fn the_questions_of_a_run_that_was_stopped_can_be_changed() {
    let app = site().await;
    let (mut browser, ask) = amina(&app).await;
    let page = browser.get(&ask).await;
    let typed = [("metric", "edits"), ("edits.first_day", "2025-01-09"), ("slice", "day")];
    let run = browser.post(&ask, &only(&page, &typed)).await.location().to_owned();
    browser.post(&format!("{run}/stop"), &[]).await;
    let change = format!("{ask}?run={}", run.trim_start_matches("/runs/"));
    browser.get(&run).await.assert_shows(&[&change]);
    let page = browser.get(&change).await;
    assert!(typed.iter().all(|field| fields(&page, &[]).contains(field)));
    // Nobody else's run is shown that way.
    let owner = app.add_user("Boris").await;
    let (mut other, theirs) = (app.browser_of("Boris").await, list(&app, owner, 3).await);
    let page = other.get(&format!("{theirs}?run={}", run.trim_start_matches("/runs/"))).await;
    assert!(!fields(&page, &[]).contains(&("slice", "day")));
}
