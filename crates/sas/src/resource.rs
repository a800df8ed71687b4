//! What a token is for.

use std::fmt;

/// A host and a path below it, such as `localhost/devices/dev1`.
///
/// Made comparable: the host is in lower case and without port, a slash at the end is dropped, and so is a last segment
/// `api-version=…`, which some tools put after the device id. Device and module ids keep their case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Resource {
    host: String,
    segments: Vec<String>,
}

impl Resource {
    /// Reads a resource from plain text, not percent-coded.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.strip_suffix('/').unwrap_or(text);
        let mut parts = text.split('/');
        let host = Self::host(parts.next().unwrap_or_default());
        let mut segments: Vec<String> = parts.map(str::to_owned).collect();
        // Behind `devices/{id}` or `…/modules/{id}` only: a device may be called `api-version=1`.
        let suffix = |segment: &String| segment.trim_start_matches('?').starts_with("api-version=");
        if segments.len() % 2 == 1 && segments.last().is_some_and(suffix) {
            segments.pop();
        }
        Self { host, segments }
    }

    /// The whole hub. `host` may carry a port.
    #[must_use]
    pub fn hub(host: &str) -> Self {
        Self { host: Self::host(host), segments: Vec::new() }
    }

    /// One device.
    #[must_use]
    pub fn device(host: &str, device: &str) -> Self {
        Self { host: Self::host(host), segments: vec!["devices".to_owned(), device.to_owned()] }
    }

    /// One module of a device.
    #[must_use]
    pub fn module(host: &str, device: &str, module: &str) -> Self {
        let mut resource = Self::device(host, device);
        resource.segments.extend(["modules".to_owned(), module.to_owned()]);
        resource
    }

    /// Says whether a token for this resource opens `wanted`: the same host, and a path that begins with all segments of
    /// this one. `/a/b` covers `/a/b/c` but not `/a/bc`.
    #[must_use]
    pub fn covers(&self, wanted: &Self) -> bool {
        self.host == wanted.host && wanted.segments.starts_with(&self.segments)
    }

    /// The path below the host.
    #[must_use]
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// The device that the path names, when it names one.
    #[must_use]
    pub fn device_id(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [folder, device, ..] if folder == "devices" => Some(device),
            _ => None,
        }
    }

    fn host(text: &str) -> String {
        let name = match text.rsplit_once(':') {
            Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => text,
        };
        name.to_ascii_lowercase()
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.host)?;
        self.segments.iter().try_for_each(|segment| write!(formatter, "/{segment}"))
    }
}

#[cfg(test)]
mod tests;
