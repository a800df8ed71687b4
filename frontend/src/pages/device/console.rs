//! Calling methods of the device, and what was answered before.

use leptos::{prelude::*, task::spawn_local};
use lockstep_api::{device::MethodRequest, time::EpochMillis};

use super::{
    call_form::{CallForm, Form, focus_call},
    calls::{self, End, MethodCall},
};
use crate::{
    api, clock,
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
    /// Calls under way.
    waiting: RwSignal<usize>,
}

impl Console {
    /// Calls, and keeps what came: also when the page is left meanwhile.
    fn call(self, request: MethodRequest) {
        let device = self.device.get_untracked();
        let asked_at = clock::now();
        self.waiting.update(|waiting| *waiting += 1);
        spawn_local(async move {
            let result = api::call_method(device.clone(), request.clone()).await;
            let took = match &result {
                Ok(answer) => answer.took_ms,
                Err(_) => u64::try_from(clock::now().since(asked_at)).unwrap_or_default(),
            };
            let end = End::of(result);
            let call = MethodCall { device: device.clone(), request, asked_at, took_ms: took, end };
            calls::keep(call.clone());
            if self.calls.gone() {
                return;
            }
            self.waiting.update(|waiting| *waiting = waiting.saturating_sub(1));
            if self.device.get_untracked() == device {
                // As a whole, and also where nothing can be kept.
                self.calls.update(|calls| calls.insert(0, call));
            }
        });
    }
}

/// The panel.
#[component]
pub fn MethodConsole(
    /// The device.
    device: Memo<String>,
) -> impl IntoView {
    let console = Console {
        device,
        form: RwSignal::new(Form::default()),
        calls: RwSignal::new(Vec::new()),
        waiting: RwSignal::new(0),
    };
    effect(move || console.calls.set(calls::of_device(&device.get())));
    let last = memo(move || console.calls.read().first().map(|call| call.request.clone()));
    view! {
        <section class="panel" aria-labelledby="calls">
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
                waiting=memo(move || console.waiting.get() > 0)
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
                |call| call.asked_at.0.to_string(),
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
                    console.calls.set(calls::of_device(&device));
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
    let word = match &call.end {
        End::Answered(answer) => answer.status.to_string(),
        End::Refused(problem) => m().unanswered(Some(problem)),
        End::Lost => m().unanswered(None),
    };
    let slug = call.end.slug();
    let name = call.request.name.clone();
    let took = m().duration(i64::try_from(call.took_ms).unwrap_or(i64::MAX));
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
                        {word}
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
