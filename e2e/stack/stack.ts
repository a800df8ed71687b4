// Hub, proxy and devices of one test, on free ports.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hub, type Tier } from "./hub.ts";
import { Program, root } from "./program.ts";

/** The dashboard under test; `LOCKSTEP_DIST` names another build of it. */
const dashboard = process.env.LOCKSTEP_DIST ?? join(root, "dist");

export interface Wanted {
  tier?: Tier;
  /** Devices to simulate; 0 for none. */
  devices?: number;
  /** A scenario for them, in the simulator's TOML. */
  scenario?: string;
  /** Further options of the proxy. */
  options?: string[];
  /** The operator's token, instead of one that the proxy makes up. */
  token?: string;
}

export class Stack {
  private readonly devices: Program[] = [];
  private readonly waiting = new Set<string>();
  private readonly folder = mkdtempSync(join(tmpdir(), "lockstep-e2e-"));

  private constructor(
    readonly hub: Hub,
    private proxy: Program,
    private readonly options: string[],
    /** `http://127.0.0.1:PORT`. */
    readonly url: string,
    /** The operator's token. */
    readonly token: string,
  ) {}

  static async start({ tier = "s3", devices = 4, scenario, options = [], ...wanted }: Wanted = {}): Promise<Stack> {
    const hub = await Hub.start(tier);
    const { proxy, url, token } = await startProxy(hub, "127.0.0.1:0", options, wanted.token);
    const stack = new Stack(hub, proxy, options, url, token);
    if (devices > 0) await stack.fleet(devices, scenario);
    return stack;
  }

  /** Starts simulated devices `door-0000…` and waits until all that will connect have connected. */
  async fleet(count: number, scenario?: string, prefix = "door-"): Promise<Program> {
    const { hub } = this;
    const args = ["fleet", "--hub", hub.connectionString, "--count", `${count}`, "--prefix", prefix];
    args.push("--ca", hub.ca, "--mqtt", hub.mqtt, "--seed", "43");
    if (scenario) {
      const file = join(this.folder, `scenario-${this.devices.length}.toml`);
      writeFileSync(file, scenario);
      args.push("--scenario", file);
    }
    return this.device("lockstep-device-sim", args);
  }

  /** Starts one tutorial device. */
  async door(id: string): Promise<Program> {
    const { hub } = this;
    const args = ["device", "--hub", hub.connectionString, "--device-id", id, "--ca", hub.ca, "--mqtt", hub.mqtt];
    return this.device("lockstep-device-sim", args);
  }

  /** Starts a program that is a device, and waits until it is ready. */
  async device(program: string, args: string[], env?: NodeJS.ProcessEnv): Promise<Program> {
    const device = Program.start(program, args, env);
    this.devices.push(device);
    await device.line(/^ready/);
    return device;
  }

  /** Ends the proxy and starts it again on the same port with the same token. */
  async restartProxy(): Promise<void> {
    await this.stopProxy();
    await this.resumeProxy();
  }

  async stopProxy(): Promise<void> {
    await this.proxy.end();
  }

  /** Starts the proxy again where it was. */
  async resumeProxy(): Promise<void> {
    this.proxy = (await startProxy(this.hub, new URL(this.url).host, this.options, this.token)).proxy;
  }

  get proxyOutput(): string {
    return this.proxy.output.join("\n");
  }

  /** Calls the proxy as a script does. */
  async api(path: string, options: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json", ...options.headers };
    return fetch(`${this.url}/api${path}`, { ...options, headers });
  }

  /** Orders a job as a script does; its id. */
  async order(order: Order): Promise<string> {
    const id = crypto.randomUUID();
    const { action, condition = "*", startAt, maxExecutionSeconds = 600, lasting = false } = order;
    const body = JSON.stringify({ action, condition, startAt: startAt?.getTime(), maxExecutionSeconds });
    const answer = await this.api(`/jobs/${id}`, { method: "PUT", body });
    if (!answer.ok) throw new Error(`the order was refused: ${await answer.text()}`);
    if (startAt && !lasting) this.waiting.add(id);
    return id;
  }

  /** Withdraws what was ordered for later and waits still: it would hold slots of the next test. */
  async withdraw(): Promise<void> {
    for (const id of this.waiting) await this.hub.rest("POST", `/jobs/v2/${id}/cancel`);
    this.waiting.clear();
  }

  async end(): Promise<void> {
    await Promise.all([this.proxy, ...this.devices].map((program) => program.end()));
    await this.hub.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A job for [`Stack.order`]. */
export interface Order {
  action: object;
  condition?: string;
  startAt?: Date;
  maxExecutionSeconds?: number;
  /** It outlives the test. */
  lasting?: boolean;
}

/** The action of a job that calls a method. */
export function method(name: string, payload: unknown = null, connectTimeoutSeconds = 0, responseTimeoutSeconds = 30) {
  return { method: { name, payload, responseTimeoutSeconds, connectTimeoutSeconds } };
}

async function startProxy(hub: Hub, listen: string, options: string[], token?: string) {
  const args = ["serve", "--hub-connection-string-file", hub.connectionStringFile, "--hub-ca", hub.ca];
  // Beside the hub's state, which outlives a restart of either.
  args.push("--hub-tier", hub.tier, "--listen", listen, "--assets", dashboard, "--state", join(hub.state, "proxy"), ...options);
  const proxy = Program.start("lockstep-proxy", args, token ? { LOCKSTEP_TOKEN: token } : {});
  await proxy.line(/^ready http=/);
  const open = await proxy.line(/^open (http:\/\/[^/]+)\/(?:#token=(\S+))?/);
  return { proxy, url: open[1], token: token ?? open[2] };
}
