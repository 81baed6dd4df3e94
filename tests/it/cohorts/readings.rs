//! How lists are read, and what their owner is told of it.

use super::{paste, press, save, send_list, site_with_wiki, upload};

#[tokio::test]
async fn names_on_one_line_are_all_on_the_page() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let review = paste(&mut browser, "Chebet L.; Slow Atlas").await.location().to_owned();
    browser.get(&review).await.assert_shows(&["<strong>2 of 2 lines</strong>", "Slow Atlas", "stood on one line"]);
    let review = paste(&mut browser, "Chebet L.; Achieng Writes\nBaraka O.").await.location().to_owned();
    browser.get(&review).await.assert_shows(&[
        "<strong>1 of 2 lines</strong>",
        "Chebet L.; Achieng Writes",
        "This line names more than one person.",
    ]);
}

#[tokio::test]
async fn what_was_not_read_is_said_and_shown() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let review = paste(&mut browser, "1\tchebet L.\tred\n2\tAchieng Writes\tblue").await.location().to_owned();
    browser.get(&review).await.assert_shows(&[
        "<strong>2 of 2 lines</strong>",
        "names are read from column 2, and columns 1 and 3 are not used.",
        "When you save, what is in columns that are not used is deleted.",
        "<span class=\"um-unread\">1\t</span><mark class=\"um-fix\">c</mark>hebet L.<span class=\"um-unread\">\tred</span>",
    ]);
    let review = paste(&mut browser, "Chebet L.\t1\nBaraka O.\tAchieng Writes").await.location().to_owned();
    browser.get(&review).await.assert_shows(&[
        "names are read from column 1, and column 2 is not used.",
        "there are names of accounts too (1)",
    ]);
}

#[tokio::test]
async fn a_typing_mistake_is_corrected_before_the_list_is_saved() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let sheet = "Mail,Username\na@example.org,Achieng Writes\nb@example.org,Che|bet L.\n";
    let review = upload(&mut browser, "sheet.csv", sheet.as_bytes()).await.location().to_owned();
    press(&mut browser, &review, "leave_out 2", "").await;
    let edit = review.replace("review", "edit");
    // The name that was typed meanwhile stays.
    assert_eq!(press(&mut browser, &review, "change", "Nairobi").await.location(), edit);
    // With its titles, so that it is read as before; and the way back leads to the review.
    browser.get(&edit).await.assert_shows(&[
        "Mail,Username\na@example.org,Achieng Writes\nb@example.org,Che|bet L.</textarea>",
        &format!("href=\"{review}\""),
    ]);
    let better = sheet.replace("Che|bet", "Chebet");
    let sent = send_list(&mut browser, &edit, &[("names", None, better.as_bytes())]).await;
    assert_eq!(sent.location(), review);
    browser.get(&review).await.assert_shows(&[
        "New cohort, step 2 of 3",
        "<strong>1 of 2 lines</strong>",
        "the column “<bdi>Username</bdi>”",
        "Left out by you",
        "value=\"Nairobi\"",
    ]);
    let refused = send_list(&mut browser, &edit, &[("names", None, b"10.0.0.1")]).await;
    refused.assert_shows(&["This is an IP address", "10.0.0.1</textarea>", &format!("href=\"{review}\"")]);
}

#[tokio::test]
async fn a_saved_table_is_its_column_of_names_and_is_changed_as_that() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let names = "username\n\tChebet L.\nAchieng Writes";
    let cohort = save(&mut browser, names, "Tabs").await;
    let edit = format!("{cohort}/edit");
    browser.get(&edit).await.assert_shows(&["\tChebet L.\nAchieng Writes</textarea>"]);
    // Without the title the tab would make a table whose first column is empty.
    let sent = send_list(&mut browser, &edit, &[("names", None, b"\tChebet L.\nAchieng Writes\nBaraka O.")]).await;
    browser.get(sent.location()).await.assert_shows(&["<strong>3 of 3 lines</strong>"]);

    let cohort = save(&mut browser, "mail@example.org\tChebet L.\nx\tAchieng Writes", "Sheet").await;
    browser.get(&format!("{cohort}/edit")).await.assert_shows(&[">\nChebet L.\nAchieng Writes</textarea>"]);
    let kept: Vec<String> = sqlx::query_scalar(
        "SELECT typed || coalesce(cell, '') || origin FROM members JOIN cohort_versions ON id = version_id",
    )
    .fetch_all(&app.state.pool)
    .await
    .unwrap();
    assert!(!kept.iter().any(|line| line.contains("example.org")), "{kept:?}");
}
