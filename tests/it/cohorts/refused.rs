//! What the pages of cohorts refuse, and to whom.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use super::{paste, press, save, send_list, site_with_wiki, stored, upload};

#[tokio::test]
async fn names_that_mean_something_else_are_refused_beside_the_field() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let cohort = save(&mut browser, "Achieng Writes", "Workshop").await;
    // Not by a new version either, and not by the name of a file.
    let other = save(&mut browser, "Achieng Writes", "Other").await;
    let version = send_list(&mut browser, &format!("{other}/edit"), &[("names", None, b"Chebet L.")]).await;
    let suggested = upload(&mut browser, "Workshop.csv", b"Chebet L.").await;
    for review in [version.location(), suggested.location()] {
        let refused = press(&mut browser, review, "save", "Workshop").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{review}");
        refused.assert_shows(&["You have another cohort with the name", "<a href=\"#name\">"]);
    }
    browser.get(&cohort).await.assert_shows(&["<bdi>Workshop</bdi>", "Version 1"]);
    let review = paste(&mut browser, "Chebet L.").await.location().to_owned();
    for (name, said) in [
        ("", "Give the cohort a name."),
        ("2025", "A name of digits alone"),
        ("all", "means something else here"),
        ("a&b", "A name cannot contain"),
        ("Workshop", "You have another cohort with the name"),
    ] {
        let refused = press(&mut browser, &review, "save", name).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        refused.assert_shows(&[said, "id=\"name-error\"", "aria-invalid=\"true\""]);
        // On top of the page too, where the browser shows it first.
        let (top, rest) = refused.body.split_once("</h1>").unwrap();
        assert!(top.contains("tabindex=\"-1\" autofocus") && top.contains("<a href=\"#name\">"), "{name}");
        assert!(rest.contains("id=\"name\""), "{name}");
    }
    assert_eq!(stored(&app).await[0], 4);
}

#[tokio::test]
async fn what_is_no_list_is_refused_and_leaves_nothing() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let many = (0..100_001).fold(String::new(), |names, number| names + &format!("Editor {number}\n"));
    let large = vec![b'a'; 10_000_001];
    let much_larger = vec![b'a'; 12_000_000];
    for (name, bytes, said) in [
        ("names.txt", &b""[..], "There are no names."),
        ("names.txt", b" \n\n", "There are no names."),
        ("names.txt", b"Jane\nZo\xeb\n", "Line 2 is not written in UTF-8"),
        ("names.bin", b"Jane\0\x01", "This file holds no text."),
        ("names.xlsx", b"PK\x03\x04\0\0", "This is the file of a spreadsheet program."),
        ("names.csv", b"username,x\nJane,\"a\nJoe,b\n", "The quotation mark in line 2 is never closed"),
        ("names.txt", b"10.0.0.1\n", "The line names nobody"),
        ("names.txt", many.as_bytes(), "The list has 100,001 names"),
        ("names.txt", &large, "The list is larger than 10 MB."),
        ("names.txt", &much_larger, "The list is larger than 10 MB."),
    ] {
        let refused = upload(&mut browser, name, bytes).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        // Said on top, with a link to the field, and beside the field that it came from.
        refused.assert_shows(&[said, "<a href=\"#file\">", "id=\"file-error\"", "id=\"file\" name=\"file\""]);
        assert!(!refused.body.contains("names-error") && !refused.body.contains("status-error"), "{said}");
    }
    let refused = paste(&mut browser, "10.0.0.1").await;
    refused.assert_shows(&["<a href=\"#names\">", "id=\"names-error\"", "aria-invalid=\"true\""]);
    let both = [("names", None, &b"Jane"[..]), ("file", Some("a.txt"), b"Joe"), ("wiki", None, b"swwiki")];
    send_list(&mut browser, "/cohorts/new", &both).await.assert_shows(&["Keep one of them.", "Jane</textarea>"]);
    for wiki in ["", "enwiki", "../../etc"] {
        let parts = [("names", None, &b"Jane"[..]), ("wiki", None, wiki.as_bytes())];
        let refused = send_list(&mut browser, "/cohorts/new", &parts).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wiki}");
        refused.assert_shows(&["Choose the wiki on which", "id=\"wiki-error\"", "Jane</textarea>"]);
    }
    // A form that is cut off, and one that is no form of files.
    let cut = Request::post("/cohorts/new").header(header::CONTENT_TYPE, "multipart/form-data; boundary=boundary");
    let cut = cut.body(Body::from("--boundary\r\ncontent-disposition: form-data; name=\"names\"\r\n\r\nJane")).unwrap();
    assert_eq!(browser.send(cut).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.post("/cohorts/new", &[("names", "Jane")]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(stored(&app).await, [0, 0, 0]);
}

#[tokio::test]
async fn whatever_is_typed_is_text_on_the_page() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let nasty = "<script>alert(1)</script>";
    let names = format!("Achieng Writes\n{nasty}\n\u{202e}\u{200b}Chebet L.\n{}", "x".repeat(2_000));
    let review = paste(&mut browser, &names).await.location().to_owned();
    let page = press(&mut browser, &review, "save", nasty).await;
    assert!(!page.body.contains(nasty));
    page.assert_shows(&["&#60;script&#62;", "[U+202E][U+200B]", "xxx\u{2026}", "A name cannot contain"]);
    assert!(!page.body.contains(&"x".repeat(301)));
}

