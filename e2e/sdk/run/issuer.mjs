// An OpenID Connect issuer on this machine, in the place of Microsoft Entra.
import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

const KEY = "door-key";

/** Starts an issuer; answers its address, a function that makes a token of some roles, and how to end it. */
export async function startIssuer() {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keys = [{ ...publicKey.export({ format: "jwk" }), kid: KEY, alg: "RS256", use: "sig" }];
  const server = createServer((request, response) => {
    const discovery = { issuer, jwks_uri: `${issuer}/keys` };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.url === "/keys" ? { keys } : discovery));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${server.address().port}`;
  return {
    issuer,
    token(...roles) {
      const expiry = Math.floor(Date.now() / 1000) + 3600;
      const parts = [{ alg: "RS256", kid: KEY }, { iss: issuer, aud: "https://iothubs.azure.net", exp: expiry, roles }];
      const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
      return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
    },
    end: () => server.close(),
  };
}
