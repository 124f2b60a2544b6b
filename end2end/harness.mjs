// The browser tests' one helper: starts the real binary with the demonstration's simulated Chorus Pro and data,
// drives a real browser, and fails a test for anything the browser complained about.
//
// It builds nothing (make test does). Settings, all optional:
//   PUPITRE_BINARY   the binary to test           (default: target/debug/pupitre)
//   PUPITRE_SITE     the built site               (default: target/site)
//   CHROMIUM         the browser                  (default: the first Chromium or Chrome on PATH)
//
// Each test file has a server of its own: what one changes, another does not see.
//
// A test file:
//   const { scenario } = startPupitre();
//   scenario('what the page does', async ({ newPage, address }) => { const page = await newPage({ width: 320 }); … });

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const FOLDER = dirname(fileURLToPath(import.meta.url));
const ROOT = join(FOLDER, '..');
const ARTEFACTS = join(FOLDER, 'artefacts');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Seconds until the demonstration must be ready, and until it must have ended after SIGTERM. */
const START_LIMIT = 60;
const STOP_LIMIT = 15;
/** Seconds in which a submission can be undone: time for a browser to press the button, not more. */
const UNDO = 4;
/** The password of everybody in the demonstration. */
export const PASSWORD = 'tilleul cargo violon brume';
/** The widths at which pages are looked at: a phone at 400 % zoom (WCAG 1.4.10), a tablet, a desk. */
export const WIDTHS = [320, 768, 1440];

// --- The server ------------------------------------------------------------------------------------------------

/** A port that was free a moment ago. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Starts `pupitre demo` in a folder of its own and waits until it says that it is ready. */
export async function startServer({ undo = UNDO } = {}) {
  const binary = process.env.PUPITRE_BINARY ?? join(ROOT, 'target', 'debug', 'pupitre');
  const data = mkdtempSync(join(tmpdir(), 'pupitre-end2end-'));
  const listen = `127.0.0.1:${await freePort()}`;
  const address = `http://${listen}`;
  const site = process.env.PUPITRE_SITE ?? join(ROOT, 'target', 'site');
  const flags = ['--listen', listen, '--folder', data, '--site', site, '--reset', '--fast', '--undo-seconds', `${undo}`];
  const server = spawn(binary, ['demo', ...flags], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk) => { output = (output + chunk).slice(-200_000); };
  server.stdout.on('data', keep);
  server.stderr.on('data', keep);
  // Resolves once the process is gone: { code, signal }, or { error } when it could not be started.
  const ended = new Promise((resolve) => {
    server.on('error', (error) => resolve({ error }));
    server.on('close', (code, signal) => resolve({ code, signal }));
  });
  let end = null;
  ended.then((how) => { end = how; });

  /** The last lines it wrote, for the message of a failing test. */
  const lastLines = (count = 40) => output.trimEnd().split('\n').slice(-count).join('\n');

  /** Asks it to end, as an operator would, and insists on a clean end. */
  async function stop() {
    const early = end !== null;
    server.kill('SIGTERM');
    const result = await Promise.race([ended, sleep(STOP_LIMIT * 1000, null, { ref: false })]);
    if (result === null) {
      server.kill('SIGKILL');
      await ended;
    }
    rmSync(data, { recursive: true, force: true });
    assert.ok(!early, `the server ended by itself during the tests:\n${lastLines()}`);
    assert.notEqual(result, null, `the server was still there ${STOP_LIMIT} s after SIGTERM:\n${lastLines()}`);
    assert.deepEqual(result, { code: 0, signal: null }, `the server did not end cleanly:\n${lastLines()}`);
  }

  const deadline = Date.now() + START_LIMIT * 1000;
  for (;;) {
    const ready = await fetch(`${address}/health/ready`).then((answer) => answer.ok, () => false);
    if (ready) break;
    if (end !== null || Date.now() > deadline) {
      const why = end?.error?.message ?? (end === null ? `not ready after ${START_LIMIT} s` : `it ended with ${end.code ?? end.signal}`);
      server.kill('SIGKILL');
      rmSync(data, { recursive: true, force: true });
      throw new Error(`${binary} demo did not start: ${why}\n${lastLines()}`);
    }
    await sleep(100);
  }
  return { address, data, stop, lastLines, output: () => output };
}

