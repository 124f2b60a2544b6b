// What a keystroke costs in the form of a draft, on a processor that is slowed down four times.
//
// Measured, for each key pressed:
//   dispatch   time in which its events (keydown to keyup) are dispatched, from the trace of the browser: all handlers,
//              and the browser's own insertion of the letter with the layout that this asks for
//   to paint   from the key to the next picture on the screen (Event Timing), in steps of 8 ms; what is faster than
//              16 ms is not reported by the browser and counts as 16
//
// The control is the same typing into the same page whose islands are not loaded, in turns with it in one run: what the
// browser itself needs for a letter. Only the ratio of the two can be compared between machines. Nothing is asserted.
//
//   scripts/bench-browser typing   builds what is needed and starts this
//   PUPITRE_BINARY, PUPITRE_SITE, CHROMIUM as for the tests (harness.mjs); ROUNDS=1 for a quick look

import { awake, launchBrowser, PASSWORD, signIn, startServer } from '../harness.mjs';
import { touch } from '../weight.mjs';

const SLOWER = 4;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
/** Milliseconds between two keys: a fast typist. */
const PACE = 60;
const KEY_EVENTS = new Set(['keydown', 'keypress', 'beforeinput', 'input', 'keyup']);

/** What is typed where: every kind of field that has something to do at each key. */
const TYPED = [
  ['number', 'FA-2026-04711'],
  ['net', '12 345,67'],
  ['vat', '2 469,13'],
  ['gross', '14 814,80'],
  ['due', '14 814,80'],
  ['tax[0].rate', '20'],
  ['tax[0].base', '12 345,67'],
  ['tax[0].tax', '2 469,13'],
  ['comment', 'Livraison de novembre, lot 3 : deux fenêtres remplacées salle du conseil, une reprise d’enduit offerte. '
    + 'Le procès-verbal de réception a été signé sur place par le service technique ; il est joint au présent dépôt.'],
];

const MEASURE = `
  globalThis.painted = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.interactionId && entry.name === 'keydown') painted.push(entry.duration);
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
`;

/** Types everything into a draft; gives the milliseconds of each key. */
async function type(browser, page, draft, withIslands) {
  await page.goto(draft);
  if (withIslands) {
    await awake(page);
    await touch(page);
  }
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await browser.startTracing(page, { categories: ['devtools.timeline'] });
  let keys = 0;
  for (const [name, text] of TYPED) {
    await page.locator(`[name="${name}"]`).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.type(text, { delay: PACE });
    keys += text.length + 2;
  }
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  const painted = await page.evaluate(() => globalThis.painted.slice());
  await session.detach();
  const quick = Array(Math.max(0, keys - painted.length)).fill(16);
  return { dispatched: dispatched(traceEvents), painted: [...painted, ...quick] };
}

/** The time in which the events of each key are dispatched, from the press to the next press. */
function dispatched(events) {
  const all = events
    .filter(({ name, ph, args }) => name === 'EventDispatch' && ph === 'X' && KEY_EVENTS.has(args?.data?.type))
    .sort((one, other) => one.ts - other.ts);
  const keys = [];
  for (const { args, dur } of all) {
    if (args.data.type === 'keydown') keys.push(0);
    if (keys.length > 0) keys[keys.length - 1] += dur / 1000;
  }
  return keys;
}

const at = (sorted, percent) => sorted[Math.min(sorted.length, Math.max(1, Math.ceil((sorted.length * percent) / 100))) - 1];
const figures = (values) => {
  const sorted = values.toSorted((one, other) => one - other);
  return [at(sorted, 50), at(sorted, 98), sorted.at(-1)];
};

function print(name, page, control) {
  const [measured, beside] = [figures(page), figures(control)];
  console.log(`${name}, milliseconds for one key (${page.length} keys)`);
  ['median', 'p98', 'maximum'].forEach((what, index) => {
    const ratio = beside[index] > 0 ? (measured[index] / beside[index]).toFixed(2) : '–';
    console.log(`  ${what.padEnd(8)} ${measured[index].toFixed(2).padStart(9)}   control ${beside[index].toFixed(2).padStart(9)}   × ${ratio}`);
  });
}

const server = await startServer();
const browser = await launchBrowser();
try {
  const open = async (withIslands) => {
    const context = await browser.newContext({ baseURL: server.address, locale: 'fr-FR', viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(MEASURE);
    // Without its module the page says that it works without, and does.
    if (!withIslands) await context.route('**/pkg/*.js', (route) => route.abort());
    await signIn(page, 'karim@lefevre.example', PASSWORD);
    return page;
  };
  const [page, control] = [await open(true), await open(false)];
  await page.goto('/factures?statut=PUPITRE_BROUILLON');
  const draft = await page.locator('.row-link').first().getAttribute('href');
  const all = { page: { dispatched: [], painted: [] }, control: { dispatched: [], painted: [] } };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [who, into, withIslands] of [[page, all.page, true], [control, all.control, false]]) {
      const { dispatched: keys, painted } = await type(browser, who, draft, withIslands);
      into.dispatched.push(...keys);
      into.painted.push(...painted);
    }
  }
  console.log(`Typing into a draft, processor slowed down ×${SLOWER}, ${ROUNDS} rounds; control: the same page without its islands.`);
  print('Dispatch of its events', all.page.dispatched, all.control.dispatched);
  print('To the next picture', all.page.painted, all.control.painted);
} finally {
  await browser.close();
  await server.stop();
}
