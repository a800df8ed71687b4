//! How much memory a connected device costs: connects a fleet to any MQTT broker and prints what the process has grown.
//!
//! ```text
//! cargo run --release -p lockstep-device-sim --example idle_fleet -- 127.0.0.1:1883 5000 [CA.pem]
//! ```

use std::error::Error;

use iothub_sas::{Host, ServiceConnectionString};
use lockstep_device_sim::endpoint::Transport;
use lockstep_device_sim::fleet::{Fleet, FleetConfig};
use lockstep_device_sim::hub::{Hub, Identities, Prefix};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [endpoint, count, ca @ ..] = arguments.as_slice() else {
        return Err("usage: idle_fleet HOST:PORT COUNT [CA.pem]".into());
    };
    let count: u32 = count.parse()?;
    let transport = match ca.first() {
        None => Transport::Plain,
        Some(path) => Transport::tls("localhost", Some(&std::fs::read(path)?))?,
    };
    let policy = "HostName=localhost;SharedAccessKeyName=device;SharedAccessKey=bG9ja3N0ZXA=";
    let policy = ServiceConnectionString::parse(policy)?;
    let hub = Hub {
        host: Host::parse("localhost").ok_or("no host name")?,
        identities: Identities::Numbered { prefix: Prefix::try_from("sim-".to_owned())?, policy },
    };
    // One device first, so that what is paid once is not counted.
    let config = FleetConfig::new(hub, endpoint.parse()?, transport, 1);
    let first = Fleet::start(config.clone()).await?;
    first.wait_until(|counters| counters.connected == 1).await;
    first.stop().await?;

    let before = private_bytes()?;
    let begun = tokio::time::Instant::now();
    let fleet = Fleet::start(FleetConfig { count, ..config }).await?;
    fleet.wait_until(|counters| counters.connected == count).await;
    let seconds = begun.elapsed().as_secs_f64();
    let grown = private_bytes()?.saturating_sub(before);
    println!(
        "devices={count} seconds={seconds:.2} grown_bytes={grown} bytes_per_device={}",
        grown / u64::from(count.max(1))
    );
    fleet.stop().await?;
    Ok(())
}

/// Memory that only this process has, in bytes; what the kernel keeps for sockets is not in it.
fn private_bytes() -> Result<u64, Box<dyn Error>> {
    let rollup = std::fs::read_to_string("/proc/self/smaps_rollup")?;
    let lines = rollup.lines().filter(|line| line.starts_with("Private_") && !line.contains("Hugetlb"));
    let kilobytes = lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    Ok(kilobytes.sum::<u64>() * 1024)
}
