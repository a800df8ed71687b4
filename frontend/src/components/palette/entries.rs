//! What the palette can find and do.

use lockstep_api::{
    job::Job,
    library::{Kept, SavedQuery, Template},
    time::EpochMillis,
};

use super::{command::Command, offered::Offered};
use crate::{
    components::status::JobStatus,
    intl::lower_case,
    messages::m,
    routes::Route,
    words::{name_of, title_of},
};

/// Entries of a group that are shown at once.
const MOST: usize = 6;

/// What kind of thing an entry is, in the order on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Begin an order.
    Actions,
    /// Do what the page offers.
    Here,
    /// Open a job.
    Jobs,
    /// Devices by a condition that is kept.
    Queries,
    /// Open a page.
    Places,
    /// Change how the console looks, and what goes with every page.
    Commands,
}

impl Group {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Actions, Self::Here, Self::Jobs, Self::Queries, Self::Places, Self::Commands];
}

/// What happens when an entry is taken.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// A page is opened.
    Open(String),
    /// Something is done here.
    Run(Command),
    /// The button of these words is pressed on the page.
    Press(String),
}

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where it stands.
    pub group: Group,
    /// Its icon.
    pub icon: &'static str,
    /// The state that colours the icon.
    pub status: Option<&'static str>,
    /// What it is called.
    pub text: String,
    /// What stands beside it.
    pub aside: String,
    /// What else it is found by.
    pub also: String,
    /// What it does.
    pub deed: Deed,
}

/// What is known of the hub and of Lockstep.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Jobs, newest first.
    pub jobs: Vec<Job>,
    /// Whether jobs may be ordered.
    pub orders: bool,
    /// Actions to begin with.
    pub templates: Vec<Kept<Template>>,
    /// Conditions that are kept.
    pub queries: Vec<Kept<SavedQuery>>,
    /// The buttons that the page offers.
    pub offered: Vec<Offered>,
    /// The instant by which days are named.
    pub now: EpochMillis,
}

