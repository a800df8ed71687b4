//! The list of devices and the page of one device.

use super::Span;
use lockstep_api::device::SignIn;

/// The list of devices and the page of one device.
pub trait DeviceMessages {
    fn devices_count(&self, count: u64) -> String;
    /// How many are connected: `12,231 of 12,480 connected`.
    fn connected_of(&self, connected: u64, total: u64) -> Vec<Span>;
    /// What the chart of the last day shows.
    fn connected_between(&self, least: u64, most: u64) -> String;
    fn last_day(&self) -> &'static str;
    fn connection(&self, connected: bool) -> &'static str;
    fn disabled(&self) -> &'static str;
    fn disabled_why(&self) -> &'static str;
    fn filter_devices(&self) -> &'static str;
    fn run(&self) -> &'static str;
    fn clear_filter(&self) -> &'static str;
    fn new_job_for_these(&self) -> &'static str;
    /// Beside the box of a row.
    fn pick(&self, device: &str) -> String;
    fn pick_read(&self, count: u64) -> String;
    fn pick_none(&self) -> &'static str;
    fn picked(&self, count: u64) -> String;
    fn picked_too_many(&self) -> &'static str;
    fn new_job_for_picked(&self, count: u64) -> String;
    fn new_job_for_device(&self) -> &'static str;
    /// When the list was read.
    fn for_last_query(&self, time: &str) -> String;
    fn shown_of(&self, shown: u64, total: Option<u64>) -> String;
    fn more_devices(&self) -> &'static str;
    fn device(&self) -> &'static str;
    fn connection_head(&self) -> &'static str;
    fn tags(&self) -> &'static str;
    fn last_activity(&self) -> &'static str;
    fn never(&self) -> &'static str;
    fn no_match(&self) -> &'static str;
    fn no_match_why(&self) -> &'static str;
    fn no_devices(&self) -> &'static str;
    fn no_devices_lead(&self, host: &str) -> Vec<Span>;
    fn simulate(&self) -> &'static str;
    fn simulate_how(&self) -> &'static str;
    fn connect_hub(&self) -> &'static str;
    fn connect_hub_how(&self) -> &'static str;
    fn copy_command(&self) -> &'static str;
    /// On an empty hub, which is looked at until it is none.
    fn waiting_for_first(&self) -> &'static str;
    fn look_again(&self) -> &'static str;
    fn queries_to_start(&self) -> &'static str;
    fn one_building(&self) -> &'static str;
    fn doors_unlocked(&self) -> &'static str;
    fn without_building(&self) -> &'static str;
    fn use_query(&self) -> &'static str;
    fn copy_device_id(&self) -> &'static str;
    fn refresh(&self) -> &'static str;
    fn twin(&self) -> &'static str;
    fn twin_read_at(&self, time: &str) -> String;
    fn twin_tree(&self) -> &'static str;
    fn twin_json(&self) -> &'static str;
    fn copy_twin(&self) -> &'static str;
    fn keys(&self, count: u64) -> String;
    fn version(&self, version: u64) -> String;
    fn set_by_operators(&self) -> &'static str;
    fn none_set(&self) -> &'static str;
    fn differs_from_desired(&self) -> &'static str;
    fn look_into_head(&self) -> &'static str;
    fn look_into(&self, device: &str) -> String;
    fn previous(&self) -> &'static str;
    fn next(&self) -> &'static str;
    fn full_page(&self) -> &'static str;
    fn columns(&self) -> &'static str;
    fn all_devices_link(&self) -> &'static str;
    fn columns_hint(&self) -> &'static str;
    fn columns_full(&self, most: u64) -> String;
    fn column_wrong(&self) -> &'static str;
    fn column_path(&self) -> &'static str;
    fn add_column(&self) -> &'static str;
    fn sorted_within(&self, count: u64) -> String;
    /// Where a device is, by its tags.
    fn place(&self) -> &'static str;
    /// How a device proves who it is.
    fn signs_in(&self) -> &'static str;
    fn signs_in_by(&self, by: SignIn) -> &'static str;
    /// Size of the desired properties, of what the hub takes.
    fn desired_size(&self, bytes: u64) -> String;
    fn etag(&self) -> &'static str;
    fn desired_version(&self) -> &'static str;
    fn reported_version(&self) -> &'static str;
    fn updated(&self, ago: &str) -> String;
}
