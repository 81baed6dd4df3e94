//! A server that is killed in the middle of a run, as by a power cut, and started again.

use usermetrics::job::{State, Submitted};

use crate::crowd::{Crowd, EVERYTHING, PEOPLE};
use crate::house::EDITS;

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_no_question_and_no_result() {
    let crowd = Crowd::gather().await;
    let house = &crowd.house;
    let owner = house.add_user("Amina").await;
    let (few, all) = (house.list_first(owner, 45).await, house.list_first(owner, PEOPLE).await);

    let finished = house.queued(&few, EDITS).await;
    let server = crowd.serve();
    let result = house.until(finished, |run| run.state == State::Done).await.result.unwrap();
    let before = house.result(&few, &result).await.rows_hash;

    let (caught, waiting) = (house.queued(&all, EVERYTHING).await, house.queued(&all, EDITS).await);
    house.until(caught, |run| run.state == State::Running).await;
    // Ends the process at once, as a power cut would.
    drop(server);
    let left = house.run(caught).await;
    assert_eq!((left.state, left.result), (State::Running, None), "it was caught in the middle");

    let _server = crowd.serve();
    for run in [caught, waiting] {
        let run = house.until(run, |run| run.state.is_over()).await;
        assert_eq!((run.state, run.done, run.failure), (State::Done, PEOPLE, None));
        house.result(&all, &run.result.unwrap()).await;
    }
    assert_eq!(house.result(&few, &result).await.rows_hash, before);
    let again = house.submit(&few, EDITS).await.unwrap();
    assert!(matches!(again, Submitted::Answered(_)), "the same question is answered at once after it");
}
