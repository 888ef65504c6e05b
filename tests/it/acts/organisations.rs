//! The acts of organisations.

use tandem::accounts::access::Role;
use tandem::accounts::viewer::By;
use tandem::acts::organisations::{add, add_branch, found_hub};
use tandem::db::{Id, new_id};
use tandem::organisations::Kind;
use tandem::organisations::organisation::AddError;

use super::acting::{NOT_FOUND, as_a, as_by, count};
use crate::support::TestHub;

const ORGANISATIONS: &str = "SELECT id FROM organisations";
const BRANCHES: &str = "SELECT id FROM branches";

async fn adds(hub: &TestHub, role: Role, name: &str, kind: Kind) -> Result<add::Added, String> {
    let adding = add::Adding { name: name.to_owned(), kind, place_code: None };
    as_a(hub, role, async |write, by| add::run(write, by, adding).await).await
}

async fn adds_branch(
    hub: &TestHub,
    role: Role,
    organisation: Id,
    name: &str,
) -> Result<add_branch::Added, String> {
    let adding = add_branch::Adding { organisation, name: name.to_owned(), place_code: "13005".to_owned() };
    as_a(hub, role, async |write, by| add_branch::run(write, by, adding).await).await
}

#[tokio::test]
async fn a_partner_has_a_name_of_its_own_and_is_no_second_hub() {
    let hub = TestHub::new().await;
    let cases = [
        (Role::Coordinator, "Les Tilleuls", Kind::School, None),
        (Role::HubResponsible, "Les Platanes", Kind::Chamber, None),
        (Role::Coordinator, "les AMANDIERS", Kind::School, Some(Ok(AddError::TakenByOrganisation))),
        (Role::Coordinator, "Un autre hub", Kind::Hub, Some(Ok(AddError::SecondHub))),
        (Role::Responsible, "Les Pins", Kind::School, Some(Err(NOT_FOUND))),
        (Role::Adviser, "Les Pins", Kind::School, Some(Err(NOT_FOUND))),
    ];
    for (role, name, kind, refusal) in cases {
        let answer = adds(&hub, role, name, kind).await;
        match refusal {
            None => assert!(matches!(answer, Ok(add::Added::Organisation(_))), "{name} {answer:?}"),
            Some(Ok(error)) => assert_eq!(answer, Ok(add::Added::Refused(error)), "{name}"),
            Some(Err(error)) => assert_eq!(answer, Err(error.to_owned()), "{role:?}"),
        }
    }
    assert_eq!(count(&hub, ORGANISATIONS).await, 4);
}

#[tokio::test]
async fn a_branch_has_a_name_of_its_own_in_its_organisation() {
    let hub = TestHub::new().await;
    let (partner, hub_itself) = (hub.partner(), hub.hub_organisation());
    let cases = [
        (Role::Coordinator, partner, "La Ciotat", None),
        (Role::Coordinator, hub_itself, "Antenne du 3e", None),
        (Role::Coordinator, partner, "antenne du 3E", Some(Ok(AddError::TakenByBranch))),
        (Role::Coordinator, new_id(), "Aubagne", Some(Err(NOT_FOUND))),
        (Role::Responsible, partner, "Aubagne", Some(Err(NOT_FOUND))),
    ];
    for (role, organisation, name, refusal) in cases {
        let answer = adds_branch(&hub, role, organisation, name).await;
        match refusal {
            None => assert!(matches!(answer, Ok(add_branch::Added::Branch(_))), "{name} {answer:?}"),
            Some(Ok(error)) => assert_eq!(answer, Ok(add_branch::Added::Refused(error)), "{name}"),
            Some(Err(error)) => assert_eq!(answer, Err(error.to_owned()), "{role:?}"),
        }
    }
    assert_eq!(count(&hub, BRANCHES).await, 4);
}

#[tokio::test]
async fn of_two_who_add_one_name_at_once_one_succeeds() {
    let hub = TestHub::new().await;
    hub.connected().await;
    let add = async || adds(&hub, Role::Coordinator, "Les Tilleuls", Kind::School).await.unwrap();
    let answers: [add::Added; 3] = tokio::join!(add(), add(), add()).into();
    let taken = add::Added::Refused(AddError::TakenByOrganisation);
    assert_eq!(answers.iter().filter(|&answer| *answer == taken).count(), 2, "{answers:?}");
    let branch = async || adds_branch(&hub, Role::Coordinator, hub.partner(), "Aubagne").await.unwrap();
    let answers: [add_branch::Added; 3] = tokio::join!(branch(), branch(), branch()).into();
    let taken = add_branch::Added::Refused(AddError::TakenByBranch);
    assert_eq!(answers.iter().filter(|&answer| *answer == taken).count(), 2, "{answers:?}");
}

#[tokio::test]
async fn the_hub_is_found_once_and_never_made_twice() {
    let hub = TestHub::empty(false).await;
    let find = async |by: &By, name: &str| {
        as_by(&hub, by, async |write, by| found_hub::run(write, by, name).await).await
    };
    let made = find(&By::Hub, "La maison").await.unwrap();
    assert_eq!(find(&By::Hub, "Autrement").await, Ok(made));
    assert_eq!(hub.texts("SELECT name AS text FROM organisations").await, ["La maison"]);
    let small = TestHub::new().await;
    let own = as_a(&small, Role::Coordinator, async |write, by| found_hub::run(write, by, "X").await).await;
    assert_eq!(own, Ok(small.hub_organisation()));
    let refused =
        as_a(&small, Role::Responsible, async |write, by| found_hub::run(write, by, "X").await).await;
    assert_eq!(refused, Err(NOT_FOUND.to_owned()));
}
