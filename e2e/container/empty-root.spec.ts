// The program in a root that has nothing but what the image has: no /etc, no certificates, no shell, no /tmp.
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Hub } from "../stack/hub.ts";
import { Program } from "../stack/program.ts";
import { Image, type Unpacked } from "./image.ts";

let hub: Hub;
let root: Unpacked;
let proxy: Program | undefined;

test.beforeEach(async () => {
  hub = await Hub.start("s3");
  root = new Image("proxy").unpack();
  // There is no /etc/hosts to look `localhost` up in; a container runtime would bring one.
  writeFileSync(join(root.folder, "hub"), hub.connectionString.replace("localhost", "127.0.0.1"));
});

test.afterEach(async () => {
  await proxy?.end();
  proxy = undefined;
  root.remove();
  await hub.end();
});

/** Starts the proxy; answers the address it serves on. */
async function serve(...options: string[]): Promise<string> {
  proxy = Program.start(...root.command("serve", "--hub-connection-string-file", "/hub", "--listen", "127.0.0.1:0", ...options));
  const [, address] = await proxy.line(/^ready http=(.+)$/);
  return address!;
}

test("in an empty root the proxy starts, serves the dashboard and is alive", async () => {
  const address = await serve();
  const page = await fetch(`http://${address}/`, { headers: { accept: "text/html" } });
  expect(page.status).toBe(200);
  const html = await page.text();
  expect(html).toContain("<title>Lockstep</title>");
  const wasm = html.match(/data-wasm="?([^" >]+)/)![1]!;
  const program = await fetch(`http://${address}${wasm}`);
  expect(program.headers.get("content-type")).toBe("application/wasm");
  expect((await fetch(`http://${address}/healthz`)).status).toBe(200);
});

test("in an empty root a hub that Mozilla's list does not vouch for is a matter of its certificate", async () => {
  const address = await serve();
  const readiness = await fetch(`http://${address}/readyz`);
  expect(readiness.status).toBe(503);
  expect(await readiness.json()).toEqual({
    ready: false,
    hub: "unreachable",
    store: "open",
    reasons: ["The hub cannot be reached: invalid peer certificate: UnknownIssuer."],
  });
});

test("in an empty root the proxy is ready once it is told whom to trust", async () => {
  copyFileSync(hub.ca, join(root.folder, "ca.pem"));
  const address = await serve("--hub-ca", "/ca.pem");
  const readiness = await fetch(`http://${address}/readyz`);
  expect(await readiness.json()).toEqual({ ready: true, hub: "live", store: "open", reasons: [] });
});

test("in an empty root the health check tells a proxy that lives from one that does not", async () => {
  const address = await serve();
  const healthcheck = () => execFileSync(...root.command("healthcheck", "--listen", address), { stdio: "pipe" });
  healthcheck();
  await proxy!.end();
  expect(healthcheck).toThrow(/is not alive/);
});

test("in an empty root the proxy writes to its state alone", async () => {
  const before = readdirSync(root.folder).sort();
  await serve();
  expect(await proxy!.end()).toBe(0);
  expect(readdirSync(root.folder).sort()).toEqual(before);
  expect(readdirSync(join(root.folder, "var/lib/lockstep"))).toContain("lockstep.db");
});
