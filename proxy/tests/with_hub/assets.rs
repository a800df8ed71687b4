//! The dashboard's files and the headers around them.

use iothub_client::tier::Tier;
use lockstep_api::problem::ProblemCode;
use lockstep_proxy::config::AssetSource;
use reqwest::Response;
use tempfile::TempDir;

use crate::stage::{PATIENCE, Stage, problem};

const PAGE: &str =
    "<!doctype html><script type=\"module\">import init from '/app-0123456789abcdef.js';</script>";

async fn stage() -> (Stage, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), PAGE).unwrap();
    std::fs::write(folder.path().join("app-0123456789abcdef.js"), "export default 1;\n".repeat(500)).unwrap();
    let source = AssetSource::Folder(folder.path().to_owned());
    (Stage::with(Tier::S1, |config| config.assets = source).await, folder)
}

async fn get(stage: &Stage, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = stage.http.get(format!("{}{path}", stage.url));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

#[tokio::test]
async fn the_page_is_asked_for_each_time_and_its_inline_script_is_allowed_by_hash() {
    let (stage, _folder) = stage().await;
    let page = get(&stage, "/", &[]).await;
    assert_eq!(
        (page.status().as_u16(), page.headers()["content-type"].to_str().unwrap()),
        (200, "text/html; charset=utf-8")
    );
    assert_eq!(page.headers()["cache-control"], "no-cache");
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(page.headers()["x-content-type-options"], "nosniff");
    assert_eq!(page.headers()["referrer-policy"], "no-referrer");
    let etag = page.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(page.text().await.unwrap(), PAGE);
    assert_eq!(get(&stage, "/", &[("if-none-match", &etag)]).await.status(), 304);
}

#[tokio::test]
async fn addresses_inside_the_dashboard_are_its_page_and_missing_files_are_missing() {
    let (stage, _folder) = stage().await;
    let html = [("accept", "text/html,*/*;q=0.8")];
    assert_eq!(get(&stage, "/jobs/night-lock", &html).await.text().await.unwrap(), PAGE);
    assert_eq!(get(&stage, "/devices/door.1", &html).await.text().await.unwrap(), PAGE);
    assert_eq!(problem(get(&stage, "/jobs/night-lock", &[]).await).await, ProblemCode::RouteNotFound);
    assert_eq!(problem(get(&stage, "/app-old.js", &html).await).await, ProblemCode::RouteNotFound);
    assert_eq!(problem(get(&stage, "/api/nothing", &html).await).await, ProblemCode::RouteNotFound);
    assert_eq!(problem(get(&stage, "/../Cargo.toml", &html).await).await, ProblemCode::RouteNotFound);
}

#[tokio::test]
async fn hashed_files_are_kept_for_good_and_sent_compressed() {
    let (stage, _folder) = stage().await;
    let path = "/app-0123456789abcdef.js";
    let compressed = async {
        loop {
            let script = get(&stage, path, &[("accept-encoding", "gzip, br")]).await;
            // Compressing goes on beside serving; until it is done, the file is sent as it is or less small.
            if script.headers().get("content-encoding").is_some_and(|encoding| encoding == "br") {
                return script;
            }
        }
    };
    let script = tokio::time::timeout(PATIENCE, compressed).await.expect("compressed in time");
    assert_eq!(script.headers()["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(script.headers()["vary"], "accept-encoding");
    assert!(script.bytes().await.unwrap().len() < 500);
    let plain = get(&stage, path, &[]).await;
    assert_eq!(plain.text().await.unwrap().len(), 9000);
}
