// A network between browser and proxy that can break.
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

export class Relay {
  private readonly ends = new Set<Socket>();
  private state: "whole" | "silent" | "cut" = "whole";

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  /** A relay to `target`, on a free port. */
  static async start(target: string): Promise<Relay> {
    const server = createServer((near) => relay.join(near));
    const relay: Relay = new Relay(server, new URL(target));
    await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on nothing comes through, and nobody is told, as when a cable is pulled. */
  silence(): void {
    this.state = "silent";
    for (const end of this.ends) end.pause();
  }

  /** Ends every connection, and refuses new ones. */
  cut(): void {
    this.state = "cut";
    for (const end of this.ends) end.destroy();
  }

  /** New connections come through again; those that fell silent stay so. */
  mend(): void {
    this.state = "whole";
  }

  async end(): Promise<void> {
    this.cut();
    await new Promise((settle) => this.server.close(settle));
  }

  private join(near: Socket): void {
    if (this.state === "cut") return void near.destroy();
    const far = connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      this.ends.add(from);
      from.on("data", (bytes) => to.write(bytes));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.ends.delete(from);
        to.destroy();
      });
      if (this.state === "silent") from.pause();
    }
  }
}
