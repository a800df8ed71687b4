//! Calling methods of the device, and what was answered before.

use iothub_wire::method::{LONGEST_CONNECT_TIMEOUT, RESPONSE_TIMEOUT_RANGE};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use lockstep_api::{device::MethodRequest, time::EpochMillis};
use wasm_bindgen::JsCast as _;

use super::calls::{self, End, MethodCall};
use crate::{
    api, clock,
    components::{
        icon::Icon,
        inputs::{JsonInput, TextInput},
        json::JsonBlock,
    },
    intl, json,
    messages::m,
    reactive::{Memo, RwSignal, StoredValue, bound, drawn, each, effect, memo},
    typed::{Fault, number, payload},
    words::moment,
};

/// Id of the field for the method, for who wants to go there.
const METHOD: &str = "call-method";
/// Methods that the shipped simulator and the shipped actions know.
const KNOWN: [&str; 4] = ["lockDoor", "unlockDoor", "reboot", "firmwareUpdate"];

/// What is typed.
#[derive(Debug, Clone, PartialEq)]
struct Form {
    name: String,
    payload: String,
    response: String,
    connect: String,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            name: String::new(),
            payload: String::new(),
            response: "30".to_owned(),
            connect: "0".to_owned(),
        }
    }
}

impl Form {
    fn of(request: &MethodRequest) -> Self {
        Self {
            name: request.name.clone(),
            payload: if request.payload.is_null() { String::new() } else { json::indented(&request.payload) },
            response: request.response_timeout_seconds.to_string(),
            connect: request.connect_timeout_seconds.to_string(),
        }
    }

    fn response(&self) -> Result<u32, Fault> {
        let (least, most) = RESPONSE_TIMEOUT_RANGE.into_inner();
        number(&self.response, least, most)
    }

    fn connect(&self) -> Result<u32, Fault> {
        let connect = number(&self.connect, 0, LONGEST_CONNECT_TIMEOUT)?;
        let longer = self.response().is_ok_and(|response| connect > response);
        if longer { Err(Fault::ConnectAboveResponse) } else { Ok(connect) }
    }

    fn request(&self) -> Option<MethodRequest> {
        let name = self.name.trim();
        Some(MethodRequest {
            name: Some(name.to_owned()).filter(|name| !name.is_empty())?,
            payload: payload(&self.payload).ok()?,
            response_timeout_seconds: self.response().ok()?,
            connect_timeout_seconds: self.connect().ok()?,
        })
    }
}

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
            calls::keep(MethodCall { device: device.clone(), request, asked_at, took_ms: took, end });
            if self.calls.gone() {
                return;
            }
            self.waiting.update(|waiting| *waiting = waiting.saturating_sub(1));
            if self.device.get_untracked() == device {
                self.calls.set(calls::of_device(&device));
            }
        });
    }
}

/// Puts the focus where a method is typed.
pub fn focus_call() {
    let field = document().get_element_by_id(METHOD);
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        _ = field.focus();
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
            <CallForm console />
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
fn CallForm(console: Console) -> impl IntoView {
    let form = console.form;
    let part = |part: fn(&Form) -> &String| memo(move || part(&form.read()).clone());
    let write = |part: fn(&mut Form) -> &mut String| {
        Callback::new(move |text| form.update(|form| *part(form) = text))
    };
    let request = memo(move || form.read().request());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(request) = request.get_untracked() {
            console.call(request);
        }
    };
    let times = move || {
        let form = form.read();
        m().call_times(&form.response, &form.connect)
    };
    let mut names = calls::method_names();
    names.extend(
        KNOWN
            .iter()
            .filter(|known| names.iter().all(|name| name != *known))
            .map(|known| (*known).to_owned())
            .collect::<Vec<_>>(),
    );
    view! {
        <form class="body stack" aria-label=m().call_method() on:submit=submit>
            <datalist id="method-names">
                {names.into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
            </datalist>
            <TextInput
                id=METHOD
                label=m().method_name()
                hint=m().method_hint()
                text=part(|form| &form.name)
                write=write(|form| &mut form.name)
                fault=memo(|| None)
                list="method-names"
            />
            <JsonInput
                id="call-payload"
                label=m().payload()
                hint=m().payload_hint()
                text=part(|form| &form.payload)
                write=write(|form| &mut form.payload)
                fault=memo(move || payload(&form.read().payload).err())
                valid=memo(|| m().json_valid().to_owned())
            />
            <details>
                <summary>{drawn(times)}</summary>
                <div class="fields">
                    <TextInput
                        id="call-response"
                        label=m().response_timeout()
                        hint=m().response_hint()
                        text=part(|form| &form.response)
                        write=write(|form| &mut form.response)
                        fault=memo(move || form.read().response().err())
                        numeric=true
                    />
                    <TextInput
                        id="call-connect"
                        label=m().connect_timeout()
                        hint=m().connect_hint()
                        text=part(|form| &form.connect)
                        write=write(|form| &mut form.connect)
                        fault=memo(move || form.read().connect().err())
                        numeric=true
                    />
                </div>
            </details>
            <div class="actions">
                <button
                    class="button"
                    data-kind="primary"
                    aria-disabled=bound(move || request.read().is_none().to_string())
                    aria-busy=bound(move || (console.waiting.get() > 0).to_string())
                >
                    <Icon name="play" />
                    {m().call_now()}
                </button>
            </div>
        </form>
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
                <th scope="row" class="mono">{name}</th>
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
