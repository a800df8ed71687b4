//! Calling methods of the device, and what was answered before.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use lockstep_api::{device::MethodRequest, time::EpochMillis};

use super::{
    call_form::{CallForm, Form, focus_call},
    calls::{self, End, MethodCall},
};
use crate::{
    api,
    clock::{self, ticker},
    components::{icon::Icon, json::JsonBlock},
    intl,
    messages::m,
    reactive::{Memo, RwSignal, StoredValue, bound, drawn, each, effect, memo},
    words::moment,
};

/// The calls of the device that the page shows.
#[derive(Clone, Copy)]
struct Console {
    device: Memo<String>,
    form: RwSignal<Form>,
    calls: RwSignal<Vec<MethodCall>>,
    answered: Callback<()>,
}

/// How long a device has to report what a call has changed, before its twin is read again.
const REPORTS_WITHIN: Duration = Duration::from_millis(800);

impl Console {
    /// Calls, and keeps that it was asked and what came: also when the page is left meanwhile. What is under way is not
    /// asked a second time: a door that is slow to open is not opened twice.
    fn call(self, request: MethodRequest) {
        if self.asks(&request) {
            return;
        }
        let asked_at = clock::now();
        let begun = MethodCall::begun(self.device.get_untracked(), request, asked_at);
        calls::keep(begun.clone());
        self.calls.update(|calls| calls.insert(0, begun.clone()));
        spawn_local(async move {
            let result = api::call_method(begun.device.clone(), begun.request.clone()).await;
            let took_ms = match &result {
                Ok(answer) => answer.took_ms,
                Err(_) => u64::try_from(clock::now().since(asked_at)).unwrap_or_default(),
            };
            let call = MethodCall { took_ms, end: End::of(result), ..begun };
            calls::keep(call.clone());
            if !self.calls.gone() {
                if matches!(call.end, End::Answered(_)) {
                    clock::after(REPORTS_WITHIN, move || _ = self.answered.try_run(()));
                }
                // As a whole, and also where nothing can be kept.
                self.calls.update(|calls| take(calls, &call));
            }
        });
    }

    /// Whether the same is waited for, tracked.
    fn asks(self, request: &MethodRequest) -> bool {
        self.calls.read().iter().any(|call| call.under_way() && call.request == *request)
    }

    /// Takes what has come to an earlier visit of the page, which asked.
    fn look_again(self) {
        let device = self.device.get_untracked();
        let waits = |call: &&MethodCall| call.under_way();
        let kept = calls::of_device(&device, clock::now());
        let before = self.calls.get_untracked();
        let came = before.iter().filter(waits).filter_map(|waited| {
            kept.iter().find(|call| call.asked_at == waited.asked_at && !call.under_way())
        });
        let came: Vec<_> = came.collect();
        if !came.is_empty() {
            self.calls.update(|calls| came.into_iter().for_each(|call| take(calls, call)));
        }
    }
}

/// Puts a call in the place of the one that waited for its answer.
fn take(calls: &mut [MethodCall], call: &MethodCall) {
    let same = |other: &&mut MethodCall| other.asked_at == call.asked_at && other.device == call.device;
    if let Some(waited) = calls.iter_mut().find(same) {
        *waited = call.clone();
    }
}

/// The panel.
#[component]
pub fn MethodConsole(
    /// The device.
    device: Memo<String>,
    /// A call was answered a moment ago, and may have changed something.
    answered: Callback<()>,
) -> impl IntoView {
    let console =
        Console { device, form: RwSignal::new(Form::default()), calls: RwSignal::new(Vec::new()), answered };
    effect(move || console.calls.set(calls::of_device(&device.get(), clock::now())));
    let ticker = ticker();
    let waiting = memo(move || console.calls.read().iter().any(MethodCall::under_way));
    effect(move || {
        if waiting.get() {
            ticker.at();
            console.look_again();
        }
    });
    let last = memo(move || console.calls.read().first().map(|call| call.request.clone()));
    view! {
        <section class="panel" aria-labelledby="calls" data-writes="">
            <header>
                <h2 id="calls">{m().method_calls()}</h2>
                <span class="count">{m().kept_in_browser()}</span>
                <span class="spacer"></span>
                {drawn(move || {
                    let last = last.get()?;
                    Some(
                        view! {
                            <button
                                type="button"
                                class="button"
                                data-size="small"
                                on:click=move |_| console.call(last.clone())
                            >
                                <Icon name="rerun" />
                                {m().repeat_last()}
                            </button>
                        },
                    )
                })}
            </header>
            <CallForm
                form=console.form
                call=Callback::new(move |request| console.call(request))
                waits=Callback::new(move |request: MethodRequest| console.asks(&request))
            />
            {drawn(move || {
                if last.read().is_some() {
                    view! { <Calls console /> }.into_any()
                } else {
                    view! { <p class="body quiet">{m().no_calls()}</p> }.into_any()
                }
            })}
        </section>
    }
}

