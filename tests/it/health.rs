//! The addresses that say the hub is well, and the files its pages ask for.

use axum::http::StatusCode;
use sea_orm::ConnectionTrait as _;

use tandem::accounts::access::Role;

use crate::support::TestHub;

#[tokio::test]
async fn a_hub_that_runs_says_so() {
    let visitor = TestHub::new().await.visitor();
    visitor.get("/healthz").await.is(StatusCode::OK);
    visitor.get("/readyz").await.is(StatusCode::OK);
}

#[tokio::test]
async fn a_hub_whose_tables_are_not_up_to_date_is_alive_but_not_ready() {
    let hub = TestHub::new().await;
    hub.app.db.execute_unprepared("DELETE FROM seaql_migrations").await.unwrap();
    hub.visitor().get("/healthz").await.is(StatusCode::OK);
    hub.visitor().get("/readyz").await.is(StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn every_file_that_a_page_asks_for_is_served_by_the_hub() {
    let hub = TestHub::new().await;
    let visitor = hub.visitor();
    let home = visitor.get("/").await;
    let asked = [
        home.attributes("link[href]", "href"),
        home.attributes("script[src]", "src"),
        home.attributes("img[src]", "src"),
    ];
    let asked: Vec<String> = asked.concat();
    assert!(asked.len() >= 3, "{asked:?}");
    for path in asked {
        assert!(path.starts_with('/'), "{path} is asked of somebody else");
        visitor.get(&path).await.is(StatusCode::OK);
    }
    let styles = visitor.get("/static/tandem.css").await;
    assert!(!styles.body.contains("://"), "the stylesheet asks somebody else");
    visitor.get("/static/absent.css").await.is(StatusCode::NOT_FOUND);
    visitor.get("/static/../Cargo.toml").await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_that_does_not_exist_says_where_to_go() {
    let page = TestHub::new().await.enter(Role::Mentor).await.get("/nulle-part").await;
    page.is(StatusCode::NOT_FOUND).says("Revenir à l’accueil");
    assert!(!page.heading().is_empty());
}

#[tokio::test]
async fn no_answer_is_kept_by_a_shared_cache_and_none_may_be_framed() {
    let page = TestHub::new().await.visitor().get("/").await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
}

#[tokio::test]
async fn a_key_that_is_none_gets_a_page_in_french() {
    let coordinator = TestHub::new().await.enter(Role::Coordinator).await;
    let page = coordinator.get("/tandems/abc").await;
    page.is(StatusCode::BAD_REQUEST);
    assert!(page.text().contains("Nous n’avons pas compris"), "{}", page.text());
}
