//! `lockstep-proxy healthcheck`: for containers without any other program in them.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A proxy that lives answers within this time.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks a proxy on this machine whether it is alive.
///
/// # Errors
/// When it does not say so in time.
pub async fn healthcheck(listen: SocketAddr) -> io::Result<()> {
    tokio::time::timeout(PATIENCE, ask(reachable(listen))).await?
}

async fn ask(address: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
    let mut status = [0; 12];
    stream.read_exact(&mut status).await?;
    if status == *b"HTTP/1.1 200" { Ok(()) } else { Err(io::Error::other("it does not answer 200")) }
}

/// Nobody can connect to "every address".
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
