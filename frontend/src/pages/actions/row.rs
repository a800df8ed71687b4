//! One action of the library.

use leptos::prelude::*;
use lockstep_api::{
    job::Action,
    library::{Kept, Template},
};
use serde_json::Value;

use super::{Shelf, form::Edited};
use crate::{
    clock::ticker,
    components::{icon::Icon, icon_button::IconButton},
    intl::lower_case,
    json,
    messages::m,
    reactive::{StoredValue, drawn, memo},
    routes::Route,
    words::title_of,
};

/// Whether an action is found by words in its name, or in what it does.
pub fn fits(kept: &Kept<Template>, text: &str) -> bool {
    let own = lower_case(&format!(
        "{} {} {}",
        kept.name,
        title_of(&kept.content.action),
        sent(&kept.content.action)
    ));
    text.split_whitespace().all(|word| own.contains(&lower_case(word)))
}

/// What is sent, in one line.
fn sent(action: &Action) -> String {
    match action {
        Action::Method { payload: Value::Null, .. } | Action::Other { .. } => String::new(),
        Action::Method { payload, .. } => json::line(payload),
        Action::Twin { desired, tags } => {
            let line =
                |section: &Option<_>| section.clone().map(|members| json::line(&Value::Object(members)));
            [line(desired), line(tags)].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

/// A row.
#[component]
pub fn ActionRow(
    /// The library.
    shelf: Shelf,
    /// The action.
    kept: Kept<Template>,
) -> impl IntoView {
    let ticker = ticker();
    let discarded = StoredValue::new(kept.clone());
    let Kept { id, name, content, changed_by, changed_at } = kept;
    let own = changed_by.is_some();
    let from = changed_by.map_or_else(|| m().ships_with().to_owned(), |by| m().saved_by(&by));
    let ago = memo(move || changed_at.map(|at| m().ago(at, ticker.at())));
    let values =
        content.parameters.iter().map(|parameter| parameter.name.clone()).collect::<Vec<_>>().join(", ");
    let values_cell = if values.is_empty() { "hide" } else { "second" };
    let (does, sent) = (title_of(&content.action), sent(&content.action));
    let (order_label, copy_label) = (m().new_job_with(&name), m().copy_action(&name));
    let (edit_label, discard_label) = (m().edit_action(&name), m().discard_action(&name));
    let template = StoredValue::new(content);
    let edited = {
        let (id, name) = (id.clone(), name.clone());
        move || Edited { id: Some(id.clone()), name: name.clone(), template: Some(template.get_value()) }
    };
    let copied = {
        let name = m().copy_of(&name);
        move || Edited { id: None, name: name.clone(), template: Some(template.get_value()) }
    };
    view! {
        <tr data-row>
            <th scope="row" data-cell="break">
                <b>{name}</b>
            </th>
            <td class="wide" data-cell="break">
                {does} " " <code class="faint">{sent}</code>
            </td>
            <td data-cell=values_cell>{values}</td>
            <td class="quiet" data-cell="second">
                {from} " " {drawn(move || ago.get())}
            </td>
            <td data-cell="second">
                <span class="deeds">
                    <a class="button" data-size="small" data-row-target aria-label=order_label href=Route::order_with(&id)>
                        <Icon name="plus" />
                        {m().new_job()}
                    </a>
                    <IconButton icon="copy" label=copy_label deed=move || shelf.edit(copied()) small=true writes=true />
                    {own
                        .then(|| view! { <IconButton icon="pencil" label=edit_label deed=move || shelf.edit(edited()) small=true writes=true /> })}
                    {own
                        .then(|| view! { <IconButton icon="x" label=discard_label deed=move || shelf.discard(discarded.get_value()) small=true writes=true /> })}
                </span>
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_action_is_found_by_its_name_what_it_does_and_what_it_sends() {
        let kept = json!({"id": "a", "name": "Night lock", "content": {"parameters": [], "action": {"method":
            {"name": "lockDoor", "payload": {"lockTime": "10m"}, "responseTimeoutSeconds": 60, "connectTimeoutSeconds": 0}}}});
        let kept: Kept<Template> = serde_json::from_value(kept).unwrap();
        for text in ["", "night", "LOCKDOOR night", "10m"] {
            assert!(fits(&kept, text), "{text}");
        }
        assert!(!fits(&kept, "night reboot"));
    }
}
