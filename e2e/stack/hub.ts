// An emulated hub of a test's own, with the levers of its control plane.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program } from "./program.ts";

export type Tier = "f1" | "s1" | "s2" | "s3" | "unlimited";

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

  /** Calls the emulator's control plane: `/_emulator/<path>`. */
  async control(path: string, body: unknown = {}): Promise<unknown> {
    return this.call(body === undefined ? "GET" : "POST", `/_emulator/${path}`, body);
  }

  async read(path: string): Promise<any> {
    return this.call("GET", `/_emulator/${path}`);
  }

  private call(method: string, path: string, body?: unknown): Promise<unknown> {
    const [host, port] = this.https.split(":");
    return new Promise((settle, refuse) => {
      const call = request(
        { host, port, path, method, ca: readFileSync(this.ca), headers: { "content-type": "application/json" } },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on("data", (part: Buffer) => parts.push(part));
          answer.on("end", () => {
            const text = Buffer.concat(parts).toString();
            if ((answer.statusCode ?? 500) >= 300) refuse(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
            else settle(text ? JSON.parse(text) : undefined);
          });
        },
      );
      call.once("error", refuse);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

async function run(state: string, tier: Tier, https: string, mqtt: string) {
  const args = ["--https", https, "--mqtt", mqtt, "--tier", tier, "--state", state];
  const program = Program.start("lockstep-hub-emulator", args);
  const ready = await program.line(/^ready https=(\S+) mqtt=(\S+)/);
  return { program, https: ready[1], mqtt: ready[2] };
}
