// The rows of a job over a million devices, which no hub here can play: the page gets a million rows from the test.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Page } from "@playwright/test";
import { JobPage } from "../pages/job.ts";
import { picture } from "../stack/look.ts";
import { expect, method, type Stack, test } from "../stack/test.ts";

const MILLION = 1_000_000;
const name = (index: number) => `door-${String(index).padStart(7, "0")}`;

test("a million rows are scrolled from the first to the last, and none is passed over", async ({ console: page, stack }) => {
  const id = await stack.order({ action: method("lockDoor"), condition: "deviceId = 'door-0001'" });
  await page.goto(`${stack.url}/jobs/${id}`);
  const job = new JobPage(page);
  await job.completed();
  await using _stream = await pretend(page, stack, id);
  await page.reload();
  await expect(job.row(name(0))).toBeVisible();

  await page.keyboard.press("End");
  await expect(job.row(name(MILLION - 1))).toBeInViewport();
  await picture(page, "job, a million rows, the last", false);

  await test.step("from the middle on, each screen goes on where the last one ended", async () => {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight / 2));
    const middle = await onScreen(page);
    expect(middle[0]).toBeGreaterThan(MILLION * 0.4);
    expect(middle[0]).toBeLessThan(MILLION * 0.6);
    await page.keyboard.press("PageDown");
    await expect.poll(async () => (await onScreen(page))[0]).toBeGreaterThan(middle[0]);
    const next = await onScreen(page);
    expect(next[0]).toBeLessThanOrEqual(middle.at(-1)! + 1);
  });

  await page.keyboard.press("Home");
  await expect(job.row(name(0))).toBeInViewport();
});

/** The rows on the screen, by their number. */
async function onScreen(page: Page): Promise<number[]> {
  const rows = page.getByRole("rowheader", { name: /^door-\d{7}$/ });
  let seen: number[] = [];
  await expect
    .poll(async () => {
      seen = await rows.evaluateAll((heads) =>
        heads
          .map((head) => ({ box: head.getBoundingClientRect(), text: head.textContent ?? "" }))
          .filter(({ box }) => box.top >= 0 && box.bottom <= window.innerHeight)
          .map(({ text }) => Number(/\d{7}/.exec(text)?.[0])),
      );
      return seen.length;
    })
    .toBeGreaterThan(3);
  return seen;
}

/**
 * Answers for the proxy as if the job had a million devices. Its stream stays open, as a proxy's does: a page that connects
 * again and again moves by the height of its notice each time.
 */
async function pretend(page: Page, stack: Stack, id: string): Promise<AsyncDisposable> {
  const snapshot = await firstSnapshot(stack, id);
  const { progress } = snapshot;
  const states = Buffer.from(snapshot.states, "base64");
  progress.tally.succeeded = progress.devices = progress.rowsKnown = MILLION;
  snapshot.states = Buffer.alloc(MILLION, states[0]).toString("base64");
  const template = (await (await stack.api(`/jobs/${id}/rows?from=0&to=1`)).json()).rows[0];
  const stream = createServer((_, answer) => {
    answer.writeHead(200, { "content-type": "text/event-stream" });
    answer.write(`id: 1.1\ndata: ${JSON.stringify({ snapshot })}\n\n`);
  });
  const { port } = await listening(stream);
  await page.route("**/api/live**", (route) => route.continue({ url: `http://127.0.0.1:${port}/` }));
  await page.route(`**/api/jobs/${id}/rows**`, (route) => {
    const query = new URL(route.request().url()).searchParams;
    const from = Number(query.get("from"));
    const to = Math.min(Number(query.get("to")), MILLION);
    const rows = Array.from({ length: to - from }, (_, at) => ({ ...template, index: from + at, device: name(from + at) }));
    return route.fulfill({ json: { from, total: MILLION, rows } });
  });
  return {
    async [Symbol.asyncDispose]() {
      stream.closeAllConnections();
      stream.close();
      await once(stream, "close");
    },
  };
}

async function listening(server: Server): Promise<AddressInfo> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server.address() as AddressInfo;
}

interface Snapshot {
  progress: { tally: { succeeded: number }; devices: number; rowsKnown: number };
  states: string;
}

/** What the proxy tells of the job first. */
async function firstSnapshot(stack: Stack, id: string): Promise<Snapshot> {
  const ended = new AbortController();
  const stream = await stack.api(`/live?job=${id}`, { signal: ended.signal });
  let text = "";
  for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const line = /^data: (\{"snapshot":.*)$/m.exec(text);
    if (!line) continue;
    ended.abort();
    return JSON.parse(line[1]).snapshot;
  }
  throw new Error("the stream told nothing of the job");
}
