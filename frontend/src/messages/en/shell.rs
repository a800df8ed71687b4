use super::English;
use lockstep_api::session::{Role, SignInFailure};

use crate::messages::{ShellMessages, Span, code, text};

impl ShellMessages for English {
    fn crashed(&self) -> &'static str {
        "Something in this page broke. What you ordered is not affected: jobs run in the hub."
    }

    fn reload(&self) -> &'static str {
        "Reload"
    }

    fn skip_to_content(&self) -> &'static str {
        "Skip to content"
    }

    fn page_title(&self, page: &str) -> String {
        format!("{page} · Lockstep")
    }

    fn main_navigation(&self) -> &'static str {
        "Main"
    }

    fn breadcrumb(&self) -> &'static str {
        "Breadcrumb"
    }

    fn environment(&self, name: &str) -> String {
        format!("Environment {name}")
    }

    fn jobs(&self) -> &'static str {
        "Jobs"
    }

    fn actions_title(&self) -> &'static str {
        "Actions"
    }

    fn devices_title(&self) -> &'static str {
        "Devices"
    }

    fn new_job(&self) -> &'static str {
        "New job"
    }

    fn try_now(&self) -> &'static str {
        "Try now"
    }

    fn copy_link(&self) -> &'static str {
        "Copy link"
    }

    fn copy_by_hand(&self) -> &'static str {
        "This browser does not let the page copy here: press Ctrl+C"
    }

    fn copied(&self) -> &'static str {
        "Copied"
    }

    fn close(&self) -> &'static str {
        "Close"
    }

    fn loading(&self) -> &'static str {
        "Loading"
    }

    fn as_of(&self, time: &str) -> String {
        format!("as of {time}")
    }

    fn at_most_characters(&self, most: u64) -> String {
        format!("It takes {} characters, and no more.", crate::intl::number(most))
    }

    fn table_scrolls(&self) -> &'static str {
        "Table, scrolls sideways"
    }

    fn part_missing_title(&self) -> &'static str {
        "This page did not load"
    }

    fn part_missing(&self) -> &'static str {
        "Either the connection to Lockstep is lost, or Lockstep was updated since this tab was opened. Reloading helps \
         with the second."
    }

    fn not_found_title(&self) -> &'static str {
        "No such page"
    }

    fn not_found(&self) -> &'static str {
        "The address leads nowhere. The jobs and the devices are in the bar above."
    }

    fn sign_in_title(&self) -> &'static str {
        "Sign in"
    }

    fn sign_in_lead(&self) -> Vec<Span> {
        vec![
            text("Lockstep printed an address with "),
            code("#token=…"),
            text(" when it started. Open that address, or paste it, or the token alone, here."),
        ]
    }

    fn token(&self) -> &'static str {
        "Address or token"
    }

    fn token_needed(&self) -> &'static str {
        "Paste the address or the token first."
    }

    fn provider_lead(&self, provider: &str) -> String {
        format!(
            "Log in where you log in for everything else ({provider}); it tells Lockstep who you are and what you may do here."
        )
    }

    fn log_in_with(&self, provider: &str) -> String {
        format!("Log in with {provider}")
    }

    fn token_besides(&self) -> &'static str {
        "Use the operator token instead"
    }

    fn not_let_in(&self, failure: SignInFailure) -> &'static str {
        match failure {
            SignInFailure::ProviderDown => {
                "The login service does not answer as it should. Try again; if it stays so, tell whoever runs Lockstep: its log says more."
            }
            SignInFailure::Denied => {
                "The login service did not let you in. Try again, with another account if you have one."
            }
            SignInFailure::Unbelievable => {
                "Lockstep could not believe what the login service said of you, so nobody was signed in. Tell whoever runs Lockstep: its log says more."
            }
            SignInFailure::Stale => {
                "This login was begun in another tab, or more than ten minutes ago. Begin again."
            }
            SignInFailure::NoRole => {
                "You are known to the login service, but nobody has granted you a role in Lockstep. Ask whoever runs it for one."
            }
            SignInFailure::Store => {
                "Lockstep could not store that you signed in. Try again; if it stays so, tell whoever runs Lockstep."
            }
        }
    }

    fn view_only(&self) -> &'static str {
        "View only"
    }

    fn view_only_why(&self, read_only: bool) -> &'static str {
        if read_only {
            "This Lockstep was started to show and not to order: nothing can be ordered, called or written here."
        } else {
            "Your role is viewer: you see devices, jobs and answers, and order nothing. Whoever runs Lockstep grants roles."
        }
    }

    fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Viewer => "viewer",
            Role::Operator => "operator",
            Role::Admin => "admin",
        }
    }

    fn session_ended(&self) -> &'static str {
        "The session has ended. Sign in again; what you typed is kept."
    }

    fn sign_in(&self) -> &'static str {
        "Sign in"
    }

    fn sign_out(&self) -> &'static str {
        "Sign out"
    }

    fn signing_in(&self) -> &'static str {
        "Asking Lockstep who you are"
    }

    fn lockstep_down(&self) -> &'static str {
        "Lockstep does not answer"
    }

    fn signed_in_as(&self, caller: &str) -> String {
        format!("Signed in as {caller}")
    }

    fn display(&self) -> &'static str {
        "Display: theme, density, contrast"
    }

    fn theme(&self) -> &'static str {
        "Theme"
    }

    fn theme_system(&self) -> &'static str {
        "System"
    }

    fn theme_light(&self) -> &'static str {
        "Light"
    }

    fn theme_dark(&self) -> &'static str {
        "Dark"
    }

    fn density(&self) -> &'static str {
        "Density"
    }

    fn density_compact(&self) -> &'static str {
        "Compact"
    }

    fn density_normal(&self) -> &'static str {
        "Default"
    }

    fn density_comfortable(&self) -> &'static str {
        "Comfortable"
    }

    fn contrast(&self) -> &'static str {
        "Contrast"
    }

    fn contrast_system(&self) -> &'static str {
        "System"
    }

    fn contrast_normal(&self) -> &'static str {
        "Normal"
    }

    fn contrast_more(&self) -> &'static str {
        "High"
    }

    fn times_in(&self, zone: &str) -> String {
        format!("Times are in {zone} time.")
    }

    fn zone(&self) -> &'static str {
        "Time zone"
    }

    fn zone_local(&self) -> &'static str {
        "This browser's"
    }

    fn language(&self) -> &'static str {
        "Language"
    }

    fn search(&self) -> &'static str {
        "Search"
    }

    fn palette(&self) -> &'static str {
        "Search and commands"
    }

    fn palette_hint(&self) -> &'static str {
        "Job, action, saved query or device id"
    }

    fn palette_results(&self) -> &'static str {
        "Results"
    }

    fn palette_actions(&self) -> &'static str {
        "Actions"
    }

    fn palette_commands(&self) -> &'static str {
        "Commands"
    }

    fn palette_here(&self) -> &'static str {
        "On this page"
    }

    fn palette_places(&self) -> &'static str {
        "Go to"
    }

    fn palette_nothing(&self) -> &'static str {
        "Nothing fits."
    }

    fn new_job_from(&self, template: &str) -> String {
        format!("New job: {template}")
    }

    fn open_device_named(&self, id: &str) -> String {
        format!("Device {id}")
    }

    fn keys_open(&self) -> &'static str {
        "open"
    }

    fn keys_new_tab(&self) -> &'static str {
        "new tab"
    }

    fn shortcuts(&self) -> &'static str {
        "Keyboard shortcuts"
    }

    fn shortcuts_everywhere(&self) -> &'static str {
        "Everywhere"
    }

    fn shortcuts_lists(&self) -> &'static str {
        "In lists"
    }

    fn shortcuts_order(&self) -> &'static str {
        "New job"
    }

    fn shortcut_search(&self) -> &'static str {
        "Find on this page"
    }

    fn shortcut_help(&self) -> &'static str {
        "This sheet"
    }

    fn shortcut_jobs(&self) -> &'static str {
        "Go to jobs"
    }

    fn shortcut_actions(&self) -> &'static str {
        "Go to actions"
    }

    fn shortcut_devices(&self) -> &'static str {
        "Go to devices"
    }

    fn shortcut_new_job(&self) -> &'static str {
        "New job"
    }

    fn shortcut_next(&self) -> &'static str {
        "Next and previous row"
    }

    fn shortcut_open(&self) -> &'static str {
        "Open the row"
    }

    fn shortcut_close(&self) -> &'static str {
        "Close what is open"
    }

    fn shortcut_csv(&self) -> &'static str {
        "Export as CSV"
    }

    fn shortcut_ndjson(&self) -> &'static str {
        "Export as NDJSON"
    }

    fn shortcut_next_step(&self) -> &'static str {
        "Next step"
    }
}
