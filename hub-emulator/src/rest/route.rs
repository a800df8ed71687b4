//! The whole HTTP surface of the hub on one page.
//!
//! It is a `match`, not a router of templates: the hub has a device `query` at `/devices/query` beside the operation of
//! that name, and answers a trailing slash like its absence.

use axum::http::Method;
use percent_encoding::percent_decode_str;

use crate::identity::Identity;
use crate::operation::Operation;

/// What a method and a path ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// An operation, with the ids of its path in order.
    Built(Operation, Vec<String>),
    /// Something that a real hub has and this one has not: answered with 501 and this name.
    Unbuilt(&'static str),
    /// The path exists, but not with this method.
    WrongMethod,
    /// No such path.
    Unknown,
}

/// Finds the route of a request. `path` is as on the wire, percent-encoded.
pub(crate) fn route(method: &Method, path: &str) -> Route {
    use Operation as Op;

    let Some(segments) = decode(path) else { return Route::Unknown };
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let built =
        |operation, ids: &[&str]| Route::Built(operation, ids.iter().map(|id| (*id).to_owned()).collect());

    match (method.as_str(), segments.as_slice()) {
        // Identity registry
        ("GET", ["devices"]) => built(Op::ListDevices, &[]),
        ("POST", ["devices"]) => built(Op::BulkDevices, &[]),
        ("GET", ["devices", id]) => built(Op::GetDevice, &[id]),
        ("PUT", ["devices", id]) => built(Op::PutDevice, &[id]),
        ("DELETE", ["devices", id]) => built(Op::DeleteDevice, &[id]),
        ("GET", ["devices", id, "modules"]) => built(Op::ListModules, &[id]),
        ("GET", ["devices", id, "modules", module]) => built(Op::GetModule, &[id, module]),
        ("PUT", ["devices", id, "modules", module]) => built(Op::PutModule, &[id, module]),
        ("DELETE", ["devices", id, "modules", module]) => built(Op::DeleteModule, &[id, module]),
        ("DELETE", ["devices", id, "commands"]) => built(Op::PurgeMessages, &[id]),
        ("GET", ["statistics", "devices"]) => built(Op::DeviceStatistics, &[]),
        ("GET", ["statistics", "service"]) => built(Op::ServiceStatistics, &[]),

        // Twins, methods, queries
        ("POST", ["devices", "query"]) => built(Op::Query, &[]),
        ("GET", ["twins", id] | ["twins", id, "modules", _]) => built(Op::GetTwin, &identity(id, &segments)),
        ("PATCH", ["twins", id] | ["twins", id, "modules", _]) => {
            built(Op::PatchTwin, &identity(id, &segments))
        }
        ("PUT", ["twins", id] | ["twins", id, "modules", _]) => built(Op::PutTwin, &identity(id, &segments)),
        ("POST", ["twins", id, "methods"] | ["twins", id, "modules", _, "methods"]) => {
            built(Op::InvokeMethod, &identity(id, &segments))
        }

        // Scheduled jobs
        ("GET", ["jobs", "v2", "query"]) => built(Op::ListJobs, &[]),
        ("PUT", ["jobs", "v2", id]) => built(Op::CreateJob, &[id]),
        ("GET", ["jobs", "v2", id]) => built(Op::GetJob, &[id]),
        ("POST", ["jobs", "v2", id, "cancel"]) => built(Op::CancelJob, &[id]),

        // What a real hub has besides
        ("GET", ["devices", _, "messages", "deviceBound"]) => Route::Unbuilt("device messaging over HTTPS"),
        ("POST", ["devices", _, "messages", ..]) => Route::Unbuilt("device messaging over HTTPS"),
        (_, ["devices", _, "messages", "deviceBound", ..]) => Route::Unbuilt("device messaging over HTTPS"),
        (_, ["devices", _, "files", ..]) => Route::Unbuilt("file upload"),
        (_, ["messages", ..]) => Route::Unbuilt("feedback and file notifications"),
        (_, ["configurations", ..] | ["devices", _, "applyConfigurationContent"]) => {
            Route::Unbuilt("automatic device configurations")
        }
        (_, ["digitaltwins", ..]) => Route::Unbuilt("digital twins"),
        ("POST", ["jobs", "create"]) => Route::Unbuilt("import and export jobs"),
        ("GET", ["jobs"]) => Route::Unbuilt("import and export jobs"),
        ("GET" | "DELETE", ["jobs", id]) if *id != "v2" => Route::Unbuilt("import and export jobs"),

        (_, path) if exists(path) => Route::WrongMethod,
        _ => Route::Unknown,
    }
}

/// The device whose own path this is: `/devices/{id}` and what is below it.
pub(crate) fn device(path: &str) -> Option<Identity> {
    match decode(path)?.as_slice() {
        [devices, id, ..] if devices == "devices" => Some(Identity::device(id.parse().ok()?)),
        _ => None,
    }
}

/// The ids of a twin path: the device, and the module when there is one.
fn identity<'a>(device: &'a str, segments: &[&'a str]) -> Vec<&'a str> {
    match segments {
        [_, _, "modules", module, ..] => vec![device, module],
        _ => vec![device],
    }
}

fn exists(path: &[&str]) -> bool {
    matches!(
        path,
        ["devices"]
            | ["devices", _]
            | ["devices", _, "commands"]
            | ["devices", _, "modules"]
            | ["devices", _, "modules", _]
            | ["statistics", "devices" | "service"]
            | ["twins", _]
            | ["twins", _, "methods"]
            | ["twins", _, "modules", _]
            | ["twins", _, "modules", _, "methods"]
            | ["jobs", "v2", _]
            | ["jobs", "v2", _, "cancel"]
    )
}

/// Splits and percent-decodes; one trailing slash is dropped. `None` when a segment is not UTF-8.
fn decode(path: &str) -> Option<Vec<String>> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let decode = |segment| Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned());
    path.split('/').map(decode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(method: &str, path: &str) -> Route {
        route(&method.parse().unwrap(), path)
    }

    fn built(operation: Operation, ids: &[&str]) -> Route {
        Route::Built(operation, ids.iter().map(|id| (*id).to_owned()).collect())
    }

    #[test]
    fn a_trailing_slash_is_like_none() {
        assert_eq!(find("GET", "/devices/"), built(Operation::ListDevices, &[]));
    }

    #[test]
    fn ids_are_decoded_after_the_path_is_split() {
        assert_eq!(find("GET", "/twins/a%2Fb%25"), built(Operation::GetTwin, &["a/b%"]));
        assert_eq!(find("GET", "/twins/%ff"), Route::Unknown);
    }

    #[test]
    fn a_device_may_be_called_query() {
        assert_eq!(find("POST", "/devices/query"), built(Operation::Query, &[]));
        assert_eq!(find("GET", "/devices/query"), built(Operation::GetDevice, &["query"]));
    }

    #[test]
    fn modules_have_twins_and_methods() {
        assert_eq!(find("PATCH", "/twins/d/modules/m"), built(Operation::PatchTwin, &["d", "m"]));
        assert_eq!(find("POST", "/twins/d/modules/m/methods"), built(Operation::InvokeMethod, &["d", "m"]));
    }

    #[test]
    fn what_is_not_built_is_named_and_what_does_not_exist_is_not() {
        assert_eq!(find("PUT", "/configurations/c"), Route::Unbuilt("automatic device configurations"));
        assert_eq!(find("POST", "/jobs/create"), Route::Unbuilt("import and export jobs"));
        assert_eq!(find("DELETE", "/jobs/v2/j"), Route::WrongMethod);
        assert_eq!(find("GET", "/unheard/of"), Route::Unknown);
    }
}
