// An emulated hub of a test's own, with the levers of its control plane.
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program } from "./program.ts";

export type Tier = "f1" | "s1" | "s2" | "s3" | "unlimited";

/** What happens to a call instead of, before or after its work. */
export type Fault =
  | { answer: { status: number; code?: string; body?: string } }
  | { loseAnswer: Record<string, never> }
  | { delay: { milliseconds: number } };

/** A job in the hub's own words. */
export interface HubJob {
  jobId: string;
  status: string;
  type: string;
}

export interface Answer {
  status: number;
  body: any;
}

export class Hub {
  private constructor(
    private program: Program,
    readonly state: string,
    readonly tier: Tier,
    readonly https: string,
    readonly mqtt: string,
  ) {}

  static async start(tier: Tier): Promise<Hub> {
    const state = mkdtempSync(join(tmpdir(), "lockstep-hub-"));
    const { program, https, mqtt } = await run(state, tier, "127.0.0.1:0", "127.0.0.1:0");
    return new Hub(program, state, tier, https, mqtt);
  }

  get ca(): string {
    return join(this.state, "ca.pem");
  }

  get connectionStringFile(): string {
    return join(this.state, "service.connection-string");
  }

  get connectionString(): string {
    return readFileSync(this.connectionStringFile, "utf8").trim();
  }

  /** Stops the hub as a crash would, and leaves it down. */
  async kill(): Promise<void> {
    await this.program.end("SIGKILL");
  }

  /** Starts it again where it was, with what it had stored. */
  async restart(): Promise<void> {
    this.program = (await run(this.state, this.tier, this.https, this.mqtt)).program;
  }

  async end(): Promise<void> {
    await this.program.end();
    rmSync(this.state, { recursive: true, force: true });
  }

  /** Plans a fault for the next calls of an operation, such as `jobs.create`. */
  async fault(operation: string, fault: Fault, calls = 1): Promise<void> {
    await this.control("POST", "faults", { operation, fault, calls });
  }

  /** Refuses every call with 429 for so long. */
  async throttle(seconds: number): Promise<void> {
    await this.control("POST", "throttle", { seconds });
  }

  /** How often each operation was called, by its name. */
  async calls(): Promise<Record<string, number>> {
    return (await this.control("GET", "counters")).calls;
  }

  /** Who is connected: `device` or `device/module`. */
  async connected(): Promise<string[]> {
    return (await this.control("GET", "sessions")).map((session: { identity: string }) => session.identity);
  }

  /** Every job, asked of the hub itself, past the proxy. */
  async jobs(): Promise<HubJob[]> {
    return succeeded(await this.rest("GET", "/jobs/v2/query"));
  }

  /** One job, asked of the hub itself; `undefined` when it has none with this id. */
  async job(id: string): Promise<HubJob | undefined> {
    // The hub answers for any id: what it does not have is of an unknown type.
    const job: HubJob = succeeded(await this.rest("GET", `/jobs/v2/${id}`));
    return job.type === "unknown" ? undefined : job;
  }

  /** A device's twin. */
  async twin(id: string): Promise<any> {
    return succeeded(await this.rest("GET", `/twins/${id}`));
  }

  /** Registers a device that stays offline; its connection string for a device on the emulator's port. */
  async register(id: string): Promise<string> {
    const identity = succeeded(await this.rest("PUT", `/devices/${id}`, { deviceId: id }));
    const port = this.mqtt.split(":")[1];
    return `HostName=localhost:${port};DeviceId=${id};SharedAccessKey=${identity.authentication.symmetricKey.primaryKey}`;
  }

  /** Calls the hub's REST API as a service does. */
  async rest(method: string, path: string, body?: unknown): Promise<Answer> {
    const target = `${path}${path.includes("?") ? "&" : "?"}api-version=2021-04-12`;
    return this.call(method, target, body, { authorization: this.signature() });
  }

  private async control(method: string, path: string, body?: unknown): Promise<any> {
    return succeeded(await this.call(method, `/_emulator/${path}`, body));
  }

  /** A shared access signature, good for a minute. */
  private signature(): string {
    const parts = this.connectionString.split(";").map((part): [string, string] => {
      const at = part.indexOf("=");
      return [part.slice(0, at), part.slice(at + 1)];
    });
    const { HostName, SharedAccessKeyName, SharedAccessKey } = Object.fromEntries(parts);
    const resource = encodeURIComponent(HostName.split(":")[0]);
    const expiry = Math.floor(Date.now() / 1000) + 60;
    const key = Buffer.from(SharedAccessKey, "base64");
    const signed = createHmac("sha256", key).update(`${resource}\n${expiry}`).digest("base64");
    return `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signed)}&se=${expiry}&skn=${SharedAccessKeyName}`;
  }

  private call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const [host, port] = this.https.split(":");
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((settle, refuse) => {
      const call = request(
        {
          host,
          port,
          path,
          method,
          servername: "localhost",
          ca: readFileSync(this.ca),
          headers: { "content-type": "application/json", ...headers },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on("data", (part: Buffer) => parts.push(part));
          answer.on("end", () => {
            const text = Buffer.concat(parts).toString();
            settle({ status: answer.statusCode ?? 0, body: text ? JSON.parse(text) : undefined });
          });
        },
      );
      call.once("error", refuse);
      call.end(text);
    });
  }
}

function succeeded({ status, body }: Answer): any {
  if (status >= 300) throw new Error(`the hub answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

async function run(state: string, tier: Tier, https: string, mqtt: string) {
  const args = ["--https", https, "--mqtt", mqtt, "--tier", tier, "--state", state];
  const program = Program.start("lockstep-hub-emulator", args);
  const ready = await program.line(/^ready https=(\S+) mqtt=(\S+)/);
  return { program, https: ready[1], mqtt: ready[2] };
}
