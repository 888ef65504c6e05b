//! An exceptional opening lets an adviser read a file, and write nothing in it.

use tandem::accounts::access::{Right, Role};
use tandem::accounts::opening::Reason;
use tandem::accounts::store;
use tandem::accounts::viewer::By;
use tandem::acts::follow_ups::note_meeting::{self, Noting};
use tandem::acts::outcomes::record::{self, Recording};
use tandem::acts::people::assign_adviser::{self, Assigning};
use tandem::acts::people::edit::{self, Editing};
use tandem::acts::people::edit_journey;
use tandem::acts::people::end_journey::{self, Ending};
use tandem::acts::people::offer_help::{self, Offering};
use tandem::acts::people::open_journey::{self, Opening};
use tandem::acts::tandems::close::{self, Closing};
use tandem::follow_ups::meeting::Mode;
use tandem::outcomes::outcome::{Kind, Source};
use tandem::people;
use tandem::people::newcomer::{Details, Need, Offer};
use tandem::people::person::EndReason;
use tandem::tandems::tandem::{Aftermath, ClosureReason};

use super::{act, not_found};
use crate::support::TestHub;
use crate::tandems::open_tandem;

#[tokio::test]
async fn what_is_opened_exceptionally_is_read_and_not_written() {
    let hub = TestHub::new().await;
    let elsewhere = Some(hub.branch(1));
    let (mentee, journey) = hub.add_mentee("Firmin Lavande", |person, _| person.branch_id = elsewhere).await;
    let (other, mentor) = hub.add_mentor("Zoé Loin", |person, _| person.branch_id = elsewhere).await;
    let tandem = open_tandem(&hub, &mentor, &journey).await;
    let by = hub.by(Role::Adviser).await;
    let write = hub.write().await;
    let account = hub.account_of(Role::Adviser).await;
    for person in [mentee.id, other.id] {
        store::insert_opening(&write, account, person, Reason::Emergency).await.unwrap();
    }
    write.commit().await.unwrap();
    let today = hub.app.today();
    let details = Details {
        first_name: mentee.first_name.clone(),
        last_name: mentee.last_name.clone(),
        email: mentee.email.clone(),
        phone: Some("+33639980000".to_owned()),
        shares_address: false,
        is_address_right: false,
        channel: None,
        postal_address: None,
        postcode: mentee.postcode.clone(),
        place_code: mentee.place_code.clone(),
        birth_year: mentee.birth_year,
        sex: None,
        in_qpv: None,
        languages: mentee.languages.clone(),
        businesses: mentee.businesses.clone(),
    };
    let editing = Editing { person: mentee.id, details, origin: None, hub: hub.app.named(), seen: None };
    assert_eq!(act(&hub, &by, async |write| edit::run(write, &by, editing).await).await, not_found());
    let (tracks, profile) = (mentor.tracks.clone(), mentor.profile.clone());
    let offer = Offer { capacity: 9, left_on: None, available_from: None, tracks, profile };
    let offering = Offering { person: other.id, offer, seen: None };
    assert_eq!(act(&hub, &by, async |write| offer_help::run(write, &by, offering).await).await, not_found());
    let need =
        Need { track: journey.track, welcomed_on: today, waits_from: None, profile: journey.profile.clone() };
    let opening = Opening { person: mentee.id, need: need.clone() };
    assert_eq!(act(&hub, &by, async |write| open_journey::run(write, &by, opening).await).await, not_found());
    let editing = edit_journey::Editing { journey: journey.id, need, coordinator: None, seen: None };
    assert_eq!(act(&hub, &by, async |write| edit_journey::run(write, &by, editing).await).await, not_found());
    let ending = Ending { journey: journey.id, on: today, reason: EndReason::Moved };
    assert_eq!(act(&hub, &by, async |write| end_journey::run(write, &by, ending).await).await, not_found());
    let assigning = Assigning { person: mentee.id, adviser: Some(account), seen: None };
    assert_eq!(
        act(&hub, &by, async |write| assign_adviser::run(write, &by, assigning).await).await,
        not_found()
    );
    let (kind, source) = (Kind::Searching, Source::Mentee);
    let recording = Recording { journey: journey.id, kind, occurred_on: None, observed_on: today, source };
    assert_eq!(act(&hub, &by, async |write| record::run(write, &by, recording).await).await, not_found());
    let (held_on, mode) = (today, Mode::InPerson);
    let noting = Noting {
        tandem: tandem.id,
        held_on,
        minutes: 60,
        length_confirmed: false,
        mode,
        topic: None,
        next_on: None,
    };
    assert_eq!(act(&hub, &by, async |write| note_meeting::run(write, &by, noting).await).await, not_found());
    let (reason, aftermath) = (ClosureReason::Mutual, Aftermath::AsUsual);
    let closing = Closing { tandem: tandem.id, on: today, reason, aftermath };
    assert_eq!(
        act(&hub, &by, async |write| close::run(write, &by, hub.app.named(), closing).await).await,
        not_found()
    );
    let reads = async |right| {
        let By::Viewer(viewer) = &by else { panic!() };
        people::store::holds(&hub.app.db, viewer.scope_of(right), mentee.id).await.unwrap()
    };
    for &right in Right::ALL {
        assert_eq!(reads(right).await, right == Right::OpenFiles, "{right:?}");
    }
}
