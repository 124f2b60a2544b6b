// A form before its islands are there: they are fetched at the first touch, and nothing that happens meanwhile is lost.

import assert from 'node:assert/strict';
import { awake, startPupitre, withoutNews } from '../harness.mjs';
import { beginDraft, field, holds, openRead } from '../draft.mjs';

const { scenario } = startPupitre();
const [MANON, KARIM] = ['manon@lefevre.example', 'karim@lefevre.example'];
const MODULE = '**/pkg/form*';

/** A draft of its own that nobody has touched, and that hears of nothing. */
async function open(page, number) {
  const path = await beginDraft(page, number);
  await withoutNews(page);
  await openRead(page, path, number);
  await awake(page);
  await page.evaluate(() => { globalThis.sameDocument = true; });
  return path;
}

/** Keeps what the form waits for on its way until the answer is called. */
async function delay(page) {
  let arrive;
  const arrived = new Promise((resolve) => { arrive = resolve; });
  await page.route(MODULE, async (route) => {
    await arrived;
    await route.continue();
  });
  return arrive;
}

const same = (page) => page.evaluate(() => globalThis.sameDocument === true);
/** Waits until the server has taken a draft that holds `text`. */
const kept = (page, text) =>
  page.waitForResponse((answer) => answer.url().endsWith('/api/save_draft') && answer.request().postData().includes(text));
const isAwake = async (page) => (await page.locator('[data-touch][data-awake]').count()) > 0;

scenario('what is typed before the checks are there is checked, written in full and kept', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  const path = await open(page, 'TO-1001');
  const arrive = await delay(page);
  await field(page, 'date').fill('5/11');
  await field(page, 'date').press('Tab');
  await field(page, 'gross').fill('douze');
  await field(page, 'comment').fill('Tapé trop tôt');
  assert.equal(await field(page, 'date').inputValue(), '5/11');
  assert.equal(await isAwake(page), false);
  const saved = kept(page, 'Tapé trop tôt');
  arrive();
  await holds(page, 'date', /^05\/11\/\d{4}$/);
  await page.locator('#gross-error .field-message').first().waitFor();
  await saved;
  await page.goto(path);
  await holds(page, 'comment', 'Tapé trop tôt');
});

scenario('a button that is pressed early is answered in place', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await open(page, 'TO-1002');
  const arrive = await delay(page);
  await field(page, 'comment').fill('Reste ici');
  const add = page.locator('#add-vat-line');
  await add.click();
  await add.click();
  assert.equal(await add.getAttribute('aria-busy'), 'true', 'it says that it was heard');
  const rows = page.locator('#vat-region input[id$="-rate"]');
  const before = await rows.count();
  arrive();
  await rows.nth(before).waitFor();
  assert.equal(await rows.count(), before + 1, 'two presses of one button that waits are one');
  assert.equal(await add.getAttribute('aria-busy'), null);
  assert.ok(await same(page), 'the page was not loaded again');
  assert.equal(await field(page, 'comment').inputValue(), 'Reste ici');
});

scenario('Enter in the recipient searches, however early it is pressed', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  await open(page, 'TO-1003');
  const arrive = await delay(page);
  await field(page, 'recipient_siret').fill('saint-aubin');
  await field(page, 'recipient_siret').press('Enter');
  arrive();
  await page.locator('#recipient-choices [role=option]').first().waitFor();
  assert.ok(await same(page), 'the form was not sent');
});