/// The entries that fit to what is typed, by group.
///
/// `>` asks for commands alone, `#` for jobs alone.
pub fn found(typed: &str, sources: &Sources) -> Vec<Entry> {
    let (only, typed) = match typed.trim_start().split_at_checked(1) {
        Some((">", rest)) => (Some(Group::Commands), rest),
        Some(("#", rest)) => (Some(Group::Jobs), rest),
        _ => (None, typed),
    };
    let words: Vec<String> = typed.split_whitespace().map(lower_case).collect();
    let fits = |entry: &Entry| {
        let text = lower_case(&format!("{} {} {}", entry.text, entry.aside, entry.also));
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let all = all(typed.trim(), sources);
    let wanted = |group: &Group| match only {
        Some(only) => *group == only,
        // Nobody who has typed nothing looks for one of fifteen settings.
        None => *group != Group::Commands || !words.is_empty(),
    };
    // Commands are asked for by their sign: then all of them are shown.
    let most = if only == Some(Group::Commands) { usize::MAX } else { MOST };
    Group::ALL
        .into_iter()
        .filter(wanted)
        .flat_map(|group| {
            all.iter().filter(move |entry| entry.group == group).filter(|entry| fits(entry)).take(most)
        })
        .cloned()
        .collect()
}

fn orders(sources: &Sources) -> Vec<Entry> {
    let entry = |text, aside, href| Entry {
        group: Group::Actions,
        icon: "plus",
        status: None,
        text,
        aside,
        also: String::new(),
        deed: Deed::Open(href),
    };
    let new = entry(m().new_job().to_owned(), "n".to_owned(), Route::new_job().href());
    let from = sources.templates.iter().map(|kept| {
        entry(m().new_job_from(&kept.name), title_of(&kept.content.action), Route::order_with(&kept.id))
    });
    std::iter::once(new).chain(from).collect()
}

fn all(typed: &str, sources: &Sources) -> Vec<Entry> {
    let place = |icon, text: String, aside: &str, route: &Route| Entry {
        group: Group::Places,
        icon,
        status: None,
        text,
        aside: aside.to_owned(),
        also: String::new(),
        deed: Deed::Open(route.href()),
    };
    let mut entries = if sources.orders { orders(sources) } else { Vec::new() };
    entries.extend(sources.offered.iter().map(|offered| Entry {
        group: Group::Here,
        icon: "right",
        status: None,
        text: offered.words.clone(),
        aside: String::new(),
        also: offered.also.clone(),
        deed: Deed::Press(offered.words.clone()),
    }));
    entries.extend(sources.jobs.iter().map(|job| {
        let status = JobStatus::of(job);
        Entry {
            group: Group::Jobs,
            icon: status.icon(),
            status: Some(status.slug()),
            text: name_of(job),
            aside: [
                Some(status.word().to_owned()),
                job.starts_at().map(|at| m().day_time_inside(at, sources.now)),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", "),
            also: job.id.to_string(),
            deed: Deed::Open(Route::Job { id: job.id.clone() }.href()),
        }
    }));
    entries.extend(sources.queries.iter().map(|kept| Entry {
        group: Group::Queries,
        icon: "bookmark",
        status: None,
        text: kept.name.clone(),
        aside: kept.content.condition.clone(),
        also: String::new(),
        deed: Deed::Open(Route::Devices { condition: kept.content.condition.clone() }.href()),
    }));
    entries.push(place("queued", m().jobs().to_owned(), "g j", &Route::Jobs));
    entries.push(place("devices", m().devices_title().to_owned(), "g d", &Route::devices()));
    entries.push(place("play", m().actions_title().to_owned(), "g a", &Route::Actions));
    entries.extend(Command::all().into_iter().map(|(command, text)| Entry {
        group: Group::Commands,
        icon: "settings",
        status: None,
        text,
        aside: String::new(),
        also: command.also().to_owned(),
        deed: Deed::Run(command),
    }));
    if !typed.is_empty() && !typed.contains(char::is_whitespace) {
        // A device cannot be looked up by a part of its id, but opened by the whole of it.
        let route = Route::Device { id: typed.to_owned() };
        entries.push(place("devices", m().open_device_named(typed), "", &route));
    }
    entries
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sources() -> Sources {
        let job = json!({"id": "j-1", "state": "running", "condition": "*",
            "action": {"method": {"name": "lockDoor", "payload": null, "responseTimeoutSeconds": 30, "connectTimeoutSeconds": 0}}});
        let template = json!({"id": "lock-door", "name": "lockDoor",
            "content": {"action": {"twin": {"tags": {"a": 1}}}, "parameters": []}});
        let query = json!({"id": "q", "name": "Jammed locks", "content": {"condition": "tags.a = 1"}});
        Sources {
            jobs: vec![serde_json::from_value(job).unwrap()],
            orders: true,
            templates: vec![serde_json::from_value(template).unwrap()],
            queries: vec![serde_json::from_value(query).unwrap()],
            offered: vec![Offered { words: "Export".to_owned(), also: "CSV".to_owned() }],
            now: EpochMillis(0),
        }
    }

    #[test]
    fn a_word_finds_actions_jobs_and_queries_in_their_order() {
        let groups: Vec<_> = found("LOCK", &sources()).into_iter().map(|entry| entry.group).collect();
        assert_eq!(groups, [Group::Actions, Group::Jobs, Group::Queries, Group::Places]);
        assert_eq!(found("lock", &sources()).last().unwrap().deed, Deed::Open("/devices/lock".to_owned()));
        assert_eq!(found("jam lock", &sources()).len(), 1);
    }

    #[test]
    fn a_sign_asks_for_commands_or_for_jobs_alone() {
        let commands = found(">", &sources());
        assert_eq!(commands.len(), Command::all().len());
        let dark = found("> dark", &sources());
        assert_eq!(
            dark.into_iter().map(|entry| entry.deed).collect::<Vec<_>>(),
            [Deed::Run(Command::Theme(crate::display::Theme::Dark))]
        );
        assert_eq!(found("#j-1", &sources()).len(), 1);
        assert!(found("dark", &sources()).iter().any(|entry| entry.group == Group::Commands));
    }

    #[test]
    fn who_may_not_order_finds_no_order() {
        let found = found("", &Sources { orders: false, ..sources() });
        assert!(found.iter().all(|entry| entry.group != Group::Actions) && !found.is_empty());
    }

    #[test]
    fn what_the_page_offers_is_found_by_its_words() {
        for typed in ["export", "csv"] {
            assert_eq!(found(typed, &sources()).first().unwrap().deed, Deed::Press("Export".to_owned()));
        }
    }

    #[test]
    fn a_language_is_found_by_its_name_in_the_other() {
        let spanish = Deed::Run(Command::Language(crate::messages::Language::Spanish));
        assert!(found("spanish", &sources()).iter().any(|entry| entry.deed == spanish));
    }

    #[test]
    fn nothing_typed_shows_where_one_can_go() {
        let entries = found("", &sources());
        assert_eq!(entries.first().unwrap().deed, Deed::Open("/jobs/new".to_owned()));
        assert_eq!(entries.iter().filter(|entry| entry.group == Group::Places).count(), 3);
    }
}