#[component]
fn Calls(console: Console) -> impl IntoView {
    let opened = RwSignal::new(None::<EpochMillis>);
    let latest = memo(move || console.calls.read().first().map(|call| call.asked_at));
    // What was just asked is what one wants to read.
    effect(move || opened.set(latest.get()));
    view! {
        <table class="table" data-narrow>
            <thead>
                <tr>
                    <th scope="col">
                        <span class="visually-hidden">{m().answer_head()}</span>
                    </th>
                    <th scope="col">{m().method_name()}</th>
                    <th scope="col">{m().answer_head()}</th>
                    <th scope="col" class="num">{m().took_head()}</th>
                    <th scope="col">{m().when_head()}</th>
                </tr>
            </thead>
            {each(
                move || console.calls.get(),
                |call| format!("{} {}", call.asked_at.0, call.end.slug()),
                move |call| view! { <CallRow console call opened /> },
            )}
        </table>
        <footer>
            <button
                type="button"
                class="link"
                on:click=move |_| {
                    let device = console.device.get_untracked();
                    calls::forget(&device);
                    console.calls.set(calls::of_device(&device, clock::now()));
                    focus_call();
                }
            >
                {m().forget_calls()}
            </button>
        </footer>
    }
}

#[component]
fn CallRow(console: Console, call: MethodCall, opened: RwSignal<Option<EpochMillis>>) -> impl IntoView {
    let at = call.asked_at;
    let open = memo(move || *opened.read() == Some(at));
    let toggle = move |_| opened.set(if open.get_untracked() { None } else { Some(at) });
    let ticker = ticker();
    let longest = call.longest();
    let end = StoredValue::new(call.end.clone());
    let word = move || {
        end.with_value(|end| match end {
            End::Answered(answer) => answer.status.to_string(),
            End::Refused(problem) => m().unanswered(Some(problem)),
            End::Lost => m().unanswered(None),
            End::UnderWay => m().waited_for(
                &m().duration(ticker.at().since(at).max(0) / 1000 * 1000),
                &m().duration(longest),
            ),
        })
    };
    let slug = call.end.slug();
    let name = call.request.name.clone();
    let took = (!call.under_way()).then(|| m().duration(i64::try_from(call.took_ms).unwrap_or(i64::MAX)));
    view! {
        <tbody>
            <tr data-row data-open=bound(move || open.get().then_some(""))>
                <td>
                    <button
                        type="button"
                        class="toggle"
                        data-row-target
                        aria-expanded=bound(move || open.get().to_string())
                        aria-label=m().answer_to(&name)
                        on:click=toggle
                    >
                        <Icon name="right" />
                    </button>
                </td>
                <th scope="row" class="wide mono">{name}</th>
                <td data-cell="end">
                    <span class="status" data-status=slug>
                        <Icon name=slug />
                        {drawn(word)}
                    </span>
                </td>
                <td class="num" data-cell="second">{took}</td>
                <td class="quiet" data-cell="rest">
                    <time datetime=intl::utc(at)>{moment(at, clock::now())}</time>
                </td>
            </tr>
            {drawn(move || {
                let call = call.clone();
                open.get()
                    .then(|| {
                        view! {
                            <tr class="detail">
                                <td colspan="5">
                                    <Answer console call />
                                </td>
                            </tr>
                        }
                    })
            })}
        </tbody>
    }
}

#[component]
fn Answer(console: Console, call: MethodCall) -> impl IntoView {
    let request = StoredValue::new(call.request.clone());
    let answer = match call.end {
        End::Answered(answer) if answer.payload.is_null() => {
            view! { <p class="quiet">{m().no_answer()}</p> }.into_any()
        }
        End::Answered(answer) => view! { <JsonBlock value=answer.payload /> }.into_any(),
        End::Refused(problem) => view! { <p>{m().problem(&problem)}</p> }.into_any(),
        End::Lost => view! { <p>{m().failure(&api::Failure::NoAnswer)}</p> }.into_any(),
        End::UnderWay => view! { <p class="quiet">{m().call_under_way()}</p> }.into_any(),
    };
    let sent = (!call.request.payload.is_null()).then(|| {
        view! {
            <details>
                <summary>{m().sent_payload()}</summary>
                <JsonBlock value=call.request.payload.clone() />
            </details>
        }
    });
    let edit = move |_| {
        console.form.set(Form::of(&request.get_value()));
        focus_call();
    };
    view! {
        <div class="stack">
            {answer} {sent}
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    data-size="small"
                    aria-label=m().repeat_call(&call.request.name)
                    on:click=move |_| console.call(request.get_value())
                >
                    <Icon name="rerun" />
                    {m().repeat()}
                </button>
                <button type="button" class="button" data-size="small" on:click=edit>
                    {m().edit_call()}
                </button>
            </div>
        </div>
    }
}
