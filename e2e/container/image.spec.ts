import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { root } from "../stack/program.ts";
import { Image } from "./image.ts";

/** Most bytes of an image, unpacked. */
const LIMIT = 25_000_000;

test("nothing is in the image but the program and an empty folder for its state", () => {
  const entries = new Set(new Image("proxy").entries);
  expect([...entries].sort()).toEqual(["lockstep-proxy", "var/", "var/lib/", "var/lib/lockstep/"]);
});

test("the image is at most 25 megabytes", () => {
  const image = new Image("proxy");
  const unpacked = image.unpack();
  const { bytes } = unpacked;
  unpacked.remove();
  console.log(`${bytes} bytes, ${image.packed} to pull`);
  expect(bytes).toBeLessThanOrEqual(LIMIT);
});

test("the image runs the program as a user who is not root, by number", () => {
  const { config } = new Image("proxy");
  expect(config.User).toBe("65532:65532");
  expect(config.Entrypoint).toEqual(["/lockstep-proxy"]);
  expect(config.WorkingDir).toBe("/var/lib/lockstep");
  expect(Object.keys(config.Volumes)).toEqual(["/var/lib/lockstep"]);
  expect(Object.keys(config.ExposedPorts)).toEqual(["8080/tcp"]);
});

test("the image says what it is", () => {
  const { Labels } = new Image("proxy").config;
  expect(Labels["org.opencontainers.image.title"]).toBe("lockstep-proxy");
  expect(Labels["org.opencontainers.image.licenses"]).toBe("MIT OR Apache-2.0");
  expect(Labels["org.opencontainers.image.version"]).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Labels["org.opencontainers.image.revision"]).toMatch(/^[0-9a-f]{40}$/);
});

test("the health check needs no shell", () => {
  // The layout has no place for it, so it is read where Docker reads it.
  const [, command] = readFileSync(join(root, "Dockerfile"), "utf8").match(/^HEALTHCHECK .*CMD (.+)$/m)!;
  expect(JSON.parse(command!)).toEqual(["/lockstep-proxy", "healthcheck"]);
});
