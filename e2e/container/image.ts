// An image in the layout of the Open Container Initiative, and what is in it.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../stack/program.ts";

const images = process.env.LOCKSTEP_IMAGES ?? join(root, "target/image");

/** What a container runtime is told; docker's and podman's words. */
export interface Config {
  User: string;
  Entrypoint: string[];
  Env: string[];
  WorkingDir: string;
  Volumes: Record<string, object>;
  ExposedPorts: Record<string, object>;
  Labels: Record<string, string>;
}

interface Descriptor {
  digest: string;
  size: number;
  platform?: { architecture: string };
}

export class Image {
  readonly config: Config;
  private readonly layers: string[];
  /** Bytes that are sent to whoever pulls it. */
  readonly packed: number;

  constructor(
    private readonly name: string,
    architecture = "amd64",
  ) {
    const [list] = this.json<{ manifests: Descriptor[] }>("index.json").manifests;
    const { manifests } = this.json<{ manifests: Descriptor[] }>(blob(list!.digest));
    const found = manifests.find(({ platform }) => platform?.architecture === architecture);
    if (!found) throw new Error(`there is no image of ${name} for ${architecture}`);
    const manifest = this.json<{ config: Descriptor; layers: Descriptor[] }>(blob(found.digest));
    this.config = this.json<{ config: Config }>(blob(manifest.config.digest)).config;
    this.layers = manifest.layers.map(({ digest }) => join(images, name, blob(digest)));
    this.packed = manifest.layers.reduce((bytes, { size }) => bytes + size, 0);
  }

  /** Every file and folder, folders with a slash at their end. */
  get entries(): string[] {
    const listed = this.layers.map((layer) => execFileSync("tar", ["-tf", layer], { encoding: "utf8" }));
    return listed.flatMap((names) => names.split("\n")).filter((name) => name !== "");
  }

  /** A folder with the files of the image and nothing else. */
  unpack(): Unpacked {
    const folder = mkdtempSync(join(tmpdir(), "lockstep-image-"));
    chmodSync(folder, 0o755);
    for (const layer of this.layers) execFileSync("tar", ["-xf", layer, "-C", folder]);
    return new Unpacked(this.config, folder);
  }

  private json<T>(path: string): T {
    return JSON.parse(readFileSync(join(images, this.name, path), "utf8")) as T;
  }
}

export class Unpacked {
  constructor(
    private readonly config: Config,
    readonly folder: string,
  ) {}

  /** Bytes of the program. */
  get bytes(): number {
    return statSync(join(this.folder, this.config.Entrypoint[0]!)).size;
  }

  /**
   * The command that runs the program with this folder as its root, as the image says: by a runtime's means for root, else in
   * a namespace of its own.
   */
  command(...args: string[]): [program: string, args: string[]] {
    const { User, Entrypoint, Env } = this.config;
    const isRoot = process.getuid?.() === 0;
    const enter = isRoot ? ["chroot", `--userspec=${User}`] : ["unshare", "--map-root-user", "chroot"];
    const environment = ["-i", ...Env.filter((entry) => !entry.startsWith("PATH=")), "PATH=/usr/sbin:/usr/bin:/sbin:/bin"];
    return ["/usr/bin/env", [...environment, ...enter, this.folder, ...Entrypoint, ...args]];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function blob(digest: string): string {
  return join("blobs", digest.replace(":", "/"));
}
