// What a page costs on a phone: a processor slowed down four times, 9 Mbit/s, 60 ms there and back, nothing in the cache.
//
// Printed for each page, the median of the rounds:
//   LCP      milliseconds until its largest part is painted (Largest Contentful Paint)
//   CLS      how far parts of it moved while it came (Cumulative Layout Shift)
//   awake    milliseconds until its islands work; pages without islands have none
//   INP      the slowest of a few acts on it: a key, the help, a press (Event Timing, steps of 8 ms; 16 stands for less)
//   script   bytes of JavaScript and WebAssembly as they travel, before anybody does anything; 100 kB at most
//            (tests/weight.test.mjs)
//   then     the same, of what is fetched at the first key in a form or for the first file over the page
//   all      bytes of everything as it travels, before anybody does anything
//
// Nothing is asserted: figures are read by people.
//
//   scripts/bench-browser pages           builds what is needed and starts this
//   PUPITRE_BINARY, PUPITRE_SITE, CHROMIUM as for the tests (harness.mjs); ROUNDS=1 for a quick look

import { setTimeout as sleep } from 'node:timers/promises';
import { awake, launchBrowser, PASSWORD, signIn, startServer, withInvoices } from '../harness.mjs';
import { countBytes, touch } from '../weight.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SLOWER = 4;
const PHONE = { width: 390, height: 844 };
const NETWORK = { offline: false, latency: 60, downloadThroughput: 9_000_000 / 8, uploadThroughput: 9_000_000 / 8 };

const OBSERVE = `
  globalThis.seen = { lcp: 0, cls: 0, inp: 16 };
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.lcp = entry.startTime; })
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.cls += entry.value; })
    .observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (entry.interactionId) seen.inp = Math.max(seen.inp, entry.duration); })
    .observe({ type: 'event', durationThreshold: 16, buffered: true });
`;

/** Opens a page in a session that has nothing in its cache; gives what it cost. */
async function open(browser, address, cookies, path) {
  const context = await browser.newContext({ baseURL: address, locale: 'fr-FR', viewport: PHONE, isMobile: true, hasTouch: true });
  try {
    await context.addCookies(cookies);
    const page = await context.newPage();
    await page.addInitScript(OBSERVE);
    const { session, bytes } = await countBytes(page);
    await session.send('Network.emulateNetworkConditions', NETWORK);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.goto(path, { waitUntil: 'load' });
    await awake(page);
    const islands = await page.locator('leptos-island').count();
    const ready = await page.evaluate(() => performance.now());
    await sleep(500);
    const before = { ...bytes };
    const { lcp } = await page.evaluate(() => ({ ...globalThis.seen }));
    for (const key of ['j', 'k', '?', 'Escape']) {
      await page.keyboard.press(key);
      await sleep(50);
    }
    const heading = page.locator('h1').first();
    if (await heading.count()) await heading.click();
    await sleep(200);
    const untouched = bytes.script;
    await touch(page);
    await sleep(200);
    const { cls, inp } = await page.evaluate(() => globalThis.seen);
    return { lcp, cls, awake: islands > 0 ? ready : 0, inp, ...before, then: bytes.script - untouched };
  } finally {
    await context.close();
  }
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

const server = await startServer();
const browser = await launchBrowser();
try {
  const context = await browser.newContext({ baseURL: server.address, locale: 'fr-FR' });
  const page = await context.newPage();
  await signIn(page, 'karim@lefevre.example', PASSWORD);
  await withInvoices(page);
  const cookies = await context.cookies();
  const first = async (list, selector) => {
    await page.goto(list);
    return page.locator(selector).first().getAttribute('href');
  };
  const pages = [
    ['Connexion', '/connexion', []],
    ['Synthèse', '/'],
    ['Factures émises', '/factures'],
    ['Une facture', await first('/factures?onglet=arrivees', '.row-link')],
    ['Déposer', '/deposer'],
    ['Un brouillon', await first('/factures?statut=PUPITRE_BROUILLON', '.row-link')],
    ['Flux', '/flux'],
    ['Structures', '/structures'],
    ['Accès', '/acces'],
    ['Annuaire', '/annuaire'],
    ['Lots', '/lots'],
    ['Échanges', `${(await first('/structures', 'main a[href^="/structures/"]')).split('?')[0]}/echanges`],
    ['Utilisateurs', '/utilisateurs'],
    ['Mon compte', '/compte'],
  ];
  await context.close();
  console.log(`Phone ${PHONE.width} × ${PHONE.height}, processor slowed down ×${SLOWER}, 9 Mbit/s, 60 ms, empty cache; median of ${ROUNDS}.`);
  console.log(`${'page'.padEnd(18)}${['LCP ms', 'CLS', 'awake ms', 'INP ms', 'script kB', 'then kB', 'all kB'].map((head) => head.padStart(11)).join('')}`);
  for (const [name, path, session = cookies] of pages) {
    if (!path) continue;
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await open(browser, server.address, session, path));
    const of = (what) => median(rounds.map((round) => round[what]));
    const cells = [
      of('lcp').toFixed(0), of('cls').toFixed(3), of('awake') ? of('awake').toFixed(0) : '–', of('inp').toFixed(0),
      (of('script') / 1000).toFixed(1), of('then') ? (of('then') / 1000).toFixed(1) : '–', (of('all') / 1000).toFixed(1),
    ];
    console.log(`${name.padEnd(18)}${cells.map((cell) => cell.padStart(11)).join('')}`);
  }
} finally {
  await browser.close();
  await server.stop();
}
