// One program, started and ended by a test.
import { spawn, type ChildProcess } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export const root = resolve(import.meta.dirname, "../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

export class Program {
  readonly output: string[] = [];
  private readonly exited: Promise<number | null>;
  private watchers: (() => void)[] = [];

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    this.exited = new Promise((settle) => child.once("exit", settle));
    const heard = () => this.watchers.forEach((watcher) => watcher());
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on("line", (line) => {
        this.output.push(line);
        heard();
      });
    }
    // A test that is cut off leaves no program behind.
    const last = () => void child.kill("SIGKILL");
    process.once("exit", last);
    child.once("exit", () => process.off("exit", last));
  }

  /** Starts one of Lockstep's programs by its name, any other by its path; what it prints is kept. */
  static start(name: string, args: string[], env: NodeJS.ProcessEnv = {}): Program {
    const path = name.includes("/") ? name : join(target, process.env.LOCKSTEP_PROFILE ?? "debug", name);
    const child = spawn(path, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    return new Program(name, child);
  }

  /** The first line that `pattern` matches, among those from number `from` on. */
  async line(pattern: RegExp, { from = 0, within = 30_000 } = {}): Promise<RegExpMatchArray> {
    return new Promise((settle, refuse) => {
      const finish = (then: () => void) => {
        clearTimeout(limit);
        this.watchers = this.watchers.filter((watcher) => watcher !== look);
        then();
      };
      const look = () => {
        const match = this.output.slice(from).map((line) => line.match(pattern)).find((match) => match !== null);
        if (match) finish(() => settle(match));
        return match;
      };
      const complain = (what: string) =>
        finish(() => refuse(new Error(`${this.name} ${what} before it printed ${pattern}:\n${this.output.join("\n")}`)));
      const limit = setTimeout(() => complain(`took ${within} ms`), within);
      this.watchers.push(look);
      // Lines may still be on their way when the program has ended.
      void this.exited.then(() => setTimeout(() => look() ?? complain("ended"), 100));
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
