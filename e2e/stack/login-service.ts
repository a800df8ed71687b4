// A login service: `oidc-provider`, unmodified, with the pages for logging in that it has for development.
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import Provider from "oidc-provider";

const CLIENT = { id: "lockstep", secret: "a-client-secret-for-tests" };

/** Who there is, and the groups that they are in. */
const PEOPLE: Record<string, string[]> = {
  ada: ["lockstep-admins"],
  olga: ["door-operators", "staff"],
  victor: ["staff"],
  nobody: ["visitors"],
};

const GRANTS = `
[[grant]]
role = "admin"
claim = "groups"
value = "lockstep-admins"

[[grant]]
role = "operator"
claim = "groups"
value = "door-operators"

[[grant]]
role = "viewer"
claim = "groups"
value = "staff"
`;

export class LoginService {
  private readonly folder = mkdtempSync(join(tmpdir(), "lockstep-login-"));

  private constructor(
    readonly issuer: string,
    private readonly server: Server,
  ) {}

  static async start(): Promise<LoginService> {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          // A native client may come back to any port of this machine (RFC 8252, 7.3).
          application_type: "native",
          redirect_uris: ["http://127.0.0.1/api/auth/callback"],
          response_types: ["code"],
          grant_types: ["authorization_code"],
        },
      ],
      claims: { openid: ["sub"], profile: ["preferred_username", "groups"], email: ["email"] },
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => ({ sub: id, preferred_username: id, email: `${id}@example.test`, groups: PEOPLE[id] ?? [] }),
      }),
      cookies: { keys: ["a-key-for-tests"] },
    });
    server.on("request", provider.callback());
    return new LoginService(issuer, server);
  }

  /** Options of a proxy whose people log in here. */
  get options(): string[] {
    const grants = join(this.folder, "grants.toml");
    const secret = join(this.folder, "secret");
    writeFileSync(grants, GRANTS);
    writeFileSync(secret, `${CLIENT.secret}\n`);
    const options = ["--oidc-issuer", this.issuer, "--oidc-client-id", CLIENT.id, "--oidc-client-secret-file", secret];
    return [...options, "--oidc-grants", grants, "--oidc-name", "Example ID"];
  }

  /** Logs in on the service's own pages, in a browser that was sent there. */
  async logIn(page: Page, person: string): Promise<void> {
    await page.getByPlaceholder("Enter any login").fill(person);
    await page.getByPlaceholder("and password").fill("any");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
  }

  async end(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