// --- The browser -----------------------------------------------------------------------------------------------

function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ['chromium', 'google-chrome']) {
    try {
      return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    } catch {
      // Not this one; the next may be there.
    }
  }
  throw new Error('no Chromium found: run scripts/bootstrap test, or set CHROMIUM');
}

/** Launches the installed browser without a window; it must ask nothing of the network by itself. */
export function launchBrowser() {
  return chromium.launch({
    executablePath: browserPath(),
    args: [
      '--no-sandbox', // Containers and root have no user namespaces; only pages of our own are opened.
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Chromium reports a transition between two pages that it left out as an error of the page; nothing else is lost by it. */
const TRANSITION_LEFT_OUT = /ViewTransition opt-in disabled|Transition was (skipped|aborted)/;

/** Notes in `problems` whatever a page complains about, but for what `expected` (regular expressions) allows. */
function watch(page, problems, expected) {
  const note = (text) => {
    if (![...expected, TRANSITION_LEFT_OUT].some((pattern) => pattern.test(text))) problems.push(`${new URL(page.url()).pathname}: ${text}`);
  };
  page.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type())) note(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => note(`uncaught: ${error.stack || `${error.name} ${error.message}`}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'unknown';
    // Leaving a page ends what it still had under way, such as its stream of events.
    if (why !== 'net::ERR_ABORTED') note(`request failed: ${request.method()} ${request.url()} (${why})`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) note(`answer ${response.status()}: ${response.request().method()} ${response.url()}`);
  });
}

/** What is wrong with a page is noted in the list of its scenario: one run tells everything. */
const problemsOf = new WeakMap();
/** The browser sessions in which JavaScript is off. */
const withoutScripts = new WeakSet();

// --- What a test file uses ---------------------------------------------------------------------------------------

/**
 * Starts one server and one browser for the test file that calls it, and ends both after its last test.
 *   undo: seconds in which a deposit can be taken back
 */
export function startPupitre(options) {
  let server;
  let browser;
  /** Sessions opened already, by electronic address: the sign-in has its own tests. */
  const sessions = new Map();
  before(async () => {
    server = await startServer(options);
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** A test. What its pages complained about makes it fail at its end, even when its own checks passed. */
  function scenario(name, body) {
    test(name, { timeout: 120_000 }, async () => {
      const problems = [];
      const contexts = [];
      /**
       * A page in a browser session of its own.
       *   javaScript: false to see what the page does without;  width in pixels;  dark: the dark colours
       *   expected: regular expressions of complaints that the test provokes on purpose
       *   as: the address of a person of the demonstration who is signed in
       *   context: that of another page, to open a second page in its session
       */
      const newPage = async ({ javaScript = true, width = 1440, dark = false, expected = [], as, context: shared } = {}) => {
        const context = shared ?? (await browser.newContext({
          baseURL: server.address,
          colorScheme: dark ? 'dark' : 'light',
          javaScriptEnabled: javaScript,
          locale: 'fr-FR',
          reducedMotion: 'reduce',
          timezoneId: 'Europe/Paris',
          viewport: { width, height: 900 },
        }));
        if (!shared) contexts.push(context);
        if (!javaScript) withoutScripts.add(context);
        const page = await context.newPage();
        page.setDefaultTimeout(30_000);
        problemsOf.set(page, problems);
        watch(page, problems, expected);
        if (as) {
          if (!sessions.has(as)) {
            await signIn(page, as, PASSWORD);
            sessions.set(as, await context.cookies());
          }
          await context.addCookies(sessions.get(as));
        }
        return page;
      };
      try {
        await body({ newPage, address: server.address, server });
        assert.equal(problems.length, 0, 'the pages are not as they should be');
      } catch (error) {
        await photographAll(contexts, name);
        const wrong = problems.length > 0 ? `\n--- what is wrong with the pages ---\n${[...new Set(problems)].join('\n')}` : '';
        const lines = `\n--- the server's last lines ---\n${server.lastLines(10)}`;
        // A reporter prints the stack, which was written when the error was made.
        error.stack = `${error.stack}${wrong}${lines}`;
        throw error;
      } finally {
        for (const context of contexts) await context.close();
      }
    });
  }
  return { scenario };
}

