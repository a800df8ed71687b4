use super::{English, counted, devices};
use crate::{
    intl::{kilobytes, number},
    messages::{DeviceMessages, Span, code, strong, text},
};
use lockstep_api::device::SignIn;

impl DeviceMessages for English {
    fn devices_count(&self, count: u64) -> String {
        devices(count)
    }

    fn connected_of(&self, connected: u64, total: u64) -> Vec<Span> {
        vec![strong(number(connected)), text(format!(" of {} connected", number(total)))]
    }

    fn connected_between(&self, least: u64, most: u64) -> String {
        format!(
            "Connected devices of the whole fleet, last 24 hours: between {} and {}",
            number(least),
            number(most)
        )
    }

    fn last_day(&self) -> &'static str {
        "all devices, last 24 hours"
    }

    fn connection(&self, connected: bool) -> &'static str {
        if connected { "Connected" } else { "Offline" }
    }

    fn disabled(&self) -> &'static str {
        "Disabled"
    }

    fn disabled_why(&self) -> &'static str {
        "This device may not connect."
    }

    fn filter_devices(&self) -> &'static str {
        "Filter devices"
    }

    fn run(&self) -> &'static str {
        "Run"
    }

    fn clear_filter(&self) -> &'static str {
        "Clear filter"
    }

    fn new_job_for_these(&self) -> &'static str {
        "New job for these devices"
    }

    fn pick(&self, device: &str) -> String {
        format!("Select {device}")
    }

    fn pick_read(&self, count: u64) -> String {
        if count == 1 {
            "Select the one that was read".to_owned()
        } else {
            format!("Select all {} that were read", number(count))
        }
    }

    fn pick_none(&self) -> &'static str {
        "Select none"
    }

    fn picked(&self, count: u64) -> String {
        format!("{} selected", number(count))
    }

    fn picked_too_many(&self) -> &'static str {
        "Too many for one order: narrow the query instead."
    }

    fn new_job_for_picked(&self, count: u64) -> String {
        format!("New job for {}", counted(count, "device", "devices"))
    }

    fn new_job_for_device(&self) -> &'static str {
        "New job for this device"
    }

    fn for_last_query(&self, time: &str) -> String {
        format!("for the last query that ran, {time}")
    }

    fn shown_of(&self, shown: u64, total: Option<u64>) -> String {
        match total {
            Some(total) => format!("{} of {} shown", number(shown), devices(total)),
            None => format!("{} shown", devices(shown)),
        }
    }

    fn more_devices(&self) -> &'static str {
        "More devices"
    }

    fn device(&self) -> &'static str {
        "Device"
    }

    fn connection_head(&self) -> &'static str {
        "Connection"
    }

    fn tags(&self) -> &'static str {
        "Tags"
    }

    fn last_activity(&self) -> &'static str {
        "Last activity"
    }

    fn never(&self) -> &'static str {
        "Never"
    }

    fn no_match(&self) -> &'static str {
        "No device satisfies the condition"
    }

    fn no_match_why(&self) -> &'static str {
        "The hub ran it and found none. Text depends on upper and lower case."
    }

    fn no_devices(&self) -> &'static str {
        "No devices yet"
    }

    fn no_devices_lead(&self, host: &str) -> Vec<Span> {
        vec![
            text("Lockstep is connected to "),
            code(host),
            text(", and its registry is empty. Add a simulated fleet, or point Lockstep at your hub."),
        ]
    }

    fn simulate(&self) -> &'static str {
        "Simulate a fleet"
    }

    fn simulate_how(&self) -> &'static str {
        "Door controllers that answer lockDoor. Look again once they are registered; a scenario file makes some of them slow or takes them offline."
    }

    fn connect_hub(&self) -> &'static str {
        "Connect your hub"
    }

    fn connect_hub_how(&self) -> &'static str {
        "Start the proxy with the connection string of a policy that has ServiceConnect. The key stays in the proxy; this page never sees it."
    }

    fn copy_command(&self) -> &'static str {
        "Copy command"
    }

    fn waiting_for_first(&self) -> &'static str {
        "Waiting for the first device"
    }

    fn look_again(&self) -> &'static str {
        "Look again"
    }

    fn queries_to_start(&self) -> &'static str {
        "Queries to start from"
    }

    fn one_building(&self) -> &'static str {
        "One building, two floors"
    }

    fn doors_unlocked(&self) -> &'static str {
        "Doors that report unlocked"
    }

    fn without_building(&self) -> &'static str {
        "Devices without a building"
    }

    fn use_query(&self) -> &'static str {
        "Use"
    }

    fn copy_device_id(&self) -> &'static str {
        "Copy device id"
    }

    fn refresh(&self) -> &'static str {
        "Read the twin again"
    }

    fn twin(&self) -> &'static str {
        "Twin"
    }

    fn twin_read_at(&self, time: &str) -> String {
        format!("read at {time}")
    }

    fn twin_tree(&self) -> &'static str {
        "Tree"
    }

    fn twin_json(&self) -> &'static str {
        "JSON"
    }

    fn copy_twin(&self) -> &'static str {
        "Copy the twin"
    }

    fn keys(&self, count: u64) -> String {
        counted(count, "key", "keys")
    }

    fn version(&self, version: u64) -> String {
        format!("version {}", number(version))
    }

    fn set_by_operators(&self) -> &'static str {
        "set by operators"
    }

    fn none_set(&self) -> &'static str {
        "none"
    }

    fn differs_from_desired(&self) -> &'static str {
        "differs from desired"
    }

    fn look_into_head(&self) -> &'static str {
        "Look into it"
    }

    fn look_into(&self, device: &str) -> String {
        format!("Look into {device}")
    }

    fn previous(&self) -> &'static str {
        "Previous"
    }

    fn next(&self) -> &'static str {
        "Next"
    }

    fn full_page(&self) -> &'static str {
        "Full page"
    }

    fn columns(&self) -> &'static str {
        "Columns"
    }

    fn all_devices_link(&self) -> &'static str {
        "See which devices there are"
    }

    fn columns_hint(&self) -> &'static str {
        "Properties of twins, remembered in this browser. Those that were seen are listed."
    }

    fn columns_full(&self, most: u64) -> String {
        format!("These are {most}, as many as the list can have: take one out to add another.")
    }

    fn column_wrong(&self) -> &'static str {
        "A path of a twin is needed: tags.floor, or properties.reported.lockState."
    }

    fn column_path(&self) -> &'static str {
        "Path of a property"
    }

    fn add_column(&self) -> &'static str {
        "Add"
    }

    fn sorted_within(&self, count: u64) -> String {
        let read = counted(count, "device that was read", "devices that were read");
        format!("Sorted within the {read}: the hub does not sort.")
    }

    fn place(&self) -> &'static str {
        "Place"
    }

    fn signs_in(&self) -> &'static str {
        "Sign-in"
    }

    fn signs_in_by(&self, by: SignIn) -> &'static str {
        match by {
            SignIn::Sas => "Symmetric key",
            SignIn::SelfSigned => "Certificate, by thumbprint",
            SignIn::CertificateAuthority => "Certificate of an authority",
            SignIn::None => "None",
        }
    }

    fn desired_size(&self, bytes: u64) -> String {
        format!("{} of 32 KB", kilobytes(bytes))
    }

    fn etag(&self) -> &'static str {
        "Etag"
    }

    fn desired_version(&self) -> &'static str {
        "Desired"
    }

    fn reported_version(&self) -> &'static str {
        "Reported"
    }

    fn updated(&self, ago: &str) -> String {
        format!("updated {ago}")
    }
}
