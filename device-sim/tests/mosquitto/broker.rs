//! A mosquitto of our own, on a free port, ended by its process id.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use lockstep_device_sim::endpoint::Endpoint;
use tempfile::TempDir;

/// A running broker.
pub(crate) struct Broker {
    child: Child,
    port: u16,
    plain_port: u16,
    folder: TempDir,
}

impl Broker {
    /// On plain TCP.
    pub(crate) fn plain() -> Self {
        Self::start(tempfile::tempdir().unwrap(), "")
    }

    /// On TLS, as `localhost`, and on plain TCP; with the certificate of the authority that vouches for it, in PEM.
    pub(crate) fn tls() -> (Self, String) {
        let folder = tempfile::tempdir().unwrap();
        let authority_key = rcgen::KeyPair::generate().unwrap();
        let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let ca = authority.self_signed(&authority_key).unwrap().pem();
        let issuer = rcgen::Issuer::new(authority, authority_key);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = certificate.signed_by(&key, &issuer).unwrap().pem();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let plain_port = free_port();
        let settings = format!(
            "certfile {}\nkeyfile {}\nlistener {plain_port} 127.0.0.1\n",
            write("certificate.pem", &certificate),
            write("key.pem", &key.serialize_pem())
        );
        let mut broker = Self::start(folder, &settings);
        broker.plain_port = plain_port;
        (broker, ca)
    }

    /// Where it listens.
    pub(crate) fn endpoint(&self) -> Endpoint {
        Endpoint { host: "127.0.0.1".into(), port: self.port }
    }

    /// Where it listens without TLS.
    pub(crate) fn plain_endpoint(&self) -> Endpoint {
        Endpoint { host: "127.0.0.1".into(), port: self.plain_port }
    }

    /// Ends it, waits for `meanwhile`, and starts it again on the same port.
    pub(crate) async fn restart(mut self, meanwhile: impl AsyncFnOnce()) -> Self {
        self.kill();
        meanwhile().await;
        self.child = Self::start_on(self.port, &self.folder, "").unwrap();
        self
    }

    fn start(folder: TempDir, settings: &str) -> Self {
        for _ in 0..5 {
            // Somebody else may take the port before mosquitto does.
            let port = free_port();
            if let Some(child) = Self::start_on(port, &folder, settings) {
                return Self { child, port, plain_port: port, folder };
            }
        }
        panic!("mosquitto does not run; to see why, start it with the configuration of this test");
    }

    /// Starts mosquitto and waits until it says that it runs; nothing when it ends instead.
    fn start_on(port: u16, folder: &TempDir, settings: &str) -> Option<Child> {
        let path = folder.path().join("mosquitto.conf");
        // As root, mosquitto would become another user, who cannot read the folder.
        let user = if running_as_root() { "user root\n" } else { "" };
        let text = format!(
            "listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest stderr\n{user}{settings}"
        );
        std::fs::write(&path, text).unwrap();
        let mut child = mosquitto(&path);
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        if log.any(|line| line.ends_with(" running")) {
            // Read on, because mosquitto would wait for a reader some day.
            std::thread::spawn(move || log.for_each(drop));
            return Some(child);
        }
        child.wait().unwrap();
        None
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.kill();
    }
}

fn mosquitto(configuration: &Path) -> Child {
    // Debian puts it where only root's PATH leads.
    for program in ["mosquitto", "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"] {
        let started = Command::new(program)
            .arg("-c")
            .arg(configuration)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        if let Ok(child) = started {
            return child;
        }
    }
    panic!("mosquitto is missing: install the package `mosquitto`, or run the project's set-up");
}

fn running_as_root() -> bool {
    let identity = Command::new("id").arg("-u").output().expect("`id` says who is running this");
    identity.stdout.trim_ascii() == b"0"
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
