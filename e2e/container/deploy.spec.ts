// The files in deploy/ are read as those read them who run them.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { parse } from "yaml";
import { root } from "../stack/program.ts";
import { Image } from "./image.ts";

const deploy = join(root, "deploy");
const read = (file: string): any => parse(readFileSync(join(deploy, file), "utf8"), { merge: true, version: "1.1" });

const compose = read("compose.yaml");
const services = Object.entries<any>(compose.services);
const deployment = read("kubernetes/deployment.yaml");
const pod = deployment.spec.template.spec;
const [container] = pod.containers;

/** What a program of ours says about its options. */
function manual(program: string, ...subcommand: string[]): string {
  const built = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug", program);
  if (program !== "lockstep-proxy") return execFileSync(built, [...subcommand, "--help"], { encoding: "utf8" });
  const unpacked = new Image("proxy").unpack();
  const text = execFileSync(...unpacked.command(...subcommand, "--help"), { encoding: "utf8" });
  unpacked.remove();
  return text;
}

/** The options among words, without their values. */
function options(words: string[]): string[] {
  return words.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0]!);
}

function known(words: string[], manual: string): void {
  for (const option of options(words)) expect(manual).toMatch(new RegExp(`^ +(-., )?${option}( |$)`, "m"));
}

for (const [name, { image, command }] of services) {
  test(`every option of ${name} in the compose file is one of its program`, () => {
    const subcommand = command[0].startsWith("--") ? [] : [command[0]];
    expect(options(command).length).toBeGreaterThan(0);
    known(command, manual(image, ...subcommand));
  });
}

test("every program of the compose file has no more rights than it needs", () => {
  for (const [, service] of services) {
    expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
  }
});

test("the compose file publishes to this machine alone", () => {
  const ports = services.flatMap(([, { ports = [] }]) => ports as string[]);
  expect(ports.every((port) => port.startsWith("127.0.0.1:"))).toBe(true);
});

test("one command of compose starts a hub, a fleet and the console; what is for a hub of one's own needs a profile", () => {
  const unasked = services.filter(([, { profiles }]) => !profiles).map(([name]) => name);
  expect(unasked).toEqual(["emulator", "fleet", "proxy"]);
  expect(compose.services.console.secrets).toEqual(["hub"]);
});

test("every setting of the deployment is one of the program", () => {
  const text = manual("lockstep-proxy", ...container.args);
  for (const { name } of container.env) expect(text).toContain(`[env: ${name}=`);
});

test("the reverse proxies' samples start the program with options that it has", () => {
  const text = manual("lockstep-proxy", "serve");
  for (const file of ["nginx.conf", "Caddyfile"]) {
    const line = readFileSync(join(deploy, "reverse-proxy", file), "utf8").match(/lockstep-proxy serve (.+)/)!;
    known(line[1]!.split(" "), text);
  }
});

test("the pod runs as the image's user and has no rights besides", () => {
  const { User } = new Image("proxy").config;
  const { runAsUser, runAsGroup, runAsNonRoot, seccompProfile } = pod.securityContext;
  expect(`${runAsUser}:${runAsGroup}`).toBe(User);
  expect(runAsNonRoot).toBe(true);
  expect(seccompProfile).toEqual({ type: "RuntimeDefault" });
  expect(pod.automountServiceAccountToken).toBe(false);
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
});

test("there is one pod at a time, since its database is a file", () => {
  expect(deployment.spec.replicas).toBe(1);
  expect(deployment.spec.strategy).toEqual({ type: "Recreate" });
  const { claimName } = pod.volumes.find(({ name }: any) => name === "state").persistentVolumeClaim;
  expect(read("kubernetes/persistentvolumeclaim.yaml").metadata.name).toBe(claimName);
  expect(container.volumeMounts[0].mountPath).toBe(new Image("proxy").config.WorkingDir);
});

test("the probes ask what the proxy answers", () => {
  const paths = ["startupProbe", "livenessProbe", "readinessProbe"].map((probe) => container[probe].httpGet.path);
  expect(paths).toEqual(["/healthz", "/healthz", "/readyz"]);
  const { containerPort } = container.ports[0];
  expect(Object.keys(new Image("proxy").config.ExposedPorts)).toEqual([`${containerPort}/tcp`]);
});

test("no file in deploy/ holds a secret, and the secrets that are named are mounted", () => {
  for (const file of readdirSync(deploy, { recursive: true, encoding: "utf8" }).filter((file) => file.includes("."))) {
    expect(readFileSync(join(deploy, file), "utf8")).not.toMatch(/SharedAccessKey=|kind: Secret/);
  }
  const { mountPath } = container.volumeMounts.find(({ name }: any) => name === "secrets");
  const files = container.env.filter(({ name }: any) => name.endsWith("_FILE"));
  expect(files.map(({ value }: any) => value.startsWith(`${mountPath}/`))).toEqual([true, true]);
});

test("everything selects the pod by one label, and the kustomization names every manifest", () => {
  const { labels } = deployment.spec.template.metadata;
  expect(deployment.spec.selector.matchLabels).toEqual(labels);
  expect(read("kubernetes/service.yaml").spec.selector).toEqual(labels);
  expect(read("kubernetes/networkpolicy.yaml").spec.podSelector.matchLabels).toEqual(labels);
  expect(read("kubernetes/poddisruptionbudget.yaml").spec.selector.matchLabels).toEqual(labels);
  const manifests = readdirSync(join(deploy, "kubernetes")).filter((file) => file !== "kustomization.yaml");
  expect(read("kubernetes/kustomization.yaml").resources.toSorted()).toEqual(manifests.toSorted());
});
