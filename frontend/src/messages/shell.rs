//! The frame around every page: app bar, notices, sign-in, display, shortcuts.

use lockstep_api::session::{Role, SignInFailure};

use super::Span;

/// The frame around every page: app bar, notices, sign-in, display, shortcuts.
pub trait ShellMessages {
    /// After a panic.
    fn crashed(&self) -> &'static str;
    fn reload(&self) -> &'static str;
    fn skip_to_content(&self) -> &'static str;
    fn page_title(&self, page: &str) -> String;
    fn main_navigation(&self) -> &'static str;
    fn breadcrumb(&self) -> &'static str;
    fn environment(&self, name: &str) -> String;
    fn jobs(&self) -> &'static str;
    fn devices_title(&self) -> &'static str;
    fn actions_title(&self) -> &'static str;
    fn new_job(&self) -> &'static str;
    fn try_now(&self) -> &'static str;
    fn copy_link(&self) -> &'static str;
    /// On a text that is marked to be copied with the keyboard.
    fn copy_by_hand(&self) -> &'static str;
    fn copied(&self) -> &'static str;
    fn close(&self) -> &'static str;
    fn loading(&self) -> &'static str;
    fn as_of(&self, time: &str) -> String;
    /// Of a field that is full.
    fn at_most_characters(&self, most: u64) -> String;
    fn table_scrolls(&self) -> &'static str;
    /// A page whose program did not come.
    fn part_missing_title(&self) -> &'static str;
    fn part_missing(&self) -> &'static str;
    fn not_found_title(&self) -> &'static str;
    fn not_found(&self) -> &'static str;
    fn sign_in_title(&self) -> &'static str;
    fn sign_in_lead(&self) -> Vec<Span>;
    /// What a login at the provider takes.
    fn provider_lead(&self, provider: &str) -> String;
    fn log_in_with(&self, provider: &str) -> String;
    fn token_besides(&self) -> &'static str;
    fn not_let_in(&self, failure: SignInFailure) -> &'static str;
    /// Of who may look and not order.
    fn view_only(&self) -> &'static str;
    fn view_only_why(&self, read_only: bool) -> &'static str;
    fn role(&self, role: Role) -> &'static str;
    fn session_ended(&self) -> &'static str;
    fn token(&self) -> &'static str;
    fn token_needed(&self) -> &'static str;
    fn sign_in(&self) -> &'static str;
    fn sign_out(&self) -> &'static str;
    fn signing_in(&self) -> &'static str;
    fn lockstep_down(&self) -> &'static str;
    fn signed_in_as(&self, caller: &str) -> String;
    fn display(&self) -> &'static str;
    fn theme(&self) -> &'static str;
    fn theme_system(&self) -> &'static str;
    fn theme_light(&self) -> &'static str;
    fn theme_dark(&self) -> &'static str;
    fn density(&self) -> &'static str;
    fn density_compact(&self) -> &'static str;
    fn density_normal(&self) -> &'static str;
    fn density_comfortable(&self) -> &'static str;
    fn contrast(&self) -> &'static str;
    fn contrast_system(&self) -> &'static str;
    fn contrast_normal(&self) -> &'static str;
    fn contrast_more(&self) -> &'static str;
    fn times_in(&self, zone: &str) -> String;
    fn zone(&self) -> &'static str;
    fn zone_local(&self) -> &'static str;
    fn language(&self) -> &'static str;
    fn search(&self) -> &'static str;
    fn palette(&self) -> &'static str;
    fn palette_hint(&self) -> &'static str;
    fn palette_results(&self) -> &'static str;
    fn palette_actions(&self) -> &'static str;
    fn palette_commands(&self) -> &'static str;
    /// Above what the page below the palette offers.
    fn palette_here(&self) -> &'static str;
    fn palette_places(&self) -> &'static str;
    fn palette_nothing(&self) -> &'static str;
    fn new_job_from(&self, template: &str) -> String;
    fn open_device_named(&self, id: &str) -> String;
    fn keys_open(&self) -> &'static str;
    fn keys_new_tab(&self) -> &'static str;
    fn shortcuts(&self) -> &'static str;
    fn shortcuts_everywhere(&self) -> &'static str;
    fn shortcuts_lists(&self) -> &'static str;
    fn shortcuts_order(&self) -> &'static str;
    fn shortcut_search(&self) -> &'static str;
    fn shortcut_help(&self) -> &'static str;
    fn shortcut_jobs(&self) -> &'static str;
    fn shortcut_devices(&self) -> &'static str;
    fn shortcut_actions(&self) -> &'static str;
    fn shortcut_new_job(&self) -> &'static str;
    fn shortcut_next(&self) -> &'static str;
    fn shortcut_open(&self) -> &'static str;
    fn shortcut_close(&self) -> &'static str;
    /// The rows of a job as a file.
    fn shortcut_csv(&self) -> &'static str;
    fn shortcut_ndjson(&self) -> &'static str;
    fn shortcut_next_step(&self) -> &'static str;
}
