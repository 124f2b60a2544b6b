// What a page makes a browser fetch before anybody does anything: 100 kB of JavaScript and WebAssembly at most.

import assert from 'node:assert/strict';
import { awake, startPupitre, withInvoices } from '../harness.mjs';
import { countBytes, touch } from '../weight.mjs';

const { scenario } = startPupitre();
const KARIM = 'karim@lefevre.example';
const MOST = 100_000;

/** The pages with something to wake, and some without. */
async function pages(page) {
  const first = async (list, selector = '.row-link') => {
    await page.goto(list);
    return page.locator(selector).first().getAttribute('href');
  };
  const structure = await first('/structures', 'main a[href^="/structures/"]');
  return {
    'Connexion': '/connexion',
    'Synthèse': '/',
    'Factures émises': '/factures',
    'Une facture': await first('/factures?onglet=arrivees'),
    'Déposer': '/deposer',
    'Un brouillon': await first('/factures?statut=PUPITRE_BROUILLON'),
    'Recycler': `${(await first('/factures?statut=A_RECYCLER')).split('?')[0]}/recycler`,
    'Flux': '/flux',
    'Lots': '/lots',
    'Structures': '/structures',
    'Une structure': structure,
    'Annuaire': '/annuaire',
    'Échanges': `${structure.split('?')[0]}/echanges`,
  };
}

scenario('no page fetches more than 100 kB of script before somebody does something', async ({ newPage }) => {
  const page = await newPage({ as: KARIM });
  await withInvoices(page);
  const weights = {};
  for (const [name, path] of Object.entries(await pages(page))) {
    assert.ok(path, `the demonstration has a page ${name}`);
    const { session, bytes } = await countBytes(page);
    const answer = await page.goto(path, { waitUntil: 'load' });
    assert.equal(answer.status(), 200, name);
    await awake(page);
    await page.waitForTimeout(300);
    weights[name] = bytes.script;
    await session.detach();
  }
  // In its debug form the site is many times as large: scripts/build-site release.
  const tooHeavy = Object.entries(weights).filter(([, bytes]) => bytes > MOST);
  assert.deepEqual(tooHeavy, [], JSON.stringify(weights));
  assert.ok(weights['Un brouillon'] > 10_000, 'what is counted is what is fetched');
});

scenario('what a form is checked with comes at its first touch, and once', async ({ newPage }) => {
  const page = await newPage({ as: KARIM });
  const fetched = [];
  page.on('request', (request) => {
    if (/\/pkg\/form/.test(request.url())) fetched.push(new URL(request.url()).pathname.split('.').at(-1));
  });
  await page.goto('/factures?statut=PUPITRE_BROUILLON');
  await page.goto(await page.locator('.row-link').first().getAttribute('href'));
  await awake(page);
  await page.waitForTimeout(300);
  await page.mouse.wheel(0, 400);
  await page.keyboard.press('Escape');
  assert.deepEqual(fetched, [], 'reading asks for nothing');
  assert.ok(await touch(page));
  await touch(page);
  assert.deepEqual(fetched.toSorted(), ['js', 'wasm']);
});
