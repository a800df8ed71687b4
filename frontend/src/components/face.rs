//! The faces of a panel that has nothing to show: loading, empty, failed. The fourth, stale, is an attribute.

use leptos::prelude::*;

use super::icon::Icon;
use crate::{api::Failure, messages::m};

/// Bars in the shape to come.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <div class="skeleton" aria-busy="true" role="status">
            <span class="visually-hidden">{m().loading()}</span>
            <i></i>
            <i></i>
            <i></i>
            <i></i>
        </div>
    }
}

/// Why there is nothing, and what to do.
#[component]
pub fn Empty(
    /// What is not there.
    #[prop(into)]
    title: String,
    /// Why, and what to do.
    #[prop(into)]
    why: String,
    /// One action.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="face" role="status">
            <Icon name="filter" />
            <b>{title}</b>
            <p>{why}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// What failed, and a button to try again.
#[component]
pub fn Failed(
    /// Why.
    failure: Failure,
    /// Tries again; without it, and where that cannot help, there is no button.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let retry = retry.filter(|_| failure.may_pass());
    let request = match &failure {
        Failure::Refused(problem) => problem.request_id.clone(),
        Failure::NoAnswer | Failure::Garbled { .. } => None,
    };
    view! {
        <div class="face" data-status="failed" role="alert">
            <Icon name="failed" />
            <b>{m().failure(&failure)}</b>
            {request.map(|id| view! { <p class="small">{m().request_id(&id)}</p> })}
            {retry
                .map(|retry| {
                    view! {
                        <button type="button" class="button" data-size="small" on:click=move |_| retry.run(())>
                            {m().try_now()}
                        </button>
                    }
                })}
        </div>
    }
}

/// A failure beside data that stays: one line, with its icon.
#[component]
pub fn FailureLine(
    /// Why.
    failure: Failure,
    /// Tries again; without it there is no button.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let retry = retry.filter(|_| failure.may_pass());
    view! {
        <p class="message" data-tone="bad" role="alert">
            <Icon name="failed" />
            <span>
                {m().failure(&failure)}" "
                {retry
                    .map(|retry| {
                        view! {
                            <button type="button" class="link" on:click=move |_| retry.run(())>
                                {m().try_now()}
                            </button>
                        }
                    })}
            </span>
        </p>
    }
}
