//! An order that is handed on by its address: whoever opens it has the same texts, as an order of their own.
//!
//! They stand behind the `#`, which a browser keeps for itself: no log of a server on the way has them.

use js_sys::{decode_uri_component, encode_uri_component};
use leptos::prelude::*;
use serde_json::Value;

use super::{
    desk::Desk,
    draft::{Draft, Stage},
};
use crate::{components::copy::CopyLink, json, routes::Route};

/// What stands before the texts.
const ORDER: &str = "#order=";

/// Copies the address that hands an order on.
#[component]
pub fn HandOn(
    /// The order.
    desk: Desk,
) -> impl IntoView {
    view! { <CopyLink link=Callback::new(move |()| link_to(&desk.draft.read_untracked())) /> }
}

/// The address that begins an order with these texts.
fn link_to(draft: &Draft) -> String {
    let origin = window().location().origin().unwrap_or_default();
    let texts = String::from(encode_uri_component(&written(draft)));
    format!("{origin}{}{ORDER}{texts}", Route::new_job().href())
}

/// The order that the address hands on.
pub fn shared() -> Option<Draft> {
    let hash = window().location().hash().ok()?;
    let texts = decode_uri_component(hash.strip_prefix(ORDER)?).ok()?;
    read(&String::from(texts))
}

/// What the person has typed. What they have confirmed is theirs alone.
fn written(draft: &Draft) -> String {
    let fresh = json::encoded(&Draft::default());
    let mut texts = json::encoded(&own(draft.clone()));
    if let Value::Object(texts) = &mut texts {
        texts.retain(|name, text| fresh.get(name) != Some(text));
    }
    json::line(&texts)
}

fn read(texts: &str) -> Option<Draft> {
    json::read(texts).map(own)
}

fn own(draft: Draft) -> Draft {
    let (agreed, typed_count) = (String::new(), String::new());
    Draft { agreed, typed_count, stage: Stage::Writing, ..draft }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_is_handed_on_has_its_texts_and_no_confirmation() {
        let draft = Draft {
            method: "lockDoor".to_owned(),
            condition: "tags.ward = 'C'".to_owned(),
            agreed: "tags.ward = 'C'".to_owned(),
            typed_count: "12".to_owned(),
            stage: Stage::Ordered,
            ..Draft::default()
        };
        let written = written(&draft);
        assert_eq!(written, r#"{"condition":"tags.ward = 'C'","method":"lockDoor"}"#);
        let read = read(&written).unwrap();
        assert_eq!((read.method.as_str(), read.stage), ("lockDoor", Stage::Writing));
        assert_eq!((read.typed_count.as_str(), read.agreed.as_str()), ("", ""));
    }

    #[test]
    fn what_is_no_order_is_passed_over() {
        assert_eq!(super::read("{"), None);
    }
}
