//! Topics, subscription filters, property bags and user names of MQTT.

use iothub_wire::topic::{Filter, LONGEST_TOPIC, PropertyBag, Topic, UserName};
use proptest::prelude::*;

use crate::campaign;
use crate::edit::edited_text;

const SAMPLES: &[&str] = &[
    "devices/dev1/messages/events/",
    "devices/dev1/messages/events",
    "devices/dev-1.a%2Bb/modules/mod1/messages/events/%24.ct=application%2Fjson&a=b&empty=&null",
    "devices/dev1/messages/devicebound/%24.to=%2Fdevices%2Fdev1%2Fmessages%2FdeviceBound&%24.mid=1",
    "devices/dev1/modules/mod1/inputs/in%20put/a=b",
    "$iothub/methods/POST/reboot/?$rid=1f",
    "$iothub/methods/res/200/?$rid=1f",
    "$iothub/twin/GET/?$rid=a-b",
    "$iothub/twin/PATCH/properties/reported/?$rid=7&$version=3",
    "$iothub/twin/res/204/?$rid=7&$version=3",
    "$iothub/twin/PATCH/properties/desired/?$version=18446744073709551615",
    "devices/dev1/messages/devicebound/#",
    "devices/dev1/modules/mod1/inputs/#",
    "$iothub/methods/POST/#",
    "$iothub/twin/res/#",
    "$iothub/twin/PATCH/properties/desired/#",
    "?%24.mid=1&a=b%20c&x=&y&=z",
    "localhost/dev1/?api-version=2021-04-12&DeviceClientType=py%2F2",
    "localhost:8883/dev1/mod1/?api-version=2021-04-12&model-id=dtmi%3Acom%3Aexample%3Bone",
    "localhost/dev1/api-version=2018-06-30",
];

const WORDS: &[&[u8]] = &[
    b"devices/",
    b"modules/",
    b"messages/",
    b"events/",
    b"devicebound",
    b"inputs/",
    b"$iothub/",
    b"methods/",
    b"twin/",
    b"POST/",
    b"GET/",
    b"PATCH/",
    b"res/",
    b"properties/",
    b"/?",
    b"$rid=",
    b"&$rid=",
    b"$version=",
    b"&$version=",
    b"api-version=",
    b"/api-version=",
];

fn survives(text: &str) -> Result<(), TestCaseError> {
    if let Ok(topic) = Topic::parse(text) {
        let printed = topic.to_string();
        // Percent-coding may make a topic longer than MQTT can carry.
        if printed.len() <= LONGEST_TOPIC {
            prop_assert_eq!(Topic::parse(&printed), Ok(topic), "printed as {}", printed);
        }
    }
    if let Ok(filter) = Filter::parse(text) {
        prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter));
    }
    if let Ok(bag) = text.parse::<PropertyBag>() {
        prop_assert_eq!(bag.to_string().parse(), Ok(bag));
    }
    if let Ok(user) = text.parse::<UserName>() {
        prop_assert_eq!(user.to_string().parse(), Ok(user));
    }
    Ok(())
}

#[test]
fn topics() {
    campaign::run("topics", &edited_text(SAMPLES, WORDS), |text| survives(&text));
}