/** Pictures of every open page of a failing test; they help, so they may not hide the failure itself. */
async function photographAll(contexts, name) {
  const pages = contexts.flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) {
    await photograph(page, `failed-${name}-${index + 1}`).catch(() => {});
  }
}

async function photograph(page, name) {
  mkdirSync(ARTEFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTEFACTS, `${name.replaceAll(/[^\p{L}\p{N}-]+/gu, '-')}.png`), fullPage: true });
}

/** Signs in through the form and waits for the page behind it. */
export async function signIn(page, email, password) {
  await page.goto('/connexion');
  await submitCredentials(page, email, password);
  await page.waitForURL((url) => url.pathname !== '/connexion');
}

/** Waits until the islands of a page work; a page without islands has nothing to wait for. */
export async function awake(page) {
  if ((await page.locator('#boot').count()) === 0) return;
  // Islands that wait for a file sleep until it comes.
  if ((await page.locator('leptos-island').count()) > 0
    && (await page.locator('leptos-island:not([data-for-files] *)').count()) === 0) return;
  await page.locator('html[data-awake]').waitFor({ state: 'attached' });
}

/** Keeps a page as it is: nothing that happens meanwhile is told to it. */
export async function withoutNews(page) {
  await page.route('**/evenements*', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: 'retry: 3600000\n\n' }));
}

/** Waits until the first synchronisation has brought invoices; a page is opened and left on the list. */
export async function withInvoices(page, path = '/factures') {
  const count = async () => {
    await page.goto(path);
    const text = await page.locator('.tab-count').first().innerText();
    return Number(text.replaceAll(/\D/g, ''));
  };
  const deadline = Date.now() + START_LIMIT * 1000;
  for (let before = -1, now = 0; now < 20 || now !== before;) {
    assert.ok(Date.now() < deadline, `the synchronisation brought ${now} invoices`);
    if (before !== -1) await sleep(1000);
    before = now;
    now = await count();
  }
}

/** Fills the form of the sign-in page and sends it. */
export async function submitCredentials(page, email, password) {
  const form = page.locator('form', { has: page.locator('[name=email]') });
  await form.locator('[name=email]').fill(email);
  await form.locator('[name=password]').fill(password);
  await form.locator('button[type=submit], input[type=submit]').first().click();
}

/** Pictures of a page at several widths, in end2end/artefacts; notes where the page has to be scrolled sideways. */
export async function screenshot(page, name, widths = WIDTHS) {
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await photograph(page, `${name}-${width}`);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (excess > 0) problemsOf.get(page).push(`${name}: at ${width} px the page is ${excess} px too wide`);
  }
  await page.setViewportSize(before);
}

/** Checks a page against the WCAG 2.2 AA rules that a machine can check, contrast among them, and notes the defects. */
export async function axe(page) {
  assert.ok(!withoutScripts.has(page.context()), 'axe needs timers: check the page with JavaScript on');
  // Evaluated through the debugger: the page's own security policy neither hinders nor needs to allow it.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'] },
      // Off by default in axe, since it is new in WCAG 2.2.
      // And the one good practice that readers of a screen miss most: everything stands in a landmark.
      rules: { 'target-size': { enabled: true }, region: { enabled: true } },
      resultTypes: ['violations'],
    });
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map((node) => `${node.html.slice(0, 300)}\n      ${node.failureSummary.replaceAll('\n', ' ')}`),
    }));
  });
  for (const { id, help, nodes } of violations) {
    problemsOf.get(page).push(`${new URL(page.url()).pathname}: ${id}: ${help}\n    ${nodes.join('\n    ')}`);
  }
}