scenario('what was typed leaves with the page where the checks never came', async ({ newPage }) => {
  const page = await newPage({ as: MANON });
  const path = await open(page, 'TO-1004');
  await delay(page);
  await field(page, 'comment').fill('Première ligne\nSeconde ligne');
  await page.goto('/factures');
  await page.unroute(MODULE);
  await page.goto(path);
  await holds(page, 'comment', 'Première ligne\nSeconde ligne');
  // The browser kept it too, and looks by itself whether the server has it.
  await page.waitForFunction(() => localStorage.length === 0);

  // Where the server cannot be reached, it is offered the next time.
  await awake(page);
  await page.reload();
  await awake(page);
  await delay(page);
  await field(page, 'comment').fill('Sans réseau');
  await page.evaluate(() => { globalThis.fetch = () => Promise.reject(new Error('no network')); });
  await page.goto('/factures');
  await page.unroute(MODULE);
  await page.goto(path);
  assert.equal(await field(page, 'comment').inputValue(), 'Première ligne\nSeconde ligne');
  const saved = kept(page, 'Sans réseau');
  await page.locator('#draft-copy button', { hasText: 'Reprendre cette saisie' }).click();
  assert.equal(await field(page, 'comment').inputValue(), 'Sans réseau');
  assert.equal((await saved).status(), 200);
});

scenario('news come into a form that nobody has touched, without what it is checked with', async ({ newPage }) => {
  const mine = await newPage({ as: MANON });
  const theirs = await newPage({ as: KARIM });
  const path = await beginDraft(mine, 'TO-1005');
  await openRead(mine, path, 'TO-1005');
  await awake(mine);
  const fetched = [];
  mine.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  await mine.evaluate(() => { globalThis.sameDocument = true; });
  await theirs.goto(path);
  const theirSave = kept(theirs, 'Écrit par Karim');
  await field(theirs, 'comment').fill('Écrit par Karim');
  await theirSave;
  // A save alone is told to nobody; what is told comes so (islands::Live).
  await mine.evaluate(() => document.getElementById('deposit').dispatchEvent(new Event('pupitre-news')));
  await holds(mine, 'comment', 'Écrit par Karim');
  assert.ok(await same(mine), 'the page was not loaded again');
  assert.ok(!fetched.some((name) => name.startsWith('/pkg/form')), `${fetched}`);

  // What is typed from then on is an edit of the newest version: nothing is to be decided.
  const saved = kept(mine, 'puis par Manon');
  await field(mine, 'comment').fill('Écrit par Karim, puis par Manon');
  assert.deepEqual((await (await saved).json()).conflicts, []);
  assert.equal(await mine.locator('#to-decide .conflict').count(), 0);
});

scenario('« Vérifier » asks for nothing more', async ({ newPage }) => {
  const page = await newPage({ as: MANON, expected: [/status of 422/] });
  await open(page, 'TO-1006');
  const fetched = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  const shown = await page.evaluate(() => {
    const button = document.querySelector('.action-bar button[value=verifier]');
    button.click();
    const shown = [button.getAttribute('aria-busy'), button.textContent];
    button.click();
    return shown;
  });
  assert.deepEqual(shown, ['true', 'Vérification…']);
  await page.locator('#error-summary').waitFor();
  assert.equal(fetched.filter((name) => name.startsWith('/deposer/') && !name.includes('pages')).length, 1, `${fetched}`);
  assert.ok(!fetched.some((name) => name.startsWith('/pkg/form')), `${fetched}`);
});

scenario('where the checks cannot be had the form works by its buttons, and says so', async ({ newPage }) => {
  const broken = [/request failed: GET .*\.wasm/, /islands not loaded/, /net::ERR_FAILED/];
  const page = await newPage({ as: MANON, expected: broken });
  await open(page, 'TO-1007');
  await page.route('**/pkg/form*.wasm', (route) => route.abort());
  await field(page, 'comment').fill('Par les boutons');
  await page.locator('#notices .notice', { hasText: 'aides à la saisie' }).waitFor();
  const rows = page.locator('#vat-region input[id$="-rate"]');
  const before = await rows.count();
  await page.locator('#add-vat-line').click();
  await page.waitForFunction(() => globalThis.sameDocument === undefined);
  assert.equal(await rows.count(), before + 1);
  assert.equal(await field(page, 'comment').inputValue(), 'Par les boutons');
});
