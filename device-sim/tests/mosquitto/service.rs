//! The hub's part, played over mosquitto by a client of our own that blocks.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use lockstep_device_sim::clock::Moment;
use lockstep_device_sim::endpoint::Endpoint;
use lockstep_device_sim::mqtt::{Connect, Event, QoS, Session};

const NOW: Moment = Moment::from_millis(0);

/// A client that hears everything that devices say.
pub(crate) struct Service {
    stream: TcpStream,
    session: Session,
    input: Vec<u8>,
    heard: VecDeque<(String, String)>,
    subscribed: bool,
}

impl Service {
    /// Connects and subscribes.
    pub(crate) fn connect(endpoint: &Endpoint) -> Self {
        let stream = TcpStream::connect((endpoint.host.as_str(), endpoint.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut service = Self {
            stream,
            session: Session::default(),
            input: Vec::new(),
            heard: VecDeque::new(),
            subscribed: false,
        };
        let connect = Connect {
            client_id: "service",
            user_name: None,
            password: None,
            clean_session: true,
            keep_alive: 0,
        };
        let mut out = Vec::new();
        service.session.connect(&connect, NOW, &mut out).unwrap();
        service.stream.write_all(&out).unwrap();
        while !service.session.connected() {
            service.receive();
        }
        let mut out = Vec::new();
        let filters =
            ["$iothub/twin/GET/#", "$iothub/twin/PATCH/properties/reported/#", "$iothub/methods/res/#"];
        let filters = filters.map(|filter| (filter, QoS::AtMostOnce));
        service.session.subscribe(&filters, NOW, &mut out).unwrap();
        service.stream.write_all(&out).unwrap();
        while !service.subscribed {
            service.receive();
        }
        service
    }

    /// Sends a message at `QoS` 1.
    pub(crate) fn publish(&mut self, topic: &str, payload: &str) {
        let mut out = Vec::new();
        self.session.publish(topic, payload.as_bytes(), QoS::AtLeastOnce, NOW, &mut out).unwrap();
        self.stream.write_all(&out).unwrap();
    }

    /// The next message of a device: topic and payload.
    pub(crate) fn next(&mut self) -> (String, String) {
        loop {
            if let Some(message) = self.heard.pop_front() {
                return message;
            }
            self.receive();
        }
    }

    fn receive(&mut self) {
        let mut buffer = [0; 4096];
        let count = self.stream.read(&mut buffer).expect("something to hear within a minute");
        assert_ne!(count, 0, "mosquitto closed the connection");
        self.input.extend_from_slice(&buffer[..count]);
        let mut used = 0;
        let mut out = Vec::new();
        while let Some((event, length)) = self.session.receive(&self.input[used..], NOW, &mut out).unwrap() {
            match event {
                Event::Message { topic, payload } => {
                    let payload = String::from_utf8(payload.to_vec()).unwrap();
                    self.heard.push_back((topic.to_owned(), payload));
                }
                Event::Subscribed { granted, .. } => {
                    assert!(!granted.contains(&None));
                    self.subscribed = true;
                }
                Event::Refused(refusal) => panic!("{refusal}"),
                Event::Connected { .. } | Event::Delivered(_) | Event::Nothing => {}
            }
            used += length;
        }
        self.input.drain(..used);
        self.stream.write_all(&out).unwrap();
    }
}
