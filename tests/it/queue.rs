//! A few people beside everybody, in a real server that really counts.

use usermetrics::job::State;

use crate::crowd::{Crowd, EVERYTHING, PEOPLE, edits_of};
use crate::house::EDITS;

/// Takes long as well, and is no part of the other question.
const HABITS: &str = r#"{"metrics": [{"metric": "edits"}, {"metric": "namespace_edits"}, {"metric": "time_to_threshold"},
    {"metric": "survival"}, {"metric": "revert_rate"}, {"metric": "edit_rate"}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_workshop_does_not_wait_behind_two_who_ask_about_everybody() {
    let crowd = Crowd::gather().await;
    let house = &crowd.house;
    let mut askers = Vec::new();
    for (name, people) in [("Amina", PEOPLE), ("Boris", PEOPLE), ("Chebet", 45)] {
        askers.push(house.list_first(house.add_user(name).await, people).await);
    }
    let [amina, boris, chebet] = &askers[..] else { unreachable!() };
    let long = [house.queued(amina, EVERYTHING).await, house.queued(boris, HABITS).await];
    let short = house.queued(chebet, EDITS).await;

    let _server = crowd.serve();
    let short = house.until(short, |run| run.state.is_over()).await;
    let meanwhile = [house.run(long[0]).await.state, house.run(long[1]).await.state];
    assert!(!meanwhile.iter().all(|state| state.is_over()), "the short run waited for both long ones");
    assert_eq!((short.state, short.done), (State::Done, 45));
    let numbers = house.numbers(&house.result(chebet, &short.result.unwrap()).await);
    assert_eq!(numbers, (1..=45).map(edits_of).collect::<Vec<_>>());

    let first = house.until(long[0], |run| run.state.is_over()).await;
    let second = house.until(long[1], |run| run.state.is_over()).await;
    assert_eq!([(first.state, first.done), (second.state, second.done)], [(State::Done, PEOPLE); 2]);
    // The slot that is kept for short runs was not lent to the second of the long ones, however fast the first was.
    assert_eq!([first.turn, short.turn, second.turn], [Some(1), Some(2), Some(3)]);
}
