//! What is to be called: method, payload and times.

use iothub_wire::method::{LONGEST_CONNECT_TIMEOUT, RESPONSE_TIMEOUT_RANGE};
use leptos::{ev::SubmitEvent, prelude::*};
use lockstep_api::device::MethodRequest;
use wasm_bindgen::JsCast as _;

use super::calls;
use crate::{
    components::{
        icon::Icon,
        inputs::{JsonInput, TextInput},
    },
    json,
    messages::m,
    reactive::{RwSignal, bound, drawn, memo},
    typed::{Fault, number, payload},
};

/// Id of the field for the method, for who wants to go there.
const METHOD: &str = "call-method";
/// Methods that the shipped simulator and the shipped actions know.
const KNOWN: [&str; 4] = ["lockDoor", "unlockDoor", "reboot", "firmwareUpdate"];

/// What is typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
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
    /// What was asked before, to be changed.
    pub fn of(request: &MethodRequest) -> Self {
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

    /// What would be asked; `None` while something is wrong.
    pub fn request(&self) -> Option<MethodRequest> {
        let name = self.name.trim();
        Some(MethodRequest {
            name: Some(name.to_owned()).filter(|name| !name.is_empty())?,
            payload: payload(&self.payload).ok()?,
            response_timeout_seconds: self.response().ok()?,
            connect_timeout_seconds: self.connect().ok()?,
        })
    }
}

/// Puts the focus where a method is typed.
pub fn focus_call() {
    let field = document().get_element_by_id(METHOD);
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        _ = field.focus();
    }
}

/// The form.
#[component]
pub fn CallForm(
    /// What is typed.
    form: RwSignal<Form>,
    /// Calls.
    call: Callback<MethodRequest>,
    /// Whether the same is under way.
    waits: Callback<MethodRequest, bool>,
) -> impl IntoView {
    let part = |part: fn(&Form) -> &String| memo(move || part(&form.read()).clone());
    let write = |part: fn(&mut Form) -> &mut String| {
        Callback::new(move |text| form.update(|form| *part(form) = text))
    };
    let request = memo(move || form.read().request());
    let waiting = memo(move || request.get().is_some_and(|request| waits.run(request)));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(request) = request.get_untracked() {
            call.run(request);
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
                    aria-disabled=bound(move || (request.read().is_none() || waiting.get()).to_string())
                    aria-busy=bound(move || waiting.get().to_string())
                >
                    <Icon name="play" />
                    {m().call_now()}
                </button>
            </div>
        </form>
    }
}