#[tokio::test]
async fn a_stranger_finds_nothing() {
    let app = site_with_wiki().await;
    let mut owner = app.browser_of("amina").await;
    let cohort = save(&mut owner, "Achieng Writes", "Workshop").await;
    let draft = paste(&mut owner, "Chebet L.").await.location().to_owned();
    let mut stranger = app.browser_of("boris").await;
    let before = stored(&app).await;
    for path in [
        cohort.clone(),
        format!("{cohort}/edit"),
        format!("{cohort}/delete"),
        format!("{cohort}/people.csv"),
        format!("{cohort}/lines.csv"),
        format!("{cohort}/review"),
        draft.clone(),
        "/c/9999".to_owned(),
        "/c/x".to_owned(),
    ] {
        let page = stranger.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!page.body.contains("Workshop") && !page.body.contains("Achieng"), "{path}");
        // Nobody at all is asked to sign in, whether there is such a cohort or not.
        let visitor = app.browser().get(&path).await;
        assert!(path == "/c/x" || visitor.location().starts_with("/sign-in?next="), "{path}");
    }
    for (path, fields) in [
        (draft.clone(), vec![("draft", "2"), ("name", "Mine"), ("do", "save")]),
        (draft.clone(), vec![("draft", "2"), ("name", ""), ("do", "cancel")]),
        (format!("{cohort}/check"), vec![]),
        (format!("{cohort}/delete"), vec![]),
    ] {
        assert_eq!(stranger.post(&path, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let edit = send_list(&mut stranger, &format!("{cohort}/edit"), &[("names", None, b"Joe")]).await;
    assert_eq!(edit.status, StatusCode::NOT_FOUND);
    let list = stranger.get("/").await;
    assert!(!list.body.contains("Workshop"));
    assert_eq!(stored(&app).await, before);
}

#[tokio::test]
async fn lists_are_limited_for_each_person() {
    let app = site_with_wiki().await;
    let mut browser = app.browser_of("amina").await;
    let mut sent = 0;
    while paste(&mut browser, "Achieng Writes").await.status == StatusCode::SEE_OTHER {
        sent += 1;
        assert!(sent < 100, "nothing stops the hundredth list");
    }
    let refused = paste(&mut browser, "Achieng Writes").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    refused.assert_shows(&["You have sent many lists in a short time."]);
    assert_eq!(stored(&app).await[0], sent);
    let mut other = app.browser_of("boris").await;
    paste(&mut other, "Achieng Writes").await.location();
    app.clock.advance(3_600);
    paste(&mut browser, "Achieng Writes").await.location();
}
