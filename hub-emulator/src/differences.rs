//! Where this hub is not the real one, as data: the README prints these rows, and a test keeps it true.

/// Why a row is in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The real hub has it, this one answers 501 or lacks it.
    NotBuilt,
    /// What the real hub does is not documented or not confirmed; this is what we chose.
    Choice,
    /// Different on purpose, because this hub is for development.
    Development,
}

/// One difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// Why it is there.
    pub kind: Kind,
    /// What it is about.
    pub topic: &'static str,
    /// What this emulator does.
    pub here: &'static str,
}

const fn not_built(topic: &'static str, here: &'static str) -> Difference {
    Difference { kind: Kind::NotBuilt, topic, here }
}

const fn choice(topic: &'static str, here: &'static str) -> Difference {
    Difference { kind: Kind::Choice, topic, here }
}

const fn development(topic: &'static str, here: &'static str) -> Difference {
    Difference { kind: Kind::Development, topic, here }
}

/// Every difference that we know of.
pub const DIFFERENCES: &[Difference] = &[
    not_built(
        "AMQP (5671), with cloud-to-device sends, feedback and file notifications",
        "no listener; the control plane sends",
    ),
    not_built(
        "Feedback of cloud-to-device messages",
        "`iothub-ack` is passed on; there is no feedback, and asking for it over HTTPS is 501",
    ),
    not_built(
        "Device-to-cloud messages",
        "no Event Hub endpoint and no routes: the control plane shows the last 1000",
    ),
    not_built("Automatic device configurations", "501"),
    not_built("Digital twins", "501; the model id of a CONNECT is kept in the twin"),
    not_built("Import and export jobs (v1)", "501"),
    not_built("File upload", "501"),
    not_built("Device messaging over HTTPS", "501"),
    not_built(
        "X.509 authentication",
        "identities can be registered; such callers are refused with 401 or CONNACK 5",
    ),
    not_built("Identities a hub", "no limit"),
    choice("HTTP versions", "1.1 only"),
    choice("SAS and Entra expiry", "no leeway"),
    choice("Token whose `sr` names more than the resource", "refused, but for a suffix `api-version=…`"),
    choice("Slashes in the `sr` of a token", "coded or not"),
    choice(
        "Host that is no hub",
        "over REST only the `sr` of the token has to name the hub; CONNACK 5 over MQTT",
    ),
    choice(
        "Roles of an Entra token",
        "read from its claim `roles`; the real hub asks Azure which roles were assigned",
    ),
    choice(
        "Keys of the issuer of Entra tokens",
        "read again when five minutes old by the time of tokens; the last ones count while the issuer is away",
    ),
    choice("`/statistics`", "registry rights or `ServiceConnect`"),
    choice("Rights for scheduled jobs", "`ServiceConnect`"),
    choice("Basic tier", "there is none; every operation is available"),
    choice("api-version", "any text that begins like a date; otherwise 400 `InvalidProtocolVersion`"),
    choice(
        "Body id that differs from the path",
        "400 `ArgumentInvalid`; a missing one is taken from the path",
    ),
    choice("Missing identity in the registry", "404 `DeviceNotFound`, for modules 404 `ModuleNotFound`"),
    choice("Modules a device", "50"),
    choice(
        "Modules of a missing or disabled device",
        "401 under SAS; with an Entra token and in a bulk write 404 `DeviceNotFound` when it is missing, otherwise allowed",
    ),
    choice("Scopes of a device", "256 characters each, five parents, otherwise 400 `InvalidDeviceScope`"),
    choice("Header or parameter that cannot be read, header that is there twice", "400 `ArgumentInvalid`"),
    choice(
        "Size of a request",
        "64 KB for an identity, 2 MB for a twin or a job, 1 MB for a method, 128 KB for a query, 8 MB in bulk, then 413",
    ),
    choice(
        "Request that pauses for 15 seconds or takes two minutes",
        "400 `RequestTimedOut`, and the connection is closed",
    ),
    choice("Answer of which nothing is read for a minute", "the connection is closed"),
    choice("Bulk write without `importMode`", "create or update"),
    choice(
        "Twin data of a bulk write",
        "merged, whatever the mode, and refused together with the identity; reported properties are ignored",
    ),
    choice(
        "Bulk write errors: `operation` and `errorStatus`",
        "the import mode, and the text of the refusal",
    ),
    choice("Equal values in a twin patch", "a write like any other: versions move, the device is told"),
    choice("`$metadata` and `$version` in the size of a section", "not counted"),
    choice("`null` leaves in a twin PUT", "ignored"),
    choice("`tags: null` in a patch", "clears the tags"),
    choice(
        "Texts on keys, depth and arrays of a twin",
        "those of the edge hub; on integers and shapes our own",
    ),
    choice("Text on a string that is too long", "ends with its path, not with the string"),
    choice("Desired notification of a PUT", "the smallest difference, deletions as `null`"),
    choice("Stale `$version` on a reported patch", "412"),
    choice("Query page without a size", "100 rows; more than 100 is cut to 100"),
    choice("Query order", "by device id, then module id; rows of jobs by job id"),
    choice("Order of groups", "in which they are met"),
    choice("Case of names below `tags` and `properties`", "as given first, then any"),
    choice("Functions other than `IS_DEFINED` and `STARTSWITH`", "400"),
    choice("Values of different kinds", "are not equal and in no order"),
    choice("Division", "of reals; by zero it has no value"),
    choice("AVG, SUM, MIN and MAX", "pass over values that have no sum or no order"),
    choice("GROUP BY an object or an array", "equal ones are a group"),
    choice("TOP 0", "no rows"),
    choice(
        "`statusUpdatedTime`, `createdTimeUtc`",
        "other names of `statusUpdateTime`, `createdDateTimeUtc`",
    ),
    choice("Prefix `devices.` in a query of modules", "the same as `devices.modules.`"),
    choice("Bad continuation token", "400 `ArgumentInvalid`"),
    choice("Query errors", "`BadRequest` is followed by what is wrong and where"),
    choice("Query freshness", "immediate; what changes while a query runs is seen or not"),
    choice("Continuation token with another query", "400 `ArgumentInvalid`"),
    choice("Length of a query", "8192 characters, not bytes"),
    choice(
        "Nesting of a condition",
        "128 levels of operators, calls and lists; chains of one operator are flat",
    ),
    choice("Precedence of NOT", "before everything else: `NOT a = b` is `(NOT a) = b`"),
    choice("`!=` and `NOT (… = …)` on a missing property", "do not hold"),
    choice(
        "Key of a column without AS",
        "the documented spelling at the top of the twin, else the last name; of aggregates `count`, `avg`, …",
    ),
    choice("Two columns of one key", "the later that has a value"),
    choice("MIN and MAX of numbers and strings", "none"),
    choice("Column beside an aggregate without GROUP BY", "400"),
    choice("TOP on `devices.jobs`", "400"),
    choice("`FROM c`", "devices; no other name stands for a collection"),
    choice("`IS_DEFINED` of what is no property", "400"),
    choice("Empty or missing job condition", "400 `ArgumentInvalid`"),
    choice("Job condition that begins with `FROM devices`, or has no WHERE", "taken"),
    choice(
        "Reason of a job whose condition cannot be read",
        "the hub's frame around what is wrong; places count from where the condition begins",
    ),
    choice("Twin job without an etag", "412 `PreconditionFailed` at create"),
    choice("Condition longer than 8192 characters", "412 `PreconditionFailed` at create"),
    choice("`maxExecutionTimeInSeconds` when absent", "3600"),
    choice("Most `maxExecutionTimeInSeconds`", "2147483647"),
    choice("Start in the past", "at once, however long past"),
    choice("Text on a start more than 168 hours ahead", "`a job starts at most 168 hours ahead`"),
    choice("Duplicate job id while no slot is free", "409 before 429"),
    choice("Units of a tier", "f1: 1, s1 and s2: up to 200, s3: up to 10"),
    choice(
        "Throttled operations",
        "never more than documented in any minute or second; the excess waits its turn",
    ),
    choice("Longest wait for a turn", "10 seconds; what would have to wait longer is refused at once"),
    choice(
        "Code and text of a throttle",
        "`ThrottlingBacklogTimeout`, `Operation type: CRUD` for every class",
    ),
    choice("Bulk writes and statistics", "one operation of the identity registry each"),
    choice("Steps of a direct method", "4 KB of the request, one at least; jobs have their own rate"),
    choice("Device that connects too fast", "CONNACK waits, then says 3"),
    choice(
        "Device that sends too fast",
        "not read from until its turn comes, then closed; twin requests get 429",
    ),
    choice(
        "Messages of the day",
        "device messages, queries, methods both ways, twins; registry, job calls and what jobs do are free",
    ),
    choice(
        "Daily quota used up",
        "403 `IotHubQuotaExceeded`, device messages close the connection; a message that begins below the limit passes",
    ),
    choice("Job id after 30 days of history", "free again"),
    choice("Job that selects nobody", "completed, all counts zero"),
    choice("`endTime` of a job", "absent before the job has ended"),
    choice("Order of rows", "by device id; running jobs take turns"),
    choice("Window closes on an unanswered call", "the row fails with `GatewayTimeout`"),
    choice(
        "Error codes of other rows",
        "that with which the call of a method or the patch of a twin would be refused",
    ),
    choice("Status chosen by the device", "does not matter: an answered call is completed"),
    choice("Rows of module jobs", "carry `moduleId`"),
    choice("Job calls under way", "4096 at once, waits for devices included"),
    choice("Unknown words in the filters of the job list", "400 `ArgumentInvalid`"),
    choice("Job named `query`", "refused: its address is that of the list"),
    choice("Capitals, `_` and `.` in a job id", "400 `ArgumentInvalid`; taken with `--lax-job-ids`"),
    choice("Method time-out", "counted from the call, waiting for the device included"),
    choice("Method name", "at most 512 letters, digits and ``-._~!$&'()*,;=:@``"),
    choice("Method payload above 128 KB", "413 `MessageTooLarge`"),
    choice("Device that drops during a call", "404 `DeviceNotOnline`"),
    choice(
        "Method response that is no JSON or too large",
        "502 `BadDeviceResponse`; in the body 502000, as it has no number of its own",
    ),
    choice("Method payload of more than 64 levels", "400 `ArgumentInvalid`; in a response 502"),
    choice(
        "Method calls in flight to one device",
        "64, those included that wait for it to connect, then 403 `DeviceMaximumInflightMethodExceeded`",
    ),
    choice("Device that does not take its desired patches", "64 wait, then the connection is closed"),
    choice("Device with an expired token", "the connection is closed at the second of expiry"),
    choice(
        "Slow client of MQTT",
        "10 seconds each for the hello of TLS, its handshake and CONNECT, then the connection is closed",
    ),
    choice("Another level of MQTT than that of 3.1.1", "CONNACK 1"),
    choice("Client id that is not that of the user name", "CONNACK 5"),
    choice(
        "Expiry and deliveries of a cloud-to-device message",
        "an hour, 10 deliveries, a lock of one minute",
    ),
    choice(
        "Cloud-to-device message that is too large, expired already",
        "413 `MessageTooLarge`, 403 `InvalidMessageExpiryTime`",
    ),
    choice(
        "Message that is sent again",
        "marked as a duplicate, but in a new session as if new; after a lost connection at once",
    ),
    choice("Purge", "`ServiceConnect`; counts as a send"),
    choice("Two properties of one name", "the last one counts"),
    choice("Repeated subscription", "replaces the earlier one, so that a sixth cannot be"),
    choice(
        "Publish or subscription that is not allowed, message above 256 KB",
        "the connection is closed, without PUBACK or SUBACK",
    ),
    choice("WebSocket frame or message above 8 MiB", "the connection is closed, whatever it holds"),
    choice("Property without a name, or not UTF-8", "the connection is closed"),
    choice(
        "Device id with `+` or `#`",
        "no topics of its own, which MQTT forbids: such a device has its twin and methods only",
    ),
    choice("Value of `mqtt-retain`", "`true`"),
    choice("Will that is no message of this device, or of `QoS` 2", "CONNACK 5"),
    choice("Method without a payload", "`null` is sent"),
    choice("Method payloads", "handed on as they were written, in echoes too"),
    choice("Texts of refusals that were never recorded", "our own"),
    development("Key of `iothubowner`", "published; the other policies have random keys in DIR/policies/"),
    development("Names of the hub", "`--host-name`, and always `localhost`, `127.0.0.1` and `[::1]`"),
    development(
        "After a crash",
        "a method call without a recorded outcome fails with `Unknown` and is not repeated",
    ),
    development("Daily quota after a restart", "whole again"),
    development("Control plane", "`/_emulator/`, on loopback, without a credential"),
    development("501 answers", "error code `NotImplemented`, which the real hub does not have"),
];

/// The rows of one kind as a table in Markdown.
pub fn table(kind: Kind) -> String {
    let rows = DIFFERENCES.iter().filter(|difference| difference.kind == kind);
    let rows = rows.map(|difference| format!("| {} | {} |\n", difference.topic, difference.here));
    format!("| about | here |\n|---|---|\n{}", rows.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_prints_every_difference() {
        let readme = include_str!("../README.md");
        for kind in [Kind::NotBuilt, Kind::Choice, Kind::Development] {
            let table = table(kind);
            assert!(readme.contains(&table), "put this into README.md:\n\n{table}");
        }
    }
}
