// Hub, proxy and devices of one test, on free ports.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hub, type Tier } from "./hub.ts";
import { Program, root } from "./program.ts";

export interface Wanted {
  tier?: Tier;
  /** Devices to simulate; 0 for none. */
  devices?: number;
  /** A scenario for them, in the simulator's TOML. */
  scenario?: string;
}

export class Stack {
  private readonly devices: Program[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), "lockstep-e2e-"));

  private constructor(
    readonly hub: Hub,
    private proxy: Program,
    /** `http://127.0.0.1:PORT`. */
    readonly url: string,
    /** The operator's token. */
    readonly token: string,
  ) {}

  static async start({ tier = "s3", devices = 8, scenario }: Wanted = {}): Promise<Stack> {
    const hub = await Hub.start(tier);
    const { proxy, url, token } = await startProxy(hub, "127.0.0.1:0");
    const stack = new Stack(hub, proxy, url, token);
    if (devices > 0) await stack.fleet(devices, scenario);
    return stack;
  }

  /** Starts simulated devices `door-000…` and waits until all that will connect have connected. */
  async fleet(count: number, scenario?: string): Promise<Program> {
    const { hub } = this;
    const args = ["fleet", "--hub", hub.connectionString, "--count", `${count}`, "--prefix", "door-"];
    args.push("--ca", hub.ca, "--mqtt", hub.mqtt, "--seed", "43");
    if (scenario) {
      const file = join(this.folder, `scenario-${this.devices.length}.toml`);
      writeFileSync(file, scenario);
      args.push("--scenario", file);
    }
    return this.device(args);
  }

  /** Starts one tutorial device. */
  async door(id: string): Promise<Program> {
    const { hub } = this;
    const args = ["device", "--hub", hub.connectionString, "--device-id", id, "--ca", hub.ca, "--mqtt", hub.mqtt];
    return this.device(args);
  }

  private async device(args: string[]): Promise<Program> {
    const program = Program.start("lockstep-device-sim", args);
    this.devices.push(program);
    await program.line(/^ready/);
    return program;
  }

  /** Ends the proxy and starts it again on the same port with the same token. */
  async restartProxy(): Promise<void> {
    await this.proxy.end();
    this.proxy = (await startProxy(this.hub, new URL(this.url).host, this.token)).proxy;
  }

  async stopProxy(): Promise<void> {
    await this.proxy.end();
  }

  get proxyOutput(): string {
    return this.proxy.output.join("\n");
  }

  /** Calls the proxy as a script does. */
  async api(path: string, options: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json", ...options.headers };
    return fetch(`${this.url}/api${path}`, { ...options, headers });
  }

  async end(): Promise<void> {
    await Promise.all([this.proxy, ...this.devices].map((program) => program.end()));
    await this.hub.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function startProxy(hub: Hub, listen: string, token?: string) {
  const args = ["serve", "--hub-connection-string-file", hub.connectionStringFile, "--hub-ca", hub.ca];
  args.push("--hub-tier", hub.tier, "--listen", listen, "--assets", join(root, "dist"));
  const proxy = Program.start("lockstep-proxy", args, token ? { LOCKSTEP_TOKEN: token } : {});
  await proxy.line(/^ready http=/);
  const open = await proxy.line(/^open (http:\/\/[^/]+)\/#token=(\S+)/);
  return { proxy, url: open[1], token: open[2] };
}
