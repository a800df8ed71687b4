// One of Lockstep's programs, started and ended by a test.
import { spawn, type ChildProcess } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export const root = resolve(import.meta.dirname, "../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

export class Program {
  readonly output: string[] = [];
  private readonly exited: Promise<number | null>;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    this.exited = new Promise((settle) => child.once("exit", settle));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream! }).on("line", (line) => this.output.push(line));
    }
  }

  /** Starts a program; what it prints is kept for the message of a failing test. */
  static start(name: string, args: string[], env: NodeJS.ProcessEnv = {}): Program {
    const path = name.includes("/") ? name : join(target, "debug", name);
    const child = spawn(path, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    return new Program(name, child);
  }

  /** The first line that `pattern` matches, from the beginning of the output on. */
  async line(pattern: RegExp, within = 30_000): Promise<RegExpMatchArray> {
    const found = () => this.output.map((line) => line.match(pattern)).find((match) => match !== null);
    return new Promise((settle, refuse) => {
      const look = () => {
        const match = found();
        if (match) finish(() => settle(match));
      };
      const finish = (then: () => void) => {
        clearTimeout(limit);
        for (const stream of [this.child.stdout, this.child.stderr]) stream?.off("data", soon);
        then();
      };
      const soon = () => setImmediate(look);
      const complain = (what: string) => () =>
        finish(() => refuse(new Error(`${this.name} ${what} before it printed ${pattern}:\n${this.output.join("\n")}`)));
      const limit = setTimeout(complain(`took ${within} ms`), within);
      for (const stream of [this.child.stdout, this.child.stderr]) stream?.on("data", soon);
      void this.exited.then(() => setImmediate(() => (found() ? look() : complain("ended")())));
      look();
    });
  }

  /** Asks the program to end and waits until it has; its exit code, null when a signal ended it. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }

  get ended(): Promise<number | null> {
    return this.exited;
  }
}
