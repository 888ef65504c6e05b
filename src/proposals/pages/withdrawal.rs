//! The form that withdraws a proposal.

use axum::response::Response;

use super::proposal::{self, Sent};
use crate::acts;
use crate::acts::proposals::withdraw::{Withdrawing, Withdrawn};
use crate::db::Id;
use crate::error::Error;
use crate::proposals::proposal::{State, WithdrawalReason};
use crate::web::{self, Context, Fields, redirect_with};

/// Withdraws a proposal; whoever knows of it is written to.
pub async fn withdraw(context: Context<Id>, mut fields: Fields) -> Result<Response, Error> {
    let reason =
        fields.choice("withdrawal", |code| WithdrawalReason::of_the_hub().find(|one| one.code() == code));
    let Some(reason) = reason.filter(|_| fields.is_sound()) else {
        let Context { app, viewer, frame, path: id, .. } = context;
        let page = proposal::page(&app, &viewer, frame, id, Sent::Withdrawal(&fields)).await?;
        return web::refused_file(&page, &page.people());
    };
    let by = context.viewer.by();
    let write = context.app.write(&by).await?;
    let withdrawing = Withdrawing { proposal: context.path, reason };
    let said = match acts::proposals::withdraw::run(&write, &by, withdrawing).await? {
        Withdrawn::Done => "La proposition est retirée ; qui la connaissait est prévenu.",
        Withdrawn::AlreadyOver(State::Withdrawn) => "Cette proposition était déjà retirée.",
        Withdrawn::AlreadyOver(State::Later) => "Cette proposition a été remise à plus tard entre-temps.",
        Withdrawn::AlreadyOver(State::Declined) => "Cette proposition a été déclinée entre-temps.",
        Withdrawn::AlreadyOver(_) => "Les deux ont dit oui entre-temps : leur tandem a commencé.",
    };
    write.commit().await?;
    Ok(redirect_with(&format!("/proposals/{}", context.path), said))
}
